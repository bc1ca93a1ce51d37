// SPDX-License-Identifier: MIT
//
// The passphrase of a zip file that is about to be made, for export and backup. One thread.
#pragma once

#include <string>

#include "base/secret.hpp"
#include "context/context.hpp"

namespace earwitness::context {

/// Typed twice at a terminal; or the first line of `file` where that is named: never a word of the command, which
/// others could see in the list of processes. Warns of a short one. Throws Error(usage).
[[nodiscard]] base::SecretText zip_passphrase(const Context& context, const std::string& file);

}  // namespace earwitness::context
