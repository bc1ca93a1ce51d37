// SPDX-License-Identifier: MIT
#include "doctor/sound_check.hpp"

#include "capture/test_signal.hpp"
#include "tests/catch.hpp"
#include "tests/fast_clock.hpp"

using namespace earwitness;
using test::FastClock;

namespace {

/// A device that runs and delivers nothing.
class Silent final : public capture::Source {
 public:
  void start(std::shared_ptr<ring::AudioRing>) override {}
  void stop() noexcept override { stopped = true; }
  bool active() const noexcept override { return true; }
  const AudioFormat& format() const noexcept override { return format_; }
  std::string kind() const override { return "microphone"; }
  std::string host_api() const override { return "none"; }
  std::string name() const override { return "silent"; }
  bool stopped = false;

 private:
  AudioFormat format_;
};

}  // namespace

TEST_CASE("sound check: a sample holds what the microphone gave, in whole frames") {
  const AudioFormat format{8000, 2, 24};
  capture::TestSignal source(format);
  const auto sample = doctor::record_sample(source, os::posix_clock(), std::chrono::seconds(1), {});
  CHECK(sample.format == format);
  CHECK(sample.samples.size() >= 8000 * format.bytes_per_frame());
  CHECK(sample.samples.size() % format.bytes_per_frame() == 0);
  CHECK(sample.level.peak_dbfs() == test::Approx(-12.04).margin(0.1));
}

TEST_CASE("sound check: a device that delivers nothing is an error, and is stopped") {
  Silent source;
  const FastClock clock;
  CHECK_THROWS_AS(doctor::record_sample(source, clock, std::chrono::seconds(1), {}), DeviceError);
  CHECK(source.stopped);
}

TEST_CASE("sound check: silence and clipping are told apart from a good level") {
  const auto words = [](std::int16_t sample) {
    base::Level level;
    level.add(std::as_bytes(std::span(&sample, 1)), 16);
    return doctor::describe_level(level);
  };
  CHECK(words(3).find("muted") != std::string::npos);
  CHECK(words(32767).find("too loud") != std::string::npos);
  CHECK(words(16384) == "Peak level -6 dB: good");
}
