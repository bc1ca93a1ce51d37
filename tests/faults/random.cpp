// SPDX-License-Identifier: MIT
#include "tests/faults/random.hpp"

#include <cstdio>
#include <cstdlib>
#include <random>
#include <stdexcept>
#include <string>

namespace earwitness::faults {

std::uint64_t number_from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  if (text == nullptr || *text == '\0') return otherwise;
  std::size_t used = 0;
  const auto value = std::stoull(text, &used);
  if (text[used] != '\0') throw std::invalid_argument(std::string(name) + " is not a number");
  return value;
}

std::uint64_t run_seed() {
  static const std::uint64_t seed = [] {
    // Short, because a person types it again.
    const auto drawn = number_from_environment("EARWITNESS_SEED", std::random_device{}() % 1'000'000'000U);
    std::printf("EARWITNESS_SEED=%llu replays this run\n", static_cast<unsigned long long>(drawn));
    std::fflush(stdout);
    return drawn;
  }();
  return seed;
}

}  // namespace earwitness::faults
