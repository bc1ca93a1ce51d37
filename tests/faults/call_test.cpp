// SPDX-License-Identifier: MIT
//
// Both sides of a call, each to the frame: what happens to one track never ends, delays or changes the other. In a
// world of its own.
#include "recover/recover.hpp"
#include "tests/catch.hpp"
#include "tests/faults/attempt.hpp"
#include "tests/faults/call_bench.hpp"
#include "tests/faults/random.hpp"

using namespace earwitness;
using namespace std::chrono_literals;
using faults::CallBench;
using faults::is_counting;
using record::StopReason;
using record::Warning;

namespace {

constexpr auto call_rate = static_cast<Frames>(faults::bench_format.sample_rate);

bool shows_screen(CallBench& bench, const std::string& what) {
  const auto lines = bench.journal("screen");
  return std::any_of(lines.begin(), lines.end(), [&](const auto& line) { return line.at("what") == what; });
}

}  // namespace

TEST_CASE("call: each side is a file of its own, whole, and the journal says which is which") {
  CallBench bench;
  CHECK(bench.run(10s));
  bench.stop();
  CHECK_FALSE(bench.engine().error());
  CHECK(bench.engine().files_whole());
  for (const auto track : {Track::near, Track::far}) {
    const auto name = std::string(to_string(track)) + "-001.flac";
    const auto all = bench.numbers(name);
    CHECK(is_counting(all, 0));
    CHECK(static_cast<Frames>(all.size()) >= 10 * call_rate);
    const auto files = bench.journal("file", track);
    REQUIRE(files.size() == 1);
    CHECK(files[0].at("file") == "data/" + name);
    CHECK(bench.journal("audio", track).size() == (all.size() + call_rate - 1) / static_cast<std::size_t>(call_rate));
  }
  const auto open = bench.journal("open").at(0);
  CHECK(open.at("kind") == "call");
  REQUIRE(open.at("tracks").size() == 2);
  CHECK(open.at("tracks").elements()[0].at("track") == "near");
  CHECK(open.at("tracks").elements()[1].at("track") == "far");
  const auto close = bench.journal("close").at(0);
  CHECK(close.at("files") == 2);
  CHECK(close.at("frames") == bench.pipeline(Track::near).frames() + bench.pipeline(Track::far).frames());
  CHECK(close.at("tracks").elements()[1].at("frames") == bench.pipeline(Track::far).frames());
  CHECK(close.at("lost_frames") == 0);
  CHECK(bench.seals());
}

TEST_CASE("call: one side that is lost and comes back costs the other not one frame") {
  for (const auto lost : {Track::near, Track::far}) {
    CallBench bench;
    const auto kept = lost == Track::near ? Track::far : Track::near;
    auto& device = lost == Track::near ? bench.near : bench.far;
    CHECK(bench.run(5s));
    device->set_present(false);
    CHECK(bench.run(4s));
    CHECK(bench.warns(lost == Track::near ? Warning::device_lost : Warning::far_lost));
    CHECK_FALSE(bench.warns(lost == Track::near ? Warning::far_lost : Warning::device_lost));
    device->set_present(true);
    CHECK(bench.run(5s));
    bench.stop();
    CHECK_FALSE(bench.engine().error());
    CHECK(is_counting(bench.numbers(std::string(to_string(kept)) + "-001.flac"), 0));
    CHECK(bench.journal("file", kept).size() == 1);
    CHECK(bench.journal("break", kept).empty());
    CHECK(bench.pipeline(kept).lost_frames() == 0);
    CHECK(bench.journal("file", lost).size() == 2);
    const auto breaks = bench.journal("break", lost);
    REQUIRE(breaks.size() == 1);
    CHECK(breaks[0].at("cause") == "device_lost");
    CHECK(breaks[0].at("seconds").as_double() == test::Approx(4.0).margin(0.6));
    CHECK(bench.pipeline(lost).lost_frames() > 3 * call_rate);
    CHECK(bench.seals());
  }
}

