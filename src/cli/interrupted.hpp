// SPDX-License-Identifier: MIT
//
// One line on stderr about recordings that were interrupted and wait to be recovered.
#pragma once

#include "cli/context.hpp"

namespace earwitness::cli {

/// Says nothing where there are none, or where the archive can't be looked at: whoever calls has something more urgent
/// to do. Reads few bytes, but a large archive's names.
void tell_interrupted(const Context& context, const os::Path& archive) noexcept;

}  // namespace earwitness::cli
