// SPDX-License-Identifier: MIT
#include "terminal/exit_code.hpp"

#include <algorithm>
#include <array>

namespace earwitness::terminal {

ExitCode worse(ExitCode a, ExitCode b) noexcept {
  constexpr std::array mildest_first{ExitCode::done,         ExitCode::unconfirmed, ExitCode::not_found,
                                     ExitCode::surroundings, ExitCode::usage,       ExitCode::altered,
                                     ExitCode::bug,          ExitCode::interrupted};
  const auto rank = [&](ExitCode code) { return std::find(mildest_first.begin(), mildest_first.end(), code); };
  return rank(a) < rank(b) ? b : a;
}

}  // namespace earwitness::terminal
