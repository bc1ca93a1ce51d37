// SPDX-License-Identifier: MIT
//
// What happened, from a watching thread to the one who asks now and then. Any thread; nobody waits but for the other's
// moment in the lock. Whoever never asks loses what comes after `limits::desktop_events`.
#pragma once

#include <mutex>
#include <utility>
#include <vector>

#include "base/limits.hpp"

namespace earwitness::desktop {

template <typename Event>
class EventQueue {
 public:
  void push(Event event) {
    const std::lock_guard lock(mutex_);
    if (events_.size() < limits::desktop_events) events_.push_back(std::move(event));
  }
  [[nodiscard]] std::vector<Event> take_all() {
    const std::lock_guard lock(mutex_);
    return std::exchange(events_, {});
  }

 private:
  std::mutex mutex_;
  std::vector<Event> events_;
};

}  // namespace earwitness::desktop
