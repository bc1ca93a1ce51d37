// SPDX-License-Identifier: MIT
//
// The time stamps that the settings ask for. Values.
#pragma once

#include <vector>

#include "context/context.hpp"
#include "session/stamping.hpp"
#include "settings/config.hpp"

namespace earwitness::context {

/// None where no server is named. They are stored in this archive.
[[nodiscard]] session::StampPlan stamp_plan(const Context& context, const settings::Config& config,
                                            const os::Path& archive);
[[nodiscard]] std::vector<tsa::Server> servers_of(const settings::Config& config);

}  // namespace earwitness::context
