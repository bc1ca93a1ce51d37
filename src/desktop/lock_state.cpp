// SPDX-License-Identifier: MIT
#include "desktop/session_watch.hpp"

namespace earwitness::desktop {

bool LockState::order(bool lock) noexcept {
  const bool locked = expected_.value_or(hinted_);
  // A locker that gives no hints is ordered to lock again and again, and nobody tells that it was opened in between.
  const bool unsure = lock && !hinted_;
  if (locked == lock && !unsure) return false;
  expected_ = lock;
  return true;
}

bool LockState::hint(bool is_locked) noexcept {
  if (is_locked == hinted_) return false;
  hinted_ = is_locked;
  const bool told = expected_ == is_locked;
  expected_.reset();
  return !told;
}

}  // namespace earwitness::desktop
