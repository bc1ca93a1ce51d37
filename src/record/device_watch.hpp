// SPDX-License-Identifier: MIT
//
// Is the microphone still there? The sound system's word for it is a hint ("active" may last for hours): what counts is
// that blocks come while this process itself runs. After a stop of our own, what the server still holds comes first.
// A value; one thread.
#pragma once

#include <chrono>

#include "earwitness/base.hpp"

namespace earwitness::record {

class DeviceWatch {
 public:
  /// Known to be gone, and nothing came for this long: lost.
  static constexpr std::chrono::milliseconds gone_after{400};
  /// Said to be there, but silent for this long: lost all the same. A shorter silence is a warning, and what comes
  /// after it is the same device's.
  static constexpr std::chrono::milliseconds silent_after{3000};
  /// At most this much of the time between two looks counts: the rest of it this process did not run.
  static constexpr std::chrono::milliseconds max_step{400};

  explicit DeviceWatch(BootTime now) noexcept : last_(now) {}

  /// A look at the device. True once it is lost.
  bool update(BootTime now, bool got_blocks, bool active) noexcept;
  /// How much of the time since the last block this process ran.
  [[nodiscard]] std::chrono::nanoseconds silent() const noexcept { return silent_; }

 private:
  BootTime last_;
  std::chrono::nanoseconds silent_{0};
};

}  // namespace earwitness::record
