// SPDX-License-Identifier: MIT
//
// Deleting a part of a recording: a forgotten stop has recorded others. What is left takes the recording's place, and
// proves that it is the rest of it. One thread.
#pragma once

#include <string>

#include "cli/context.hpp"
#include "cli/exit_code.hpp"

namespace earwitness::cli {

struct PartToDelete {
  std::string word;  ///< the recording
  std::string from;
  std::string to;
  bool later_bags = false;  ///< excerpts and transcripts go as well
  bool yes = false;         ///< don't ask
  bool json = false;
};

[[nodiscard]] ExitCode delete_part(const Context& context, const PartToDelete& part);

}  // namespace earwitness::cli
