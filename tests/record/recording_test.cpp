// SPDX-License-Identifier: MIT
//
// A whole recording from a scripted source: what ends it, what is kept, and what is not left behind.
#include "record/recording.hpp"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>
#include <thread>
#include <vector>

#include "earwitness/verify.hpp"
#include "os/realtime_clock.hpp"
#include "tests/catch.hpp"
#include "tests/record/mono.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;
using namespace std::chrono_literals;
using test::format;

namespace {

/// A source that a test plays by hand.
class ScriptedSource final : public capture::Source {
 public:
  struct Script {
    std::shared_ptr<ring::AudioRing> ring;
    std::atomic<bool> active{true};
    bool refuses = false;
    std::atomic<bool> stopped{false};

    void play(Frames frames) const {
      const std::vector<std::byte> samples(static_cast<std::size_t>(frames) * 2, std::byte{0x21});
      ring::AudioRing::Producer(*ring).push(samples.data(), frames, os::boot_ns(), false);
    }
  };

  explicit ScriptedSource(std::shared_ptr<Script> script) : script_(std::move(script)) {}
  void start(std::shared_ptr<ring::AudioRing> ring) override {
    if (script_->refuses) throw DeviceError("scripted", "the scripted microphone refuses");
    script_->ring = std::move(ring);
  }
  void stop() noexcept override { script_->stopped = true; }
  bool active() const noexcept override { return script_->active; }
  const AudioFormat& format() const noexcept override { return ::format; }
  std::string kind() const override { return "test-signal"; }
  std::string host_api() const override { return "none"; }
  std::string name() const override { return "scripted"; }

 private:
  std::shared_ptr<Script> script_;
};

struct RecordingBench {
  test::TemporaryFolder folder;
  std::shared_ptr<ScriptedSource::Script> script = std::make_shared<ScriptedSource::Script>();
  record::Recording recording;

  explicit RecordingBench(record::Settings settings = {})
      : recording(os::posix_file_system(), os::posix_clock(), folder.path(),
                  capture::make_input(std::make_unique<ScriptedSource>(script)), std::move(settings)) {}
};

/// A script on a slow machine plays later than sound would; what the clock then misses is filled in, and counted.
Frames delivered(const record::Finished& finished) { return finished.frames - finished.lost_frames; }

template <typename Condition>
bool within_bound(Condition condition) {
  const auto give_up = std::chrono::steady_clock::now() + 30s;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > give_up) return false;
    std::this_thread::sleep_for(2ms);
  }
  return true;
}

}  // namespace

