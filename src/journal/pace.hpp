// SPDX-License-Identifier: MIT
//
// One track's sound against the clock that nobody can set: between any two moments no more sound comes than fits
// between them, and what may have been held back before. Who records reckons by it as who verifies does
// (docs/format.md, "Times"), so that what comes faster than that gets a line of its own. A value; one thread.
#pragma once

#include <cstdint>
#include <optional>

namespace earwitness::journal {

/// A device may be this much faster or slower than its rate says, and a clock that is set in small steps drift so much
/// against one that is not.
inline constexpr double rate_tolerance = 0.01;
/// A sound server holds so many bytes of samples for a process that does not run, and delivers them at once when it
/// does: at 48,000 Hz, 16 bits, one channel 43.7 seconds.
inline constexpr double held_bytes = 4.0 * 1024 * 1024;
/// Besides: a device's period, and a gap of up to 10 seconds that is written down once it is filled.
inline constexpr double delivery_tolerance_seconds = 15;
/// The cause of a break, of 0 seconds: until then more sound came than time had passed and anything may hold back.
inline constexpr const char* cause_ahead = "ahead";

class Pace {
 public:
  /// `rate` in Hz, 0: not known, and nothing is ahead; `frame_bytes` of one frame of all channels.
  Pace(double rate, double frame_bytes) noexcept : rate_(rate), frame_bytes_(frame_bytes) {}

  /// How much may have been held back, in seconds.
  [[nodiscard]] double held_seconds() const noexcept {
    return delivery_tolerance_seconds + held_bytes / (rate_ * frame_bytes_);
  }
  /// `frames`: all that came until `moment_ns`, without those of gaps. By how many seconds it is more ahead of the
  /// clock than at the moment at which it was least so.
  double rise(double frames, std::int64_t moment_ns) noexcept {
    if (rate_ <= 0) return 0;
    last_ = frames / (rate_ * (1 + rate_tolerance)) - static_cast<double>(moment_ns) / 1e9;
    if (!least_ || last_ < *least_) least_ = last_;
    return last_ - *least_;
  }
  /// It is told how far ahead it was: from here on it is reckoned anew. Gives back by how many seconds it had risen.
  double begin_anew() noexcept {
    const double risen = least_ ? last_ - *least_ : 0;
    least_.reset();
    return risen;
  }

 private:
  double rate_;
  double frame_bytes_;
  double last_ = 0;
  std::optional<double> least_{};
};

}  // namespace earwitness::journal