TEST_CASE("call: one side that never comes back neither delays the stop nor keeps the other from being whole") {
  for (const auto lost : {Track::near, Track::far}) {
    CallBench bench;
    auto& device = lost == Track::near ? bench.near : bench.far;
    CHECK(bench.run(5s));
    device->set_present(false);
    CHECK(bench.run(5s));
    const auto asked = bench.world.boot();
    bench.stop();
    CHECK(bench.world.boot() - asked < 1s);
    CHECK(bench.engine().files_whole());
    CHECK(bench.engine().reason() == StopReason::stopped);
    CHECK(bench.engine().error());  // it is told that the last part of that side is missing
    const auto kept = bench.numbers(lost == Track::near ? "far-001.flac" : "near-001.flac");
    CHECK(is_counting(kept, 0));
    CHECK(static_cast<Frames>(kept.size()) >= 10 * call_rate);
    CHECK(bench.seals());
  }
}

TEST_CASE("call: a frozen side is waited for a second at the stop, and the other one's last words are there") {
  CallBench bench;
  CHECK(bench.run(5s));
  bench.far->set_script(faults::script({{3600s, 0, 0, false}}));
  CHECK(bench.run(1s));
  const auto sounded = bench.world.boot();
  bench.stop();
  CHECK(bench.world.boot() - sounded < 1500ms);
  CHECK(bench.engine().files_whole());
  CHECK(static_cast<Frames>(bench.numbers("near-001.flac").size()) >= 6 * call_rate);
  CHECK(bench.seals());
}

TEST_CASE("call: a device timeout ends it only once both sides are lost for so long") {
  record::Settings settings;
  settings.device_timeout = 10s;
  CallBench bench(settings);
  CHECK(bench.run(3s));
  bench.near->set_present(false);
  CHECK(bench.run(20s));
  bench.far->set_present(false);
  CHECK(bench.run(8s));
  CHECK_FALSE(bench.run(10s));
  CHECK(bench.engine().reason() == StopReason::device_lost);
}

TEST_CASE("call: a pause closes both sides at one moment, and both go on after it") {
  CallBench bench;
  const auto begin = bench.world.boot();
  CHECK(bench.run(5s));
  bench.world.pass(103ms);
  const auto asked = bench.world.boot();
  (void)bench.mailbox.post(record::PauseCommand{}, bench.world);
  CHECK(bench.run(2s));
  CHECK(bench.near_progress.paused);
  const auto near_sounded = bench.near->sounded();
  const auto far_sounded = bench.far->sounded();
  CHECK(bench.run(2s));
  CHECK(bench.near->sounded() == near_sounded);  // nobody listens on either side
  CHECK(bench.far->sounded() == far_sounded);
  CHECK(shows_screen(bench, "pause"));
  (void)bench.mailbox.post(record::ResumeCommand{}, bench.world);
  CHECK(bench.run(5s));
  CHECK_FALSE(bench.near_progress.paused);
  CHECK(shows_screen(bench, "resume"));
  bench.stop();
  CHECK_FALSE(bench.engine().error());
  const auto until_asked = (asked - begin).count() * call_rate / 1'000'000'000;
  CHECK(static_cast<Frames>(bench.numbers("near-001.flac").size()) == until_asked);
  CHECK(static_cast<Frames>(bench.numbers("far-001.flac").size()) == until_asked);
  CHECK(is_counting(bench.numbers("near-002.flac"), near_sounded));
  CHECK(is_counting(bench.numbers("far-002.flac"), far_sounded));
  for (const auto track : {Track::near, Track::far}) {
    const auto breaks = bench.journal("break", track);
    REQUIRE(breaks.size() == 1);
    CHECK(breaks[0].at("cause") == "pause");
    CHECK(breaks[0].at("lost_frames") == 0);
  }
  CHECK(bench.seals());
}