TEST_CASE("recording: from start to a sealed bag that verifies as unchanged") {
  RecordingBench bench;
  bench.recording.start();
  CHECK_FALSE(bench.recording.on_disk());
  bench.script->play(12'000);
  REQUIRE(within_bound([&] { return bench.recording.on_disk(); }));
  bench.script->play(5'000);
  const auto finished = bench.recording.finish(record::StopReason::stopped);
  CHECK(bench.script->stopped);
  CHECK(delivered(finished) == 17'000);
  CHECK(finished.reason == record::StopReason::stopped);
  CHECK_FALSE(finished.problem);
  const auto sealed = bench.recording.seal({"A. Name", UtcTime{}});
  const auto result = verify(sealed.folder);
  CHECK(result.sealed);
  CHECK(result.unchanged);
  CHECK(result.seal == sealed.seal);
  CHECK(result.recording == sealed.recording);
  CHECK(result.seconds == test::Approx(static_cast<double>(finished.frames) / 8000.0));
}

TEST_CASE("recording: what comes just after the stop was asked is still kept") {
  RecordingBench bench;
  bench.recording.start();
  bench.script->play(12'000);
  REQUIRE(within_bound([&] { return bench.recording.on_disk(); }));
  // The device delivers a period after the stop: sound that was there before it.
  std::atomic<bool> asked{false};
  std::thread device([&] {
    while (!asked) std::this_thread::yield();
    std::this_thread::sleep_for(100ms);
    bench.script->play(2'000);
  });
  asked = true;
  const auto finished = bench.recording.finish(record::StopReason::stopped);
  device.join();
  CHECK(delivered(finished) == 14'000);
}

TEST_CASE("recording: a device that refuses leaves nothing behind") {
  RecordingBench bench;
  bench.script->refuses = true;
  CHECK_THROWS_AS(bench.recording.start(), DeviceError);
  CHECK(std::filesystem::is_empty(bench.folder.path()));
}

TEST_CASE("recording: without one frame there is an error and no folder") {
  RecordingBench bench;
  bench.recording.start();
  CHECK_THROWS_AS(bench.recording.finish(record::StopReason::stopped), DeviceError);
  CHECK(std::filesystem::is_empty(bench.folder.path()));
}

TEST_CASE("recording: a device that does not come back ends it after its timeout, with all that came before") {
  record::Settings settings;
  settings.device_timeout = 1s;
  RecordingBench bench(settings);
  bench.recording.start();
  bench.script->play(12'000);
  REQUIRE(within_bound([&] { return bench.recording.on_disk(); }));
  bench.script->active = false;
  REQUIRE(within_bound([&] { return bench.recording.ended(); }));
  const auto finished = bench.recording.finish(record::StopReason::stopped);
  CHECK(finished.reason == record::StopReason::device_lost);
  CHECK(finished.problem);
  CHECK(finished.frames == 12'000);
  CHECK(verify(bench.recording.seal({}).folder).unchanged);
}

TEST_CASE("recording: it ends by itself at its maximum") {
  record::Settings settings;
  settings.max = 1s;
  RecordingBench bench(settings);
  bench.recording.start();
  bench.script->play(12'000);
  REQUIRE(within_bound([&] { return bench.recording.ended(); }));
  const auto finished = bench.recording.finish(record::StopReason::stopped);
  CHECK(finished.reason == record::StopReason::max_duration);
  CHECK(finished.frames == 8'000);
}

TEST_CASE("recording: a microphone that delivers nothing is a warning while it lasts") {
  RecordingBench bench;
  bench.recording.start();
  bench.script->play(12'000);
  std::vector<record::WarningChange> changes;
  const auto saw = [&](bool begins) {
    for (const auto& change : bench.recording.take_warning_changes()) changes.push_back(change);
    return std::any_of(changes.begin(), changes.end(),
                       [&](const auto& c) { return c.warning == record::Warning::no_delivery && c.begins == begins; });
  };
  REQUIRE(within_bound([&] { return saw(true); }));
  bench.script->play(1'000);
  REQUIRE(within_bound([&] { return saw(false); }));
  const auto finished = bench.recording.finish(record::StopReason::stopped);
  const bool kept = std::any_of(finished.warnings.begin(), finished.warnings.end(), [](const auto& w) {
    return w.warning == record::Warning::no_delivery && w.lasted > 0s;
  });
  CHECK(kept);
}

TEST_CASE("recording: a whole loss of a full ring is counted, not hidden") {
  RecordingBench bench;
  bench.recording.start();
  ring::AudioRing::Producer producer(*bench.script->ring);
  // More than the ring holds, faster than any writer: some of it must be dropped.
  const std::vector<std::byte> samples(8'000 * 2, std::byte{1});
  Frames dropped = 0;
  Frames pushed = 0;
  for (int i = 0; i < 2'000 && dropped == 0; ++i) {
    pushed += 8'000;
    if (!producer.push(samples.data(), 8'000, os::boot_ns(), false)) dropped += 8'000;
  }
  REQUIRE(dropped > 0);
  REQUIRE(within_bound([&] {
    if (!producer.push(samples.data(), 8'000, os::boot_ns(), false)) {
      dropped += 8'000;
      pushed += 8'000;
      return false;
    }
    pushed += 8'000;
    return true;
  }));
  REQUIRE(within_bound([&] { return bench.recording.status().lost_frames == dropped; }));
  const auto finished = bench.recording.finish(record::StopReason::stopped);
  CHECK(finished.lost_frames == dropped);
  CHECK(verify(bench.recording.seal({}).folder).unchanged);
}
