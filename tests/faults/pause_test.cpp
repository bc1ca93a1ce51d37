// SPDX-License-Identifier: MIT
//
// What the one who records wants meanwhile, to the frame: a pause keeps what sounded before it and nothing of what came
// after, whatever the device is doing; a mark stands at what sounded; a maximum moves. In a world of its own.
#include <cmath>

#include "tests/catch.hpp"
#include "tests/faults/engine_bench.hpp"

using namespace earwitness;
using namespace std::chrono_literals;
using Bench = faults::EngineBench;
using faults::is_counting;
using record::StopReason;

namespace {

constexpr auto rate = static_cast<Frames>(faults::bench_format.sample_rate);

/// Frames that had sounded at that moment of a device that ran from `begin` on.
Frames sounded_at(BootTime moment, BootTime begin) { return (moment - begin).count() * rate / 1'000'000'000; }

struct CommandBench : Bench {
  using Bench::Bench;
  BootTime begin = world.boot();
  record::CommandId post(record::Command command) { return mailbox.post(std::move(command), world); }
  /// The answer to it; the results of others are dropped.
  record::CommandResult answer(record::CommandId id) {
    for (const auto& result : mailbox.take_results()) {
      if (result.id == id) return result;
    }
    FAIL("no answer came");
    return {};
  }
};

bool has_screen(Bench& bench, const std::string& what) {
  const auto lines = bench.journal("screen");
  return std::any_of(lines.begin(), lines.end(), [&](const auto& line) { return line.at("what") == what; });
}

}  // namespace

TEST_CASE("pause: it ends the file at its very frame, and what comes after is in the next one") {
  CommandBench bench;
  CHECK(bench.run(5s));
  bench.world.pass(103ms);
  const auto asked = bench.world.boot();
  const auto id = bench.post(record::PauseCommand{});
  CHECK(bench.run(2s));
  const auto paused = bench.answer(id);
  CHECK(paused.changed);
  CHECK(bench.progress.paused);
  const auto sounded = bench.device->sounded();
  CHECK(bench.run(2s));
  CHECK(bench.device->sounded() == sounded);  // nobody listens
  CHECK(has_screen(bench, "pause"));
  const auto resumed = bench.post(record::ResumeCommand{});
  CHECK(bench.run(5s));
  CHECK(bench.answer(resumed).seconds == test::Approx(4.0).margin(0.1));
  CHECK_FALSE(bench.progress.paused);
  bench.stop();
  CHECK_FALSE(bench.engine().error());
  const auto first = bench.numbers("audio-001.flac");
  CHECK(is_counting(first, 0));
  CHECK(static_cast<Frames>(first.size()) == sounded_at(asked, bench.begin));
  CHECK(is_counting(bench.numbers("audio-002.flac"), sounded));
  const auto breaks = bench.journal("break");
  REQUIRE(breaks.size() == 1);
  CHECK(breaks[0].at("cause") == "pause");
  CHECK(breaks[0].at("lost_frames") == 0);
  CHECK(breaks[0].at("seconds").as_double() == test::Approx(4.0).margin(0.1));
  CHECK(bench.engine().pipeline().lost_frames() == 0);
  CHECK(bench.seals());
}

TEST_CASE("pause: a block that waits in the ring with sound from both sides of it is cut") {
  CommandBench bench;
  CHECK(bench.run(4s));
  bench.world.pass(200ms);
  const auto asked = bench.world.boot();
  bench.post(record::PauseCommand{});
  bench.world.pass(3s);  // the writer does not come to look at it
  CHECK(bench.run(100ms));
  CHECK(bench.progress.paused);
  bench.stop();
  const auto first = bench.numbers("audio-001.flac");
  CHECK(is_counting(first, 0));
  CHECK(static_cast<Frames>(first.size()) == sounded_at(asked, bench.begin));
  CHECK(bench.seals());
}

TEST_CASE("pause: asked while blocks are late, it keeps what they bring of the time before") {
  CommandBench bench;
  CHECK(bench.run(4s));
  // Silent for a second and a half, then all of it at once.
  std::vector<faults::Delivery> late{{1500ms, 2000, 0, false}};
  for (int i = 0; i < 5; ++i) late.push_back({0ms, 2000, 0, false});
  bench.device->set_script(faults::script(std::move(late), faults::steady(faults::bench_format, faults::bench_period)));
  CHECK(bench.run(1s));
  const auto asked = bench.world.boot();
  bench.post(record::PauseCommand{});
  CHECK(bench.run(4s));
  CHECK(bench.progress.paused);
  bench.stop();
  const auto first = bench.numbers("audio-001.flac");
  CHECK(is_counting(first, 0));
  CHECK(static_cast<Frames>(first.size()) <= sounded_at(asked, bench.begin));
  CHECK(static_cast<Frames>(first.size()) > sounded_at(asked, bench.begin) - faults::bench_period);
  CHECK(bench.journal("gap").empty());
  CHECK(bench.seals());
}

TEST_CASE("pause: asked before it is known that sound was lost, it keeps nothing of what came after") {
  CommandBench bench;
  CHECK(bench.run(4s));
  // Two seconds are lost in the device, and what comes then comes at its own pace.
  bench.device->set_script(
      faults::script({{2250ms, 2000, 16'000, false}}, faults::steady(faults::bench_format, faults::bench_period)));
  CHECK(bench.run(2500ms));
  const auto asked = bench.world.boot();
  bench.post(record::PauseCommand{});
  CHECK(bench.run(6s));
  CHECK(bench.progress.paused);
  bench.stop();
  for (const auto number : bench.numbers("audio-001.flac")) {
    if (number >= sounded_at(asked, bench.begin)) FAIL_CHECK(number << " sounded after the pause");
  }
  CHECK(bench.seals());
}

TEST_CASE("pause: a recording is stopped in it, and reaches its maximum in it by the clock") {
  CommandBench stopped;
  CHECK(stopped.run(3s));
  stopped.post(record::PauseCommand{});
  CHECK(stopped.run(3s));
  stopped.stop();
  CHECK_FALSE(stopped.engine().error());
  CHECK(stopped.engine().reason() == StopReason::stopped);
  CHECK(stopped.journal("file").size() == 1);
  CHECK(stopped.journal("close").at(0).at("lost_frames") == 0);
  CHECK(stopped.seals());

  record::Settings settings;
  settings.max = 10s;
  CommandBench limited({.nth = 0}, settings);
  CHECK(limited.run(3s));
  limited.post(record::PauseCommand{});
  CHECK(limited.run(6s));
  CHECK_FALSE(limited.run(2s));
  limited.engine().finish();
  CHECK(limited.engine().reason() == StopReason::max_duration);
  CHECK(limited.seals());
}

TEST_CASE("pause: a microphone that does not come back is lost from the moment that it was wanted again") {
  CommandBench bench;
  CHECK(bench.run(3s));
  bench.post(record::PauseCommand{});
  CHECK(bench.run(2s));
  bench.device->set_present(false);
  CHECK(bench.run(2s));
  CHECK_FALSE(bench.progress.microphone_lost);  // nobody wants it
  const auto resumed = bench.post(record::ResumeCommand{});
  CHECK(bench.run(5s));
  CHECK(bench.answer(resumed).changed);
  CHECK(bench.progress.microphone_lost);
  bench.device->set_present(true);
  CHECK(bench.run(3s));
  CHECK_FALSE(bench.progress.microphone_lost);
  bench.stop();
  const auto breaks = bench.journal("break");
  REQUIRE(breaks.size() == 2);
  CHECK(breaks[0].at("cause") == "pause");
  CHECK(breaks[0].at("seconds").as_double() == test::Approx(4.0).margin(0.1));
  CHECK(breaks[0].at("lost_frames") == 0);
  CHECK(breaks[1].at("cause") == "device_lost");
  CHECK(breaks[1].at("lost_frames").as_integer() > 4 * rate);
  CHECK(bench.seals());
}

TEST_CASE("pause: a machine that sleeps in it adds nothing but time") {
  CommandBench bench;
  CHECK(bench.run(3s));
  bench.post(record::PauseCommand{});
  CHECK(bench.run(1s));
  bench.world.suspend(1h);
  CHECK(bench.run(1s));
  bench.post(record::ResumeCommand{});
  CHECK(bench.run(3s));
  bench.stop();
  const auto breaks = bench.journal("break");
  REQUIRE(breaks.size() == 1);
  CHECK(breaks[0].at("cause") == "pause");
  CHECK(breaks[0].at("seconds").as_double() == test::Approx(3602.0).margin(0.2));
  CHECK(bench.seals());
}

TEST_CASE("pause: to ask for what is so already changes nothing, and is answered") {
  CommandBench bench;
  CHECK(bench.run(3s));
  const auto early = bench.post(record::ResumeCommand{});
  CHECK(bench.run(1s));
  CHECK_FALSE(bench.answer(early).changed);
  bench.post(record::PauseCommand{});
  CHECK(bench.run(1s));
  const auto again = bench.post(record::PauseCommand{});
  CHECK(bench.run(1s));
  CHECK_FALSE(bench.answer(again).changed);
  CHECK(bench.progress.paused);
  bench.stop();
  CHECK(bench.seals());
}

TEST_CASE("mark: it stands at the frame that sounded, however late its words come") {
  CommandBench bench;
  CHECK(bench.run(2s));
  bench.world.pass(117ms);
  const auto at = bench.world.boot();
  const auto id = bench.post(record::MarkCommand{at, std::nullopt});
  CHECK(bench.run(3s));
  CHECK(bench.answer(id).at_seconds == test::Approx(static_cast<double>(sounded_at(at, bench.begin)) / 8000.0));
  CHECK(bench.journal("note").size() == 1);  // the device's name
  bench.post(record::MarkTextCommand{id, "he said it again"});
  bench.post(record::MarkCommand{bench.world.boot(), "and again"});
  const auto second_at = bench.world.boot();
  CHECK(bench.run(1s));
  bench.stop();
  const auto notes = bench.journal("note");
  REQUIRE(notes.size() == 3);
  CHECK(notes[1].at("kind") == "mark");
  CHECK(notes[1].at("file") == "data/audio-001.flac");
  CHECK(notes[1].at("from") == sounded_at(at, bench.begin));
  CHECK(notes[2].at("from") == sounded_at(second_at, bench.begin));
  const auto texts = os::read_all(bench.disk, bench.folder() / "recording/data/notes.jsonl", 10'000);
  CHECK(texts.find("he said it again") != std::string::npos);
  CHECK(bench.seals());
}

TEST_CASE("mark: none is lost in a pause, at the end, or for want of words") {
  CommandBench bench;
  CHECK(bench.run(2s));
  bench.post(record::PauseCommand{});
  CHECK(bench.run(1s));
  const auto in_pause = bench.post(record::MarkCommand{bench.world.boot(), std::nullopt});
  CHECK(bench.run(1s));
  CHECK(bench.answer(in_pause).changed);
  bench.post(record::MarkCommand{bench.world.boot(), "at the stop"});
  bench.stop();
  const auto notes = bench.journal("note");
  REQUIRE(notes.size() == 3);
  const auto frames = static_cast<Frames>(bench.numbers("audio-001.flac").size());
  CHECK(notes[1].at("from") == frames);
  CHECK(notes[2].at("from") == frames);
  CHECK(bench.seals());
}

TEST_CASE("extend: the maximum comes that much later, also in a pause, and the journal says so") {
  record::Settings settings;
  settings.max = 5s;
  CommandBench bench({.nth = 0}, settings);
  CHECK(bench.run(4s));
  const auto id = bench.post(record::ExtendCommand{10s});
  CHECK(bench.run(500ms));
  CHECK(bench.answer(id).seconds == test::Approx(11.0).margin(0.4));
  CHECK(bench.run(8s));
  CHECK_FALSE(bench.run(4s));
  bench.engine().finish();
  CHECK(bench.engine().reason() == StopReason::max_duration);
  CHECK(bench.numbers("audio-001.flac").size() == 15 * 8000);
  const auto screen = bench.journal("screen");
  REQUIRE(screen.size() == 1);
  CHECK(screen[0].at("what") == "extended");
  CHECK(screen[0].at("extended") == 10);
  CHECK(bench.seals());
}
