// SPDX-License-Identifier: MIT
//
// What is claimed of when an imported file was recorded, as its notes of the kind `claimed` have it (docs/format.md,
// "Import"): written and read in this one place. A claim may be anyone's text. Values, any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "earwitness/base.hpp"

namespace earwitness::journal {

/// `recorded: 2026-11-20T09:00:00.000000000Z, says who imported it`.
[[nodiscard]] std::string claim_of_start(UtcTime recorded);
/// The moment in such a claim, as it stands there; nothing where it is another one.
[[nodiscard]] std::optional<std::string> claimed_start(std::string_view claim);

/// That no more than `day`, `2026-11-20`, was said, and that the moment is only the first of that day.
[[nodiscard]] std::string claim_of_day(std::string_view day);
/// The day in such a claim; nothing where it is another one.
[[nodiscard]] std::optional<std::string> claimed_day(std::string_view claim);

}  // namespace earwitness::journal
