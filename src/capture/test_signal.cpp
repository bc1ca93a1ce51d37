// SPDX-License-Identifier: MIT
#include "capture/test_signal.hpp"

#include <chrono>
#include <cmath>
#include <cstring>
#include <numbers>
#include <vector>

#include "os/realtime_clock.hpp"

namespace earwitness::capture {

namespace {

constexpr double tone_hz = 440.0;
constexpr double loudness = 0.25;
constexpr auto period = std::chrono::milliseconds(50);

void put(std::int32_t sample, std::size_t size, std::byte* into) noexcept { std::memcpy(into, &sample, size); }

}  // namespace

std::int32_t test_signal_sample(Frames frame, const AudioFormat& format) noexcept {
  const auto rate = static_cast<double>(format.sample_rate);
  const auto in_second = static_cast<double>(frame % static_cast<Frames>(format.sample_rate)) / rate;
  const double swell = 0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * in_second);
  const double full_scale = format.bits == 24 ? 8388607.0 : 32767.0;
  return static_cast<std::int32_t>(
      std::lround(full_scale * loudness * swell * std::sin(2.0 * std::numbers::pi * tone_hz * in_second)));
}

TestSignal::TestSignal(const AudioFormat& format) : format_(format) {}

TestSignal::~TestSignal() { stop(); }

void TestSignal::start(std::shared_ptr<ring::AudioRing> ring) {
  thread_ = std::thread([this, ring = std::move(ring)] { run(ring); });
}

void TestSignal::stop() noexcept {
  ended_.store(true, std::memory_order_relaxed);
  if (thread_.joinable()) thread_.join();
}

bool TestSignal::active() const noexcept { return thread_.joinable() && !ended_.load(std::memory_order_relaxed); }

void TestSignal::run(const std::shared_ptr<ring::AudioRing>& ring) noexcept {
  ring::AudioRing::Producer producer(*ring);
  const auto frames = static_cast<Frames>(format_.sample_rate) * period.count() / 1000;
  const auto sample_bytes = format_.bytes_per_sample();
  std::vector<std::byte> block(static_cast<std::size_t>(frames) * format_.bytes_per_frame());
  auto due = std::chrono::steady_clock::now();
  for (Frames frame = 0; !ended_.load(std::memory_order_relaxed); frame += frames) {
    auto* into = block.data();
    for (Frames i = 0; i < frames; ++i) {
      const auto sample = test_signal_sample(frame + i, format_);
      for (int c = 0; c < format_.channels; ++c, into += sample_bytes) put(sample, sample_bytes, into);
    }
    due += period;
    std::this_thread::sleep_until(due);
    producer.push(block.data(), frames, os::boot_ns(), false);
  }
}

}  // namespace earwitness::capture
