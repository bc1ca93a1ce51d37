// SPDX-License-Identifier: MIT
#include "record/disk_space.hpp"

#include "tests/catch.hpp"

using namespace earwitness;

TEST_CASE("room: it is told in whole minutes, rounded down, and in hours from two on") {
  CHECK(record::describe_space(-5) == "Space left for 0 minutes");
  CHECK(record::describe_space(59) == "Space left for 0 minutes");
  CHECK(record::describe_space(60) == "Space left for 1 minute");
  CHECK(record::describe_space(46 * 60 + 59) == "Space left for 46 minutes");
  CHECK(record::describe_space(2 * 3600 - 1) == "Space left for 119 minutes");
  CHECK(record::describe_space(2 * 3600) == "Space left for 2 hours");
  CHECK(record::describe_space(1e300) == "Space left for 277,777 hours");
}
