// SPDX-License-Identifier: MIT
//
// Times that verify and the ledger give as RFC 3339, as a person reads them: `24 November 2026, 07:58:56`, on the clock
// of this machine's time zone. A text that is no such time is shown as it stands. Pure but for language and time zone.
#pragma once

#include <string>

namespace earwitness::results {

[[nodiscard]] std::string shown_time(const std::string& rfc3339);
/// Each such time in a sentence so, with the exact one behind it for who holds it against another:
/// `24 November 2026, 07:58:56 (2026-11-24T07:58:56.116491909Z)`.
[[nodiscard]] std::string with_shown_times(const std::string& sentence);

}  // namespace earwitness::results
