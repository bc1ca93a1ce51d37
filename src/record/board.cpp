// SPDX-License-Identifier: MIT
#include "record/board.hpp"

#include <utility>

namespace earwitness::record {

void Board::ask_stop(StopReason reason, BootTime at) {
  {
    const std::lock_guard lock(mutex_);
    if (!stop_) stop_ = Stop{reason, at};
  }
  stop_asked_.notify_all();
}

std::optional<Board::Stop> Board::stop() const {
  const std::lock_guard lock(mutex_);
  return stop_;
}

void Board::wait_for_stop(std::chrono::nanoseconds longest) {
  std::unique_lock lock(mutex_);
  stop_asked_.wait_for(lock, longest, [&] { return stop_.has_value(); });
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
