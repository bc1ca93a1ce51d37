// SPDX-License-Identifier: MIT
//
// The time stamps that the settings ask for. Values.
#pragma once

#include <vector>

#include "cli/config.hpp"
#include "session/stamping.hpp"

namespace earwitness::cli {

/// None where no server is named.
[[nodiscard]] session::StampPlan stamp_plan(const Config& config);
[[nodiscard]] std::vector<tsa::Server> servers_of(const Config& config);

}  // namespace earwitness::cli
