// SPDX-License-Identifier: MIT
#include "session/stamps.hpp"

namespace earwitness::session {

const char* to_string(Stamps stamps) noexcept {
  switch (stamps) {
    case Stamps::none:
      return "none";
    case Stamps::later:
      return "later";
    case Stamps::during:
      return "during";
  }
  return "";
}

std::optional<Stamps> to_stamps(std::string_view word) noexcept {
  for (const auto stamps : {Stamps::none, Stamps::later, Stamps::during}) {
    if (word == to_string(stamps)) return stamps;
  }
  return std::nullopt;
}

}  // namespace earwitness::session
