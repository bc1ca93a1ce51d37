// SPDX-License-Identifier: MIT
#include "journal/journal_times.hpp"

#include <chrono>

#include "base/time.hpp"
#include "tests/catch.hpp"
#include "tests/json_text.hpp"

using namespace earwitness;
using journal::JournalTimes;

namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t opened = 5'000 * second;

/// A journal by a clock that a test moves: 8000 frames a second, 16 bits, one channel.
class Told {
 public:
  explicit Told(const std::string& kind = "microphone") {
    say("open", {{"kind", kind}, {"sample_rate", 8000}, {"channels", 1}, {"bits", 16}});
  }

  void say(const std::string& event, json::Value fields) {
    journal::Line line;
    line.number = ++lines_;
    line.utc = UtcTime{std::chrono::nanoseconds{now_ + utc_ahead_}};
    line.mono_ns = now_;
    line.event = event;
    line.fields = std::move(fields);
    times_.add(line);
  }
  void pass(double seconds) { now_ += static_cast<std::int64_t>(seconds * 1e9); }
  void set_wall_clock(double seconds) { utc_ahead_ += static_cast<std::int64_t>(seconds * 1e9); }
  void clock_line(double seconds) {
    say("clock", {{"step_ns", static_cast<std::int64_t>(seconds * 1e9)}, {"synchronised", true}});
  }
  void file(double seconds_ago = 0.25) {
    const auto begins = now_ - static_cast<std::int64_t>(seconds_ago * 1e9);
    const auto utc = base::rfc3339(UtcTime{std::chrono::nanoseconds{begins + utc_ahead_}});
    say("file", {{"file", "data/audio-001.flac"}, {"first_frame_mono", begins}, {"first_frame_utc", utc}});
  }
  /// So many seconds of sound, of which each takes `pace` seconds.
  void sound(int seconds, double pace = 1) {
    for (int i = 0; i < seconds; ++i) {
      pass(pace);
      say("audio", {{"frames", 8000}, {"captured_mono", now_}});
    }
  }
  void gap(double seconds) { say("gap", {{"frames", static_cast<std::int64_t>(seconds * 8000)}}); }
  void pause(double seconds) {
    pass(seconds);
    say("break", {{"cause", "pause"}, {"seconds", seconds}});
  }
  const JournalTimes& finished() {
    say("close", {{"reason", "stopped"}});
    times_.finish();
    return times_;
  }
  [[nodiscard]] std::int64_t now() const noexcept { return now_; }

 private:
  std::int64_t now_ = opened;
  std::int64_t utc_ahead_ = std::int64_t{1'700'000'000} * second;
  std::uint64_t lines_ = 0;
  JournalTimes times_;
};

std::string only_problem(Told& told) {
  const auto& times = told.finished();
  REQUIRE(times.problems().size() == 1);
  return times.problems().front().detail;
}

void check_clean(Told& told) {
  const auto& times = told.finished();
  for (const auto& problem : times.problems()) CHECK(problem.detail.empty());
  CHECK(times.doubts().empty());
}

}  // namespace

TEST_CASE("journal times: what a recorder meets is no fault") {
  Told told;
  told.file();
  SECTION("a device that is half a percent fast, for six hours") { told.sound(6 * 3600, 0.995); }
  SECTION("one that is as slow, whose losses are told") {
    for (int i = 0; i < 100; ++i) {
      told.sound(60, 1.005);
      told.sound(1, 0.3);
      told.gap(0.3);
    }
  }
  SECTION("a process that was stopped for 40 seconds, and had all at once") {
    told.sound(10);
    told.pass(40);
    told.sound(40, 0.001);
    told.sound(10);
  }
  SECTION("a first block that came late: what the sound server held comes at once") {
    told.sound(262, 0.0001);
    told.sound(100);
  }
  SECTION("10 seconds lost, and filled with silence") {
    told.sound(20);
    told.pass(10);
    told.sound(10, 0.0001);
    told.gap(10);
    told.sound(200);
  }
  SECTION("a pause of an hour, and an hour of sleep") {
    told.sound(20);
    told.pause(3600);
    told.file();
    told.sound(20);
    told.pause(3600);
    told.file();
    told.sound(200);
  }
  SECTION("a stopped process that never went on for long enough to know what was lost") {
    told.sound(20);
    told.pass(3600);
    told.sound(40, 0.001);
  }
  SECTION("a wall clock that is set in between, and says so in the next round") {
    told.sound(5);
    told.set_wall_clock(1e8);
    told.sound(1);
    told.clock_line(1e8);
    told.sound(5);
    told.set_wall_clock(-2e8);
    told.clock_line(-2e8);
    told.sound(5);
  }
  SECTION("a wall clock that drifts by a tenth of a percent") {
    for (int i = 0; i < 1000; ++i) {
      told.sound(10);
      told.set_wall_clock(0.01);
    }
  }
  check_clean(told);
}

