// SPDX-License-Identifier: MIT
//
// The time stamps that the settings ask for. Values.
#pragma once

#include <vector>

#include "cli/config.hpp"
#include "cli/context.hpp"
#include "session/stamping.hpp"

namespace earwitness::cli {

/// None where no server is named. They are stored in this archive.
[[nodiscard]] session::StampPlan stamp_plan(const Context& context, const Config& config, const os::Path& archive);
[[nodiscard]] std::vector<tsa::Server> servers_of(const Config& config);

}  // namespace earwitness::cli
