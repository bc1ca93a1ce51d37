// SPDX-License-Identifier: MIT
#include "session/stamps.hpp"

#include "base/translate.hpp"

namespace earwitness::session {

const char* to_string(Stamps stamps) noexcept {
  switch (stamps) {
    case Stamps::none:
      return N_("none");
    case Stamps::later:
      return N_("later");
    case Stamps::during:
      return N_("during");
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
