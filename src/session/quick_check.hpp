// SPDX-License-Identifier: MIT
//
// The quick half of `doctor`, which each start does at the end of its first second from what is known by then: nobody
// waits for it. It goes to the journal as `check`; the one who records hears only what they should act on, and what
// nobody else says (warnings.hpp, surroundings.hpp). Pure functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "desktop/power.hpp"
#include "record/event.hpp"
#include "record/recording.hpp"
#include "session/surroundings.hpp"

namespace earwitness::session {

/// What is not known by now stays empty.
[[nodiscard]] record::Checked quick_check(const record::Status& status, const Surroundings::Known& known);

/// What to act on, a sentence each.
[[nodiscard]] std::vector<std::string> advice_on(const record::Checked& checked,
                                                 const std::optional<desktop::Power>& power);

}  // namespace earwitness::session
