// SPDX-License-Identifier: MIT
//
// The roots of time-stamping authorities that the user believes: those of the settings and those of the command line,
// never any that a recording brings along, nor any that others than the user could have written (cli/only_own.hpp); and
// the revocation lists that they bring. One thread. Throws FileError, and Error(usage) for what is no certificate.
#pragma once

#include <string>
#include <vector>

#include "context/context.hpp"

namespace earwitness::context {

/// PEM, as Checker::tsa_roots has it. The name `system` is the store of the system; a file of that name is `./system`.
[[nodiscard]] std::string tsa_roots(const Context& context, const std::vector<std::string>& files);

/// Revocation lists, as Checker::crls has them.
[[nodiscard]] std::vector<std::string> revocation_lists(const Context& context, const std::vector<std::string>& files);

}  // namespace earwitness::context
