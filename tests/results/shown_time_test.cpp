// SPDX-License-Identifier: MIT
#include "results/shown_time.hpp"

#include "base/time.hpp"
#include "os/local_time.hpp"
#include "tests/catch.hpp"

using namespace earwitness;

TEST_CASE("shown time: a time is in words, with the exact one where it is evidence, and other text stays") {
  const auto exact = base::rfc3339(*os::parse_local("2026-11-24 07:58:56"));
  CHECK(results::shown_time(exact) == "24 November 2026, 07:58:56");
  CHECK(results::shown_time("yesterday") == "yesterday");
  CHECK(results::with_shown_times(exact) == "24 November 2026, 07:58:56 (" + exact + ")");
  CHECK(results::with_shown_times("from " + exact + ", to " + exact + ".") ==
        "from 24 November 2026, 07:58:56 (" + exact + "), to 24 November 2026, 07:58:56 (" + exact + ").");
  CHECK(results::with_shown_times("2026-11-24T25:58:56.000000000Z é") == "2026-11-24T25:58:56.000000000Z é");
  CHECK(results::with_shown_times("").empty());
}
