// SPDX-License-Identifier: MIT
#include "record/settings.hpp"

#include "journal/reasons.hpp"

namespace earwitness::record {

const char* to_string(StopReason reason) noexcept {
  switch (reason) {
    case StopReason::stopped:
      return journal::reason_stopped;
    case StopReason::terminal_closed:
      return journal::reason_terminal_closed;
    case StopReason::max_duration:
      return journal::reason_max_duration;
    case StopReason::signal:
      return journal::reason_signal;
    case StopReason::device_lost:
      return journal::reason_device_lost;
    case StopReason::io_error:
      return journal::reason_io_error;
    case StopReason::disk_full:
      return journal::reason_disk_full;
  }
  return "";
}

}  // namespace earwitness::record
