// SPDX-License-Identifier: MIT
//
// What goes wrong while a recording runs without ending it. Each warning is said once when it begins, and once when
// it ends; how long it lasted in all is kept for the end. A value; one thread at a time.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "earwitness/base.hpp"

namespace earwitness::record {

enum class Warning { no_delivery, muted, clipping, disk_low };
inline constexpr std::size_t warning_kinds = 4;

/// The word in `--json`: `no_delivery`, `muted`, `clipping`, `disk_low`.
[[nodiscard]] const char* to_string(Warning warning) noexcept;
/// A sentence for the one who records, with what to do.
[[nodiscard]] const char* sentence(Warning warning) noexcept;

/// A change to tell the user.
struct WarningChange {
  Warning warning;
  bool begins;
};

/// How long a warning lasted, in all its spells.
struct WarningSummary {
  Warning warning;
  std::chrono::nanoseconds lasted;
};

class Warnings {
 public:
  /// The state at `now`; something only where it differs from before.
  std::optional<WarningChange> update(Warning warning, bool active, BootTime now);
  /// All that ever were, those that still last until `now` included.
  [[nodiscard]] std::vector<WarningSummary> summary(BootTime now) const;

 private:
  struct Spell {
    bool ever = false;
    std::optional<BootTime> since;
    std::chrono::nanoseconds before{0};
  };
  std::array<Spell, warning_kinds> spells_;
};

/// Says after each block or silence which warnings hold. Times are lengths of audio, but for `no_delivery`.
class SignalWatch {
 public:
  static constexpr double muted_peak = 0.002;  ///< of full scale; a live microphone is above
  static constexpr std::chrono::seconds muted_after{5};
  static constexpr std::chrono::seconds clipping_lasts{2};  ///< after the last clipped sample
  static constexpr std::chrono::milliseconds no_delivery_after{1500};

  void block(double peak, std::uint64_t clipped, std::chrono::nanoseconds length) noexcept;
  /// Our own process ran for `ran` without getting a block.
  void nothing(std::chrono::nanoseconds ran) noexcept { without_ += ran; }

  [[nodiscard]] bool no_delivery() const noexcept { return without_ >= no_delivery_after; }
  [[nodiscard]] bool muted() const noexcept { return quiet_ >= muted_after; }
  [[nodiscard]] bool clipping() const noexcept { return since_clip_ < clipping_lasts; }

 private:
  std::chrono::nanoseconds without_{0};
  std::chrono::nanoseconds quiet_{0};
  std::chrono::nanoseconds since_clip_{clipping_lasts};
};

}  // namespace earwitness::record