TEST_CASE("journal times: more sound than there was time for") {
  Told told;
  told.file();
  told.sound(10);
  SECTION("at once") { told.sound(290, 0.0001); }
  SECTION("at twice the pace") { told.sound(700, 0.5); }
  SECTION("in parts, each of which may have been held back") {
    for (int i = 0; i < 5; ++i) {
      told.say("break", {{"cause", "split"}, {"seconds", 0}});
      told.file();
      told.sound(100, 0.0001);
    }
  }
  CHECK(only_problem(told).find("more sound came until then than time passed by mono") != std::string::npos);
}

TEST_CASE("journal times: time in which no sound came, and nothing says so") {
  Told told;
  told.file();
  told.sound(100);
  told.pass(60);
  told.sound(300);
  CHECK(only_problem(told).find("60 seconds passed by mono in which no sound came") != std::string::npos);
}

TEST_CASE("journal times: a wall clock that jumps without a line") {
  Told told;
  told.file();
  told.sound(10);
  SECTION("by years") {
    told.set_wall_clock(GENERATE(1e8, -1e8));
    told.sound(10);
    CHECK(only_problem(told).find("no `clock` line mentions it") != std::string::npos);
  }
  SECTION("by a minute") {
    told.set_wall_clock(60);
    told.sound(10);
    CHECK(only_problem(told).find("its utc is 60 seconds off") != std::string::npos);
  }
  SECTION("and back in the next line") {
    told.set_wall_clock(-3600);
    told.sound(1);
    told.set_wall_clock(3600);
    told.sound(10);
    CHECK(only_problem(told).find("its utc is -3600 seconds off") != std::string::npos);
  }
  SECTION("by more than its line says") {
    told.set_wall_clock(1000);
    told.clock_line(10);
    told.sound(10);
    (void)only_problem(told);
  }
  SECTION("with a line that comes much later") {
    told.set_wall_clock(1000);
    told.sound(200);
    told.clock_line(1000);
    told.sound(10);
    CHECK_FALSE(told.finished().problems().empty());
  }
  SECTION("by years in the last line") {
    told.set_wall_clock(1e8);
    (void)only_problem(told);
  }
  SECTION("by a minute in the last line, where a recorder may not have had the time to say so") {
    told.set_wall_clock(60);
    CHECK(told.finished().problems().empty());
    CHECK(told.finished().doubts().size() >= 1);
  }
}

/// So far back that there is more sound than time, too.
void require_told_first(Told& told, const char* sentence) {
  const auto& problems = told.finished().problems();
  REQUIRE(problems.size() == 2);
  CHECK(problems[0].detail == sentence);
  CHECK(problems[0].line == problems[1].line);
}

