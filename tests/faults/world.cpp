// SPDX-License-Identifier: MIT
#include "tests/faults/world.hpp"

#include <algorithm>

namespace earwitness::faults {

void World::pass(std::chrono::nanoseconds length) const {
  const auto until = now_ + length;
  while (!due_.empty() && due_.begin()->first <= until) {
    auto first = due_.extract(due_.begin());
    now_ = std::max(now_, first.key());
    first.mapped()();
  }
  now_ = until;
}

void World::suspend(std::chrono::nanoseconds length) {
  now_ += length;
  suspended_ += length;
  std::multimap<BootTime, std::function<void()>> later;
  for (auto& [moment, action] : due_) later.emplace(moment + length, std::move(action));
  due_ = std::move(later);
}

}  // namespace earwitness::faults
