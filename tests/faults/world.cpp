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

}  // namespace earwitness::faults