TEST_CASE("call: a side that does not come back after a pause is lost, and the other goes on at once") {
  for (const auto lost : {Track::near, Track::far}) {
    CallBench bench;
    CHECK(bench.run(4s));
    (void)bench.mailbox.post(record::PauseCommand{}, bench.world);
    CHECK(bench.run(2s));
    auto& device = lost == Track::near ? bench.near : bench.far;
    const auto kept_sounded = lost == Track::near ? bench.far->sounded() : bench.near->sounded();
    device->set_present(false);
    const auto id = bench.mailbox.post(record::ResumeCommand{}, bench.world);
    CHECK(bench.run(1s));
    CHECK_FALSE(bench.near_progress.paused);
    CHECK(bench.run(4s));
    const auto results = bench.mailbox.take_results();
    CHECK(std::any_of(results.begin(), results.end(), [&](const auto& one) { return one.id == id && one.changed; }));
    device->set_present(true);
    CHECK(bench.run(3s));
    bench.stop();
    CHECK_FALSE(bench.engine().error());
    CHECK(is_counting(bench.numbers(lost == Track::near ? "far-002.flac" : "near-002.flac"), kept_sounded));
    const auto breaks = bench.journal("break", lost);
    REQUIRE(breaks.size() == 2);
    CHECK(breaks[0].at("cause") == "pause");
    CHECK(breaks[1].at("cause") == "device_lost");
    CHECK(bench.seals());
  }
}

TEST_CASE("call: a pause that is asked for while one side is lost keeps nothing of that side once it is back") {
  CallBench bench;
  CHECK(bench.run(4s));
  bench.near->set_present(false);
  CHECK(bench.run(2s));
  // The far side's last block before the pause is late, so the pause waits; meanwhile the microphone is back.
  bench.far->set_script(faults::script({{1500ms, 1000, 0, false}}, faults::steady(CallBench::format, 1000)));
  CHECK(bench.run(500ms));
  (void)bench.mailbox.post(record::PauseCommand{}, bench.world);
  bench.near->set_present(true);
  CHECK(bench.run(3s));
  CHECK(bench.near_progress.paused);
  bench.stop();
  CHECK(bench.journal("file", Track::near).size() == 1);
  CHECK(bench.seals());
}

TEST_CASE("call: a mark has its place by the microphone, and by the other side while there is none") {
  CallBench bench;
  CHECK(bench.run(4s));
  (void)bench.mailbox.post(record::MarkCommand{bench.world.boot(), "first"}, bench.world);
  CHECK(bench.run(2s));
  bench.near->set_present(false);
  CHECK(bench.run(3s));
  (void)bench.mailbox.post(record::MarkCommand{bench.world.boot(), "second"}, bench.world);
  CHECK(bench.run(2s));
  bench.stop();
  std::vector<json::Value> marks;
  for (auto& note : bench.journal("note")) {
    if (note.at("kind") == "mark") marks.push_back(note);
  }
  REQUIRE(marks.size() == 2);
  CHECK(marks[0].at("file") == "data/near-001.flac");
  CHECK(marks[0].at("from").as_integer() == test::Approx(4.0 * static_cast<double>(call_rate)).margin(500));
  CHECK(marks[1].at("file") == "data/far-001.flac");
  CHECK(marks[1].at("from").as_integer() == test::Approx(9.0 * static_cast<double>(call_rate)).margin(500));
  CHECK(bench.seals());
}

TEST_CASE("call: a file of one side that can't be written leaves the other as it is") {
  CallBench bench({}, 0, {.on = faults::Operation::write, .nth = 10, .only = "far-001"});
  CHECK(bench.run(10s));
  bench.stop();
  CHECK(is_counting(bench.numbers("near-001.flac"), 0));
  CHECK(bench.pipeline(Track::near).files_whole());
  CHECK_FALSE(bench.pipeline(Track::far).files_whole());
  CHECK(bench.engine().error());
}

