// SPDX-License-Identifier: MIT
//
// The recording that runs now, for `stop` and `status`. One thread.
#pragma once

#include <optional>
#include <string>

#include "context/context.hpp"
#include "control/client.hpp"

namespace earwitness::context {

/// The one of the archive, or the only one of this user where no archive was named. Nothing if none runs.
/// A config that can't be read is a warning here: a recording must be stoppable whatever became of it.
/// Throws Error(usage) if several run elsewhere, Error(surroundings) if it runs but does not answer.
[[nodiscard]] std::optional<control::Client> find_running(const Context& context);
/// The folder of the recording at the other end. Nothing where it does not say so within two seconds.
[[nodiscard]] std::optional<std::string> path_of(control::Client& client);

}  // namespace earwitness::context
