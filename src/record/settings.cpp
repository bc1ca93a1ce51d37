// SPDX-License-Identifier: MIT
#include "record/settings.hpp"

namespace earwitness::record {

const char* to_string(StopReason reason) noexcept {
  switch (reason) {
    case StopReason::stopped:
      return "stopped";
    case StopReason::terminal_closed:
      return "terminal_closed";
    case StopReason::max_duration:
      return "max_duration";
    case StopReason::signal:
      return "signal";
    case StopReason::device_lost:
      return "device_lost";
    case StopReason::io_error:
      return "io_error";
    case StopReason::disk_full:
      return "disk_full";
  }
  return "";
}

}  // namespace earwitness::record