TEST_CASE("call: a machine that sleeps is a break in both sides, and each goes on with its very next frame") {
  CallBench bench;
  CHECK(bench.run(5s));
  bench.world.suspend(1h);
  CHECK(bench.run(5s));
  bench.stop();
  CHECK_FALSE(bench.engine().error());
  for (const auto track : {Track::near, Track::far}) {
    const auto breaks = bench.journal("break", track);
    REQUIRE(breaks.size() == 1);
    CHECK(breaks[0].at("cause") == "suspend");
    CHECK(breaks[0].at("seconds").as_double() == test::Approx(3600.0).margin(0.5));
    const auto name = std::string(to_string(track));
    const auto first = bench.numbers(name + "-001.flac");
    CHECK(is_counting(first, 0));
    CHECK(is_counting(bench.numbers(name + "-002.flac"), static_cast<Frames>(first.size())));
    CHECK(bench.journal("file", track).size() == 2);
  }
  CHECK(bench.seals());
}

TEST_CASE("call: a full disk ends both sides whole and sealed, paid for by one reserve") {
  CallBench bench;
  CHECK(bench.run(5s));
  bench.disk.set_capacity(bench.disk.used_bytes() + 60'000);
  CHECK_FALSE(bench.run(60s));
  bench.engine().finish();
  CHECK(bench.engine().reason() == StopReason::disk_full);
  CHECK(bench.engine().files_whole());
  for (const auto* name : {"near-001.flac", "far-001.flac"}) {
    const auto numbers = bench.numbers(name);
    CHECK(is_counting(numbers, 0));
    CHECK(static_cast<Frames>(numbers.size()) > 5 * call_rate);
  }
  CHECK(bench.journal("close").at(0).at("reason") == "disk_full");
  CHECK(bench.seals());
}

TEST_CASE("call: a disk that stalls for 30 seconds, by a file of either side, costs neither of them a frame") {
  for (const char* struck : {"near-001", "far-001"}) {
    CallBench bench(
        {}, 0,
        {.on = faults::Operation::write, .nth = 6, .effect = faults::Effect::stall, .stall = 30s, .only = struck});
    CHECK(bench.run(40s));
    bench.stop();
    CHECK_FALSE(bench.engine().error());
    for (const auto track : {Track::near, Track::far}) {
      const auto numbers = bench.numbers(std::string(to_string(track)) + "-001.flac");
      CHECK(is_counting(numbers, 0));
      const auto& device = track == Track::near ? bench.near : bench.far;
      CHECK(static_cast<Frames>(numbers.size()) == device->sounded());
      CHECK(bench.journal("break", track).empty());
    }
    const auto close = bench.journal("close").at(0);
    for (const auto& total : close.at("tracks").elements()) {
      CHECK(total.at("ring_high_water_frames").as_integer() >= 29 * call_rate);
    }
    CHECK(bench.seals());
  }
}

TEST_CASE("call: both devices keep their own time, and the journal has each on one clock to 5 ms over two hours") {
  record::Settings settings;
  settings.max = 3h;
  CallBench bench(settings, 300);
  const auto begin = bench.world.boot();
  CHECK(bench.run(2h));
  bench.stop();
  CHECK_FALSE(bench.engine().error());
  for (const auto track : {Track::near, Track::far}) {
    CHECK(bench.pipeline(track).lost_frames() == 0);
    const auto pace = track == Track::far ? 1 + 300e-6 : 1.0;  // a device that is fast has more frames in a second
    for (const auto& line : bench.journal("audio", track)) {
      // Its last frame sounded then, by the device's own clock, in the middle of a block or at its end.
      const auto end = line.at("from").as_integer() + line.at("frames").as_integer();
      const auto sounded = static_cast<double>(end) / static_cast<double>(call_rate) / pace;
      const auto captured =
          static_cast<double>(line.at("captured_mono").as_integer() - begin.time_since_epoch().count()) / 1e9;
      if (std::abs(captured - sounded) > 0.005) {
        FAIL_CHECK(to_string(track) << " at " << sounded << " s is off by " << captured - sounded);
        break;
      }
    }
  }
}

TEST_CASE("call: a far side that is silent while the near side speaks for a minute is said, and no sooner") {
  record::OneSided sides;
  const auto hear = [&](double near_peak, double far_peak, std::chrono::nanoseconds length) {
    for (auto left = length; left > 0ns; left -= 250ms) {
      sides.add_near(near_peak, 250ms);
      sides.add_far(far_peak, 250ms);
    }
  };
  hear(0.3, 0, 59s);
  CHECK_FALSE(sides.is_far_silent());
  hear(0.3, 0, 2s);
  CHECK(sides.is_far_silent());
  hear(0.3, 0.01, 250ms);
  CHECK_FALSE(sides.is_far_silent());
  hear(0.001, 0, 600s);  // nobody speaks: that is no sign of anything
  CHECK_FALSE(sides.is_far_silent());
}

TEST_CASE("call: whenever the power is cut, both sides are recovered, and at most three seconds of either are lost") {
  bool was_cut = true;
  bool has_both = false;
  for (std::uint64_t nth = 1; was_cut; ++nth) {
    for (std::uint64_t chance = 0; chance < 3; ++chance) {
      INFO("at sync " << nth << ", chance " << chance << " of EARWITNESS_SEED=" << faults::run_seed());
      CallBench bench;
      std::array<Frames, 2> sounded{};
      const auto note_sounded = [&] { sounded = {bench.near->sounded(), bench.far->sounded()}; };
      bench.disk.on_power_cut = note_sounded;
      bench.disk.cut_power_at_sync(nth);
      try {
        (void)bench.run(5s);
        bench.stop();
      } catch (const Error&) {  // EIO, from the cut on
      }
      was_cut = !bench.disk.powered();
      if (!was_cut) note_sounded();
      faults::Random random(faults::run_seed() + 100 * nth + chance);
      const auto left = bench.disk.after_power_cut(random);
      const auto data = bench.folder() / "recording" / "data";
      const auto has_sound = [&](Track track) {
        const auto entry = left->status(data / (std::string(to_string(track)) + "-001.flac"));
        return entry && entry->size > 0;
      };
      const bool is_begun = left->status(data / "journal.jsonl") && (has_sound(Track::near) || has_sound(Track::far));
      if (is_begun) {
        const auto before = left->snapshot(bench.folder() / "recording");
        try {
          (void)recover(*left, bench.world, bench.folder(), nullptr);
        } catch (const Error& error) {  // not one whole frame
          REQUIRE(error.kind() == ErrorKind::not_found);
        }
        REQUIRE(left->snapshot(bench.folder() / "recording") == before);
      }
      for (const auto track : {Track::near, Track::far}) {
        const auto path = bench.folder() / "recovered" / "data" / (std::string(to_string(track)) + "-001.flac");
        const bool is_there = left->status(path).has_value();
        const auto numbers = is_there ? faults::numbers_in(*left, path) : std::vector<Frames>{};
        // What was lost before something that was kept is silence, at its place.
        std::size_t whole = 0;
        while (whole < numbers.size() && numbers[whole] == static_cast<Frames>(whole)) ++whole;
        for (std::size_t i = whole; i < numbers.size(); ++i) {
          if (numbers[i] >= 0) REQUIRE(numbers[i] == static_cast<Frames>(i));
        }
        const auto of = sounded[track == Track::far ? 1 : 0];
        INFO(to_string(track) << ": " << whole << " of " << numbers.size() << " frames in a row, of " << of
                              << " that sounded");
        REQUIRE(of - static_cast<Frames>(whole) <= 3 * call_rate);
      }
      if (left->status(bench.folder() / "recovered")) {
        has_both = true;
        REQUIRE(verify(*left, bench.folder() / "recovered").unchanged);
      }
    }
  }
  CHECK(has_both);
}
