// SPDX-License-Identifier: MIT
//
// A source for the demonstration and for tests: a known signal at the pace of the clock, without any sound system.
// One owner; start() and stop() on the thread that made it.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <span>
#include <thread>

#include "base/recording_kind.hpp"
#include "capture/source.hpp"

namespace earwitness::capture {

/// The sample at `frame`: a 440 Hz tone at a quarter of full scale that swells once a second, as a value of `bits`
/// bits. The same for every channel. A pure function, so that a test can say what a recording must hold.
[[nodiscard]] std::int32_t test_signal_sample(Frames frame, const AudioFormat& format) noexcept;

class TestSignal final : public Source {
 public:
  explicit TestSignal(const AudioFormat& format);
  ~TestSignal() override;

  void start(std::shared_ptr<ring::AudioRing> ring) override;
  void stop() noexcept override;
  [[nodiscard]] bool active() const noexcept override;
  [[nodiscard]] const AudioFormat& format() const noexcept override { return format_; }
  [[nodiscard]] std::string kind() const override { return recording_kind::test_signal; }
  [[nodiscard]] std::string host_api() const override { return "none"; }
  [[nodiscard]] std::string name() const override { return "built-in test signal"; }

 private:
  void run(const std::shared_ptr<ring::AudioRing>& ring) noexcept;

  AudioFormat format_;
  std::atomic<bool> ended_{false};
  std::thread thread_;
};

}  // namespace earwitness::capture