TEST_CASE("journal times: each is of its type, and in order") {
  Told told;
  const auto utc = base::rfc3339(UtcTime{std::chrono::nanoseconds{told.now()}} + std::chrono::seconds(1'700'000'000));
  const auto file = [&](json::Value begins, json::Value at) {
    told.say("file", {{"file", "f"}, {"first_frame_mono", std::move(begins)}, {"first_frame_utc", std::move(at)}});
  };
  SECTION("captured_mono as text, as a fraction, negative, null, later than its line") {
    told.file();
    const json::Value moment = GENERATE(json::Value("5000"), json::Value(5e12), json::Value(-1), json::Value(),
                                        json::Value(opened + 10 * second));
    told.pass(1);
    told.say("audio", {{"frames", 8000}, {"captured_mono", moment}});
  }
  SECTION("captured_mono that is not there") {
    told.file();
    told.say("audio", {{"frames", 8000}});
  }
  SECTION("captured_mono before its file") {
    told.file();
    told.say("audio", {{"frames", 800}, {"captured_mono", opened - 300 * second}});
    return require_told_first(told, "its sound came before its file began");
  }
  SECTION("captured_mono before the one before it") {
    told.file();
    told.sound(400);
    told.say("audio", {{"frames", 8000}, {"captured_mono", told.now() - 300 * second}});
    return require_told_first(told, "its sound came before that of the line before");
  }
  SECTION("first_frame_mono as text") { file("5", utc); }
  SECTION("first_frame_mono later than its line") { file(told.now() + 1, utc); }
  SECTION("first_frame_utc that is no time") { file(told.now(), GENERATE(json::Value("yesterday"), json::Value())); }
  SECTION("first_frame_utc of another moment") { file(told.now(), "2020-01-01T00:00:00.000000000Z"); }
  SECTION("sound from long before the recording") { told.file(200); }
  SECTION("a clock line without its step") { told.say("clock", {{"synchronised", true}}); }
  SECTION("a clock line with a step as text") { told.say("clock", {{"step_ns", "1"}, {"synchronised", true}}); }
  (void)only_problem(told);
}

TEST_CASE("journal times: of an import and after a recovery nobody knows them") {
  SECTION("import") {
    Told told("import");
    told.say("file", {{"file", "f"}, {"first_frame_mono", nullptr}, {"first_frame_utc", nullptr}});
    told.set_wall_clock(1e8);  // while it was decoded, where nobody looks at clocks
    told.say("audio", {{"frames", 8000}, {"captured_mono", nullptr}});
    check_clean(told);
  }
  SECTION("recovered, a year later, by a machine that was started anew") {
    Told told;
    told.file();
    told.sound(10);
    told.pass(-4000);
    told.set_wall_clock(3e7);
    told.say("recovered", {});
    told.say("file", {{"file", "f"}, {"first_frame_mono", nullptr}, {"first_frame_utc", "whatever its tag says"}});
    told.say("audio", {{"frames", 8000}, {"captured_mono", nullptr}});
    check_clean(told);
  }
}

TEST_CASE("journal times: time without sound of which no line tells is told, also at both ends") {
  Told told;
  const auto only_untold = [&]() -> std::string {
    const auto& times = told.finished();
    CHECK(times.problems().empty());
    REQUIRE(times.untold().size() == 1);
    return times.untold().front();
  };
  SECTION("nothing is missing") {
    told.pass(100);
    told.file();
    told.sound(300);
    told.pass(100);
    CHECK(told.finished().untold().empty());
  }
  SECTION("before the first frame") {
    told.pass(36000);
    told.file();
    told.sound(10);
    CHECK(only_untold().find("its sound begins 36000 seconds after") == 0);
  }
  SECTION("before the last second") {
    told.file();
    told.sound(30);
    told.pass(36000);
    told.sound(1);
    CHECK(only_untold().find("by the end 36000 seconds had passed") == 0);
  }
  SECTION("before `close`") {
    told.file();
    told.sound(30);
    told.pass(36000);
    CHECK(only_untold().find("the journal goes on for 36000 seconds") == 0);
  }
  SECTION("a pause until the end") {
    told.file();
    told.sound(30);
    told.pause(36000);
    CHECK(told.finished().untold().empty());
  }
  SECTION("without any sound") {
    told.pass(36000);
    CHECK(only_untold().find("the journal goes on for 36000 seconds") == 0);
  }
}

TEST_CASE("journal times: breaks for which there was no time") {
  Told told;
  told.file();
  told.sound(20);
  SECTION("a pause") {
    told.pass(0.44);
    told.say("break", {{"cause", "pause"}, {"seconds", 36000}});
    told.file();
    told.sound(10);
    CHECK(only_problem(told).find("its pause is of 36000 seconds") == 0);
  }
  SECTION("many pauses, each of which would do") {
    for (int i = 0; i < 100; ++i) told.say("break", {{"cause", "pause"}, {"seconds", 14}});
    CHECK(told.finished().problems().size() > 1);
  }
  SECTION("another one") {
    told.say("break", {{"cause", "device_lost"}, {"seconds", 36000}});
    told.file();
    told.sound(10);
    CHECK(only_problem(told).find("its sound and its breaks are") != std::string::npos);
  }
  SECTION("a gap that is decided after what came late") {
    told.pass(3600);
    told.sound(40, 0.001);
    told.say("break", {{"cause", "gap"}, {"seconds", 3560}});
    told.file();
    told.sound(10);
    check_clean(told);
  }
}

TEST_CASE("journal times: each step of the clock is listed") {
  Told told;
  told.file();
  told.sound(5);
  told.clock_line(1);  // as a clock that only became synchronised has it
  told.set_wall_clock(-1e8);
  told.clock_line(-1e8);
  told.sound(5);
  const auto& times = told.finished();
  REQUIRE(times.clock_steps().size() == 1);
  CHECK(times.clock_steps().front().seconds == -1e8);
}

TEST_CASE("journal times: sound that the recorder itself calls ahead of the clock is told, and is no fault") {
  // 8000 Hz, 16 bits: a server holds 262 s, and 15 s besides.
  Told told;
  told.file();
  told.sound(200, 0.01);
  told.say("break", {{"cause", "ahead"}, {"seconds", 0}});
  told.file();
  told.sound(200, 0.01);
  told.say("break", {{"cause", "ahead"}, {"seconds", 0}});
  told.file();
  told.sound(30);
  SECTION("as much as was told of") {
    const auto& times = told.finished();
    CHECK(times.problems().empty());
    REQUIRE(times.doubts().size() == 1);
    CHECK(times.doubts().front().find("392 seconds") == 0);
  }
  SECTION("and not more") {
    told.sound(300, 0.01);
    CHECK(only_problem(told).find("seconds more sound came") != std::string::npos);
  }
  SECTION("a pause after it fits, by the clock") {
    told.pause(60);
    told.file();
    told.sound(30);
    CHECK(told.finished().problems().empty());
  }
  SECTION("it hides no silence") {
    told.pass(390);
    told.file();
    told.sound(130);
    CHECK(only_problem(told).find("in which no sound came") != std::string::npos);
  }
}
