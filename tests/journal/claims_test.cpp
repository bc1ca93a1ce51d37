// SPDX-License-Identifier: MIT
//
// What is claimed of when an import was recorded: what is written is read back, and nothing else is taken for it.
#include "journal/claims.hpp"

#include "base/time.hpp"
#include "tests/catch.hpp"

using namespace earwitness;

TEST_CASE("claims: a moment and a day are read back as they were written") {
  const auto recorded = base::parse_rfc3339("2026-11-20T09:00:00.5Z").value_or(UtcTime{});
  CHECK(journal::claim_of_start(recorded) == "recorded: 2026-11-20T09:00:00.500000000Z, says who imported it");
  CHECK(journal::claimed_start(journal::claim_of_start(recorded)) == "2026-11-20T09:00:00.500000000Z");
  CHECK(journal::claim_of_day("2026-11-20") == "time of day: not said, 2026-11-20 is the day that was meant");
  CHECK(journal::claimed_day(journal::claim_of_day("2026-11-20")) == "2026-11-20");
}

TEST_CASE("claims: what a file says of itself is no such claim") {
  for (const char* text : {"", "recorded: ", ", says who imported it", "recorded: 2026-11-20T09:00:00Z, says the file",
                           "name: recorded: x, says who imported it", "recorded:, says who imported it"}) {
    CHECK_FALSE(journal::claimed_start(text).has_value());
    CHECK_FALSE(journal::claimed_day(text).has_value());
  }
  CHECK_FALSE(journal::claimed_day("time of day: not said, 2026-13-20 is the day that was meant").has_value());
  CHECK_FALSE(journal::claimed_day("time of day: not said, <b>2026-11 is the day that was meant").has_value());
  CHECK_FALSE(journal::claimed_day("time of day: not said, is the day that was meant").has_value());
}
