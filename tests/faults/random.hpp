// SPDX-License-Identifier: MIT
//
// Chance that can be had again: the same seed gives the same numbers with every compiler and library, which the
// distributions of <random> do not promise. A value; one thread.
//
// A run's seed is EARWITNESS_SEED where that is set, else a new one. It is printed once, so that every run can be
// replayed. What the program itself draws (nonces, salts, UUIDs) is random all the same; its lengths are not.
#pragma once

#include <cstdint>

namespace earwitness::faults {

class Random {
 public:
  explicit Random(std::uint64_t seed) noexcept : state_(seed) {}

  [[nodiscard]] std::uint64_t next() noexcept {
    state_ += 0x9E37'79B9'7F4A'7C15U;
    auto mixed = state_;
    mixed = (mixed ^ (mixed >> 30U)) * 0xBF58'476D'1CE4'E5B9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94D0'49BB'1331'11EBU;
    return mixed ^ (mixed >> 31U);
  }
  /// 0 to limit-1; `limit` is not 0. The bias is far below what a test could notice.
  [[nodiscard]] std::uint64_t below(std::uint64_t limit) noexcept { return next() % limit; }
  /// `first` to `last`, both included.
  [[nodiscard]] std::int64_t between(std::int64_t first, std::int64_t last) noexcept {
    return first + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(last - first) + 1));
  }
  [[nodiscard]] bool one_in(std::uint64_t count) noexcept { return below(count) == 0; }

 private:
  std::uint64_t state_;
};

/// This run's seed. The first call prints it.
[[nodiscard]] std::uint64_t run_seed();
/// A whole number from the environment, for the long form of a test; throws std::invalid_argument if it is none.
[[nodiscard]] std::uint64_t number_from_environment(const char* name, std::uint64_t otherwise);

}  // namespace earwitness::faults
