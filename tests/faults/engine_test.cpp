// SPDX-License-Identifier: MIT
//
// The writer's rounds in a world of their own, on one thread: a microphone that goes and comes back, a disk that fails
// or fills up, a machine that sleeps, clocks that jump. What cannot be had is known to the frame.
#include "record/engine.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <map>

#include "tests/catch.hpp"
#include "tests/faults/engine_bench.hpp"

using namespace earwitness;
using namespace std::chrono_literals;
using record::StopReason;
using record::Warning;
using Bench = faults::EngineBench;
using faults::is_counting;

namespace {

constexpr auto format = faults::bench_format;
constexpr auto period = faults::bench_period;

int code_of(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const FileError& e) {
    return e.code();
  } catch (const std::exception&) {
    return 0;
  }
}

bool is_device_error(const std::exception_ptr& error) {
  if (!error) return false;
  try {
    std::rethrow_exception(error);
  } catch (const DeviceError&) {
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace

TEST_CASE("engine: without a fault every frame is in one file, and nothing is reported") {
  Bench bench;
  CHECK(bench.run(10s));
  bench.stop();
  CHECK(bench.engine().files_whole());
  CHECK_FALSE(bench.engine().error());
  const auto numbers = bench.numbers("audio-001.flac");
  CHECK(is_counting(numbers, 0));
  CHECK(static_cast<Frames>(numbers.size()) == bench.device->sounded());
  CHECK_FALSE(bench.disk.status(bench.folder() / ".reserve"));
  CHECK(bench.seals());
}

TEST_CASE("engine: the writer wakes once a block, right after it came") {
  Bench bench;
  CHECK(bench.run(2s));
  bench.rounds = 0;
  Frames max_wait_frames = 0;
  for (int i = 0; i < 40; ++i) {
    CHECK(bench.run(1ms));  // one round
    max_wait_frames = std::max(max_wait_frames, bench.device->sounded() - bench.progress.frames);
  }
  CHECK(bench.rounds == 40);
  CHECK(max_wait_frames == 0);
  const auto before = bench.device->sounded();
  CHECK(bench.run(10s));
  CHECK(bench.rounds - 40 <= 41);
  CHECK(bench.device->sounded() - before >= 39 * period);
}

TEST_CASE("engine: the writer looks on every 50 ms while a block is late") {
  Bench bench;
  CHECK(bench.run(2s));
  bench.device->set_script(faults::script({{.after = 900ms, .frames = period}}, faults::steady(format, period)));
  CHECK(bench.run(260ms));  // the block that was on its way already
  const auto so_far = bench.device->sounded();
  CHECK(bench.run(260ms));  // none comes when it is due
  for (bench.rounds = 0; bench.device->sounded() == so_far;) {
    const auto began = bench.world.boot();
    CHECK(bench.run(1ms));
    CHECK(bench.world.boot() - began <= 50ms);
  }
  CHECK(bench.rounds >= 5);
  bench.stop();
  CHECK(bench.seals());
}

TEST_CASE("engine: a microphone that is lost ends the file, and the next one begins once it is back") {
  Bench bench;
  CHECK(bench.run(5s));
  bench.device->set_present(false);
  CHECK(bench.run(7s));
  CHECK(bench.progress.microphone_lost);
  const auto lost = bench.mailbox.take_warning_changes();
  CHECK(std::any_of(lost.begin(), lost.end(),
                    [](const auto& c) { return c.warning == Warning::device_lost && c.begins; }));
  bench.device->set_present(true);
  CHECK(bench.run(5s));
  CHECK_FALSE(bench.progress.microphone_lost);
  const auto back = bench.mailbox.take_warning_changes();
  CHECK(std::any_of(back.begin(), back.end(),
                    [](const auto& c) { return c.warning == Warning::device_lost && !c.begins; }));
  bench.stop();
  CHECK_FALSE(bench.engine().error());
  const auto first = bench.numbers("audio-001.flac");
  const auto second = bench.numbers("audio-002.flac");
  CHECK(is_counting(first, 0));
  CHECK(is_counting(second, second.front()));
  const auto breaks = bench.journal("break");
  REQUIRE(breaks.size() == 1);
  CHECK(breaks[0].at("cause") == "device_lost");
  // Audio and break together are the time that passed.
  const auto lost_frames = breaks[0].at("lost_frames").as_integer();
  const auto all = static_cast<Frames>(first.size() + second.size()) + lost_frames;
  CHECK(std::abs(all - 17 * 8000) <= 2 * period);
  CHECK(lost_frames >= 6 * 8000);
  CHECK(bench.engine().pipeline().lost_frames() == lost_frames);
  CHECK(bench.seals());
}

TEST_CASE("engine: a microphone that is not back at the stop is reported, and what there is is whole") {
  Bench bench;
  CHECK(bench.run(5s));
  bench.device->set_present(false);
  CHECK(bench.run(3s));
  bench.stop();
  CHECK(bench.engine().reason() == StopReason::stopped);
  CHECK(is_device_error(bench.engine().error()));
  CHECK(bench.engine().files_whole());
  const auto breaks = bench.journal("break");
  REQUIRE(breaks.size() == 1);
  CHECK(breaks[0].at("lost_frames").as_integer() > 2 * 8000);
  CHECK(bench.seals());
}

TEST_CASE("engine: a microphone that is silent though it says it is there is opened anew") {
  Bench bench;
  CHECK(bench.run(5s));
  bench.device->set_script([] { return faults::Delivery{250ms, 0, 0, false}; });
  CHECK(bench.run(2s));
  auto changes = bench.mailbox.take_warning_changes();
  CHECK(std::any_of(changes.begin(), changes.end(), [](const auto& c) { return c.warning == Warning::no_delivery; }));
  CHECK(bench.journal("break").empty());
  CHECK(bench.run(3s));
  bench.device->set_script(faults::steady(format, period));
  CHECK(bench.run(3s));
  bench.stop();
  CHECK_FALSE(bench.engine().error());
  CHECK(bench.journal("file").size() == 2);
  CHECK(bench.seals());
}

TEST_CASE("engine: a lost microphone ends the recording after its timeout, or at the maximum, by the clock") {
  record::Settings settings;
  settings.device_timeout = 3s;
  Bench timed({.nth = 0}, settings);
  CHECK(timed.run(5s));
  timed.device->set_present(false);
  CHECK_FALSE(timed.run(10s));
  timed.engine().finish();
  CHECK(timed.engine().reason() == StopReason::device_lost);
  CHECK(is_device_error(timed.engine().error()));
  CHECK(timed.seals());

  settings = {};
  settings.max = 10s;
  Bench limited({.nth = 0}, settings);
  CHECK(limited.run(5s));
  limited.device->set_present(false);
  CHECK_FALSE(limited.run(10s));
  limited.engine().finish();
  CHECK(limited.engine().reason() == StopReason::max_duration);
  CHECK(limited.seals());
}

TEST_CASE("engine: a failed sync ends the file, and no frame is lost") {
  for (std::uint64_t nth = 1; nth <= 3; ++nth) {
    Bench bench({.on = faults::Operation::sync_data, .nth = nth, .code = EIO, .only = "audio"});
    CHECK(bench.run(8s));
    bench.stop();
    CAPTURE(nth);
    CHECK(code_of(bench.engine().error()) == EIO);
    CHECK(bench.engine().files_whole());
    const auto first = bench.numbers("audio-001.flac");
    const auto second = bench.numbers("audio-002.flac");
    CHECK(is_counting(first, 0));
    CHECK(is_counting(second, static_cast<Frames>(first.size())));
    CHECK(static_cast<Frames>(first.size() + second.size()) == bench.device->sounded());
    CHECK(bench.journal("break").at(0).at("cause") == "io_error");
    CHECK(bench.seals());
  }
}

TEST_CASE("engine: a file that can't be written is left, and the sound goes on in the next one") {
  Bench bench({.on = faults::Operation::write, .nth = 8, .code = EIO, .only = "audio"});
  CHECK(bench.run(8s));
  bench.stop();
  CHECK(code_of(bench.engine().error()) == EIO);
  CHECK_FALSE(bench.engine().files_whole());  // to be recovered
  // Not one frame is missing between the two, nor there twice.
  const auto first = bench.numbers("audio-001.flac");
  const auto second = bench.numbers("audio-002.flac");
  CHECK(is_counting(first, 0));
  CHECK(is_counting(second, static_cast<Frames>(first.size())));
  CHECK(second.back() == bench.device->sounded() - 1);
  CHECK(bench.engine().pipeline().lost_frames() == 0);
}

TEST_CASE("engine: a file that fails in the middle of a long block gives the next one what it does not have itself") {
  // What came late and all at once fills several of the encoder's blocks, of which the first ones stand in the file.
  constexpr Frames burst = 20'000;
  std::size_t places = 0;
  for (std::uint64_t nth = 5; nth <= 14; ++nth) {
    CAPTURE(nth);
    Bench bench({.on = faults::Operation::write, .nth = nth, .code = EIO, .only = "audio"});
    bench.device->set_script(faults::steady(format, burst));
    CHECK(bench.run(20s));
    bench.stop();
    CHECK(code_of(bench.engine().error()) == EIO);
    const auto first = bench.numbers("audio-001.flac");
    const auto second = bench.numbers("audio-002.flac");
    CHECK((first.empty() || is_counting(first, 0)));
    CHECK(is_counting(second, static_cast<Frames>(first.size())));
    CHECK(second.back() == bench.device->sounded() - 1);
    CHECK(bench.engine().pipeline().frames() == bench.device->sounded());
    CHECK(bench.engine().pipeline().lost_frames() == 0);
    for (const auto& line : bench.journal("file")) {
      const auto began = line.at("first_frame_mono").as_integer();
      CHECK(began >= 0);
      CHECK(began <= line.at("mono").as_integer());
    }
    places += first.size() > static_cast<std::size_t>(burst) ? 1 : 0;
  }
  CHECK(places > 2);
}

TEST_CASE("engine: where every file fails in the middle of a long block, what is in one is not told as lost") {
  for (std::uint64_t nth = 5; nth <= 14; ++nth) {
    CAPTURE(nth);
    Bench bench(
        {.on = faults::Operation::write, .nth = nth, .code = EIO, .lasting = faults::Lasting::kind, .only = "audio"});
    bench.device->set_script(faults::steady(format, 20'000));
    CHECK_FALSE(bench.run(60s));
    bench.engine().finish();
    CHECK(bench.engine().reason() == StopReason::io_error);
    const auto& pipeline = bench.engine().pipeline();
    const auto there = bench.numbers("audio-001.flac");
    CHECK(is_counting(there, 0));
    CHECK(pipeline.frames() == static_cast<Frames>(there.size()));
    CHECK(pipeline.lost_frames() >= 0);
    CHECK(pipeline.frames() + pipeline.lost_frames() <= bench.device->sounded());
  }
}

TEST_CASE("engine: where a file fails in the middle of a gap, what it has of the gap is told as one") {
  constexpr Frames gap = 20'000;
  int in_the_gap = 0;
  for (std::uint64_t nth = 8; nth <= 24; ++nth) {
    CAPTURE(nth);
    Bench bench({.on = faults::Operation::write, .nth = nth, .code = EIO, .only = "audio"});
    bench.device->set_script(faults::script({{250ms, 2000, 0, false},
                                             {250ms, 2000, 0, false},
                                             {250ms, 2000, 0, false},
                                             {250ms, 2000, 0, false},
                                             {2750ms, 2000, gap, true}},
                                            faults::steady(format, period)));
    CHECK(bench.run(12s));
    bench.stop();
    Frames told = 0;
    std::map<std::string, Frames> silent;
    for (const auto& line : bench.journal("gap")) {
      told += line.at("frames").as_integer();
      silent[line.at("file").as_string()] += line.at("frames").as_integer();
    }
    for (const auto& line : bench.journal("break")) told += line.at("lost_frames").as_integer();
    CHECK(told == bench.engine().pipeline().lost_frames());
    CHECK(std::abs(told - gap) < format.sample_rate / 10);
    Frames there = 0;
    for (const auto* name : {"audio-001.flac", "audio-002.flac"}) {
      const auto numbers = bench.numbers(name);
      there += static_cast<Frames>(numbers.size());
      const auto silence = std::count(numbers.begin(), numbers.end(), -1);
      CHECK(silence == silent[std::string("data/") + name]);
      in_the_gap += silence > 0 && silence < gap ? 1 : 0;
    }
    CHECK(there == bench.engine().pipeline().frames());
  }
  CHECK(in_the_gap > 2);
}

TEST_CASE("engine: a disk on which every file fails ends the recording, and it is told") {
  Bench bench({.on = faults::Operation::write, .nth = 8, .code = EIO, .lasting = faults::Lasting::disk});
  CHECK_FALSE(bench.run(20s));
  bench.engine().finish();
  CHECK(bench.engine().reason() == StopReason::io_error);
  CHECK(code_of(bench.engine().error()) == EIO);
  CHECK_FALSE(bench.engine().files_whole());
}

TEST_CASE("engine: without a journal the sound goes on to its end") {
  Bench bench(
      {.on = faults::Operation::write, .nth = 5, .code = EIO, .lasting = faults::Lasting::kind, .only = "journal"});
  CHECK(bench.run(8s));
  bench.stop();
  CHECK(code_of(bench.engine().error()) == EIO);
  CHECK_FALSE(bench.engine().files_whole());
  const auto numbers = bench.numbers("audio-001.flac");
  CHECK(is_counting(numbers, 0));
  CHECK(static_cast<Frames>(numbers.size()) == bench.device->sounded());
}

TEST_CASE("engine: a full disk ends the recording whole and sealed, paid for by the reserve") {
  Bench bench;
  CHECK(bench.run(5s));
  bench.disk.set_capacity(bench.disk.used_bytes() + 30'000);
  CHECK_FALSE(bench.run(60s));
  bench.engine().finish();
  CHECK(bench.engine().reason() == StopReason::disk_full);
  CHECK(code_of(bench.engine().error()) == ENOSPC);
  CHECK(bench.engine().files_whole());
  const auto numbers = bench.numbers("audio-001.flac");
  CHECK(is_counting(numbers, 0));
  CHECK(numbers.size() > 5 * 8000);
  CHECK(bench.journal("close").at(0).at("reason") == "disk_full");
  CHECK(bench.seals());
}

TEST_CASE("engine: a disk that stalls for 30 seconds costs not one frame, and the ring's high water is told") {
  Bench bench(
      {.on = faults::Operation::write, .nth = 6, .effect = faults::Effect::stall, .stall = 30s, .only = "audio"});
  CHECK(bench.run(40s));
  bench.stop();
  CHECK_FALSE(bench.engine().error());
  const auto numbers = bench.numbers("audio-001.flac");
  CHECK(is_counting(numbers, 0));
  CHECK(static_cast<Frames>(numbers.size()) == bench.device->sounded());
  CHECK(bench.progress.ring_high_water >= 29 * 8000);
  CHECK(bench.journal("close").at(0).at("ring_high_water_frames") == bench.progress.ring_high_water.load());
}

TEST_CASE("engine: a stop that is asked for while the disk stalls keeps all that sounded before it") {
  for (const auto on : {faults::Operation::write, faults::Operation::sync_data}) {
    Bench bench({.on = on, .nth = 4, .effect = faults::Effect::stall, .stall = 30s, .only = "audio"});
    Frames sounded = 0;
    bench.world.schedule(bench.world.boot() + 20s, [&] {
      sounded = bench.device->sounded();
      bench.mailbox.request_stop(StopReason::stopped, bench.world.boot());
    });
    CHECK_FALSE(bench.run(60s));
    bench.engine().finish();
    CHECK_FALSE(bench.engine().error());
    CHECK(bench.engine().reason() == StopReason::stopped);
    const auto numbers = bench.numbers("audio-001.flac");
    CHECK(is_counting(numbers, 0));
    CHECK(sounded > 19 * 8000);
    CHECK(static_cast<Frames>(numbers.size()) >= sounded);
    CHECK(bench.seals());
  }
}

TEST_CASE("engine: a stall past the ring is silence up to ten seconds, a break beyond, to the frame") {
  for (const auto stall : {std::chrono::seconds(66), std::chrono::seconds(90)}) {  // the ring has room for 60
    Bench bench(
        {.on = faults::Operation::write, .nth = 6, .effect = faults::Effect::stall, .stall = stall, .only = "audio"});
    CHECK(bench.run(stall + 10s));
    bench.stop();
    CHECK_FALSE(bench.engine().error());
    CAPTURE(stall.count());
    // Every frame has its place: its number is its position, lost ones counted.
    const auto first = bench.numbers("audio-001.flac");
    Frames silent = 0;
    for (std::size_t i = 0; i < first.size(); ++i) {
      if (first[i] == -1) {
        ++silent;
      } else {
        REQUIRE(first[i] == static_cast<Frames>(i));
      }
    }
    if (stall == 66s) {
      REQUIRE(bench.journal("gap").size() == 1);
      CHECK(bench.journal("gap")[0].at("cause") == "ring_full");
      CHECK(bench.journal("gap")[0].at("frames") == silent);
      CHECK(silent > 0);
      CHECK(static_cast<Frames>(first.size()) == bench.device->sounded());
    } else {
      CHECK(silent == 0);
      const auto lost = bench.journal("break").at(0).at("lost_frames").as_integer();
      const auto second = bench.numbers("audio-002.flac");
      CHECK(is_counting(second, static_cast<Frames>(first.size()) + lost));
      CHECK(second.back() == bench.device->sounded() - 1);
    }
    CHECK(bench.seals());
  }
}

TEST_CASE("engine: a machine that sleeps ends the file; the sleep is in the journal to a period") {
  Bench bench;
  CHECK(bench.run(5s));
  bench.world.suspend(1h);
  CHECK(bench.run(5s));
  bench.stop();
  CHECK_FALSE(bench.engine().error());
  const auto breaks = bench.journal("break");
  REQUIRE(breaks.size() == 1);
  CHECK(breaks[0].at("cause") == "suspend");
  CHECK(breaks[0].at("seconds").as_double() == test::Approx(3600.0).margin(0.5));
  const auto first = bench.numbers("audio-001.flac");
  CHECK(is_counting(first, 0));
  CHECK(is_counting(bench.numbers("audio-002.flac"), static_cast<Frames>(first.size())));
  CHECK(bench.seals());
}

TEST_CASE("engine: a wall clock that jumps, and one that loses its synchronisation, stand in the journal") {
  Bench bench;
  CHECK(bench.run(3s));
  bench.world.step_utc(-90s);
  CHECK(bench.run(3s));
  bench.world.set_state({false, 16'000'000});
  CHECK(bench.run(3s));
  bench.stop();
  const auto clock = bench.journal("clock");
  REQUIRE(clock.size() == 2);
  CHECK(clock[0].at("step_ns") == -90'000'000'000);
  CHECK(clock[0].at("synchronised") == true);
  CHECK(clock[1].at("step_ns") == 0);
  CHECK(clock[1].at("synchronised") == false);
  CHECK(bench.journal("break").empty());
  CHECK(bench.seals());
}
