// SPDX-License-Identifier: MIT
#include "record/board.hpp"

#include <utility>

namespace earwitness::record {

void Board::ask_stop(StopReason reason, BootTime at) {
  {
    const std::lock_guard lock(mutex_);
    if (!stop_) stop_ = Stop{reason, at};
  }
  wished_.notify_all();
}

std::optional<Board::Stop> Board::stop() const {
  const std::lock_guard lock(mutex_);
  return stop_;
}

void Board::wait_for_wish(std::chrono::nanoseconds longest) {
  std::unique_lock lock(mutex_);
  wished_.wait_for(lock, longest, [&] { return stop_.has_value() || !wishes_.empty(); });
}

WishId Board::wish(Wanted wanted, const os::Clock& clock) {
  WishId id{};
  {
    const std::lock_guard lock(mutex_);
    id = WishId{++last_wish_};
    wishes_.push_back({id, clock.boot(), std::move(wanted)});
    any_wish_.store(true, std::memory_order_release);
  }
  wished_.notify_all();
  return id;
}

std::vector<Wish> Board::take_wishes() {
  if (!any_wish_.load(std::memory_order_acquire)) return {};
  const std::lock_guard lock(mutex_);
  any_wish_.store(false, std::memory_order_relaxed);
  return std::exchange(wishes_, {});
}

void Board::grant(Granted granted) {
  const std::lock_guard lock(mutex_);
  granted_.push_back(granted);
}

std::vector<Granted> Board::take_granted() {
  const std::lock_guard lock(mutex_);
  return std::exchange(granted_, {});
}

void Board::tell(Happening happening) {
  const std::lock_guard lock(mutex_);
  happenings_.push_back(std::move(happening));
}

std::vector<Happening> Board::take_happenings() {
  const std::lock_guard lock(mutex_);
  return std::exchange(happenings_, {});
}

void Board::reach(std::optional<LineReached> line) {
  const std::lock_guard lock(mutex_);
  reached_ = std::move(line);
}

std::optional<LineReached> Board::reached() const {
  const std::lock_guard lock(mutex_);
  return reached_;
}

void Board::warn(Warning warning, bool active, BootTime now) {
  const std::lock_guard lock(mutex_);
  if (const auto change = warnings_.update(warning, active, now)) changes_.push_back(*change);
}

std::vector<WarningChange> Board::take_changes() {
  const std::lock_guard lock(mutex_);
  return std::exchange(changes_, {});
}

std::vector<WarningSummary> Board::warnings(BootTime now) const {
  const std::lock_guard lock(mutex_);
  return warnings_.summary(now);
}

}  // namespace earwitness::record
