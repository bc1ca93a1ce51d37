// SPDX-License-Identifier: MIT
#include "record/device_watch.hpp"

#include <algorithm>

namespace earwitness::record {

bool DeviceWatch::update(BootTime now, bool got_blocks, bool active) noexcept {
  const auto ran = std::min<std::chrono::nanoseconds>(now - last_, max_step);
  last_ = now;
  silent_ = got_blocks ? std::chrono::nanoseconds{0} : silent_ + ran;
  return silent_ >= (active ? silent_after : gone_after);
}

}  // namespace earwitness::record
