// SPDX-License-Identifier: MIT
#include "terminal/reminder.hpp"

namespace earwitness::terminal {

Reminder::News Reminder::poll(BootTime now) noexcept {
  if (after_.count() <= 0) return News::none;
  if (!asked_at_) {
    if (now - since_ < after_) return News::none;
    asked_at_ = now;
    told_ = false;
    return News::asked;
  }
  if (told_ || now - *asked_at_ < unanswered_after) return News::none;
  told_ = true;
  return News::unanswered;
}

bool Reminder::answer(BootTime now) noexcept {
  const bool was_open = is_open();
  put_off(now);
  return was_open;
}

void Reminder::put_off(BootTime now) noexcept {
  since_ = now;
  asked_at_.reset();
}

bool LastMinutes::begin(double left_seconds) noexcept {
  const bool near = before_.count() > 0 && left_seconds <= before_.count();
  const bool first = near && !told_;
  told_ = near;
  return first;
}

}  // namespace earwitness::terminal
