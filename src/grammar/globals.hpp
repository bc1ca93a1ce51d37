// SPDX-License-Identifier: MIT
//
// Options that every command takes. A value.
#pragma once

#include <string>

namespace earwitness::grammar {

struct Globals {
  std::string archive;     ///< --archive; empty: not given
  std::string config;      ///< --config; empty: not given
  bool no_config = false;  ///< --no-config
  bool lenient = false;    ///< what can't be read of the settings is said, and no more: a conversation begins or ends
  std::string language;    ///< --lang; empty: not given
};

}  // namespace earwitness::grammar
