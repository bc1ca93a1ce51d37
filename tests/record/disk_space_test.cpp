// SPDX-License-Identifier: MIT
#include "record/disk_space.hpp"

#include "tests/catch.hpp"

using namespace earwitness;

TEST_CASE("room: it is told in whole minutes, rounded down, and in hours from two on") {
  CHECK(record::describe_space(-5) == "0 minutes of room are left");
  CHECK(record::describe_space(59) == "0 minutes of room are left");
  CHECK(record::describe_space(60) == "1 minute of room is left");
  CHECK(record::describe_space(46 * 60 + 59) == "46 minutes of room are left");
  CHECK(record::describe_space(2 * 3600 - 1) == "119 minutes of room are left");
  CHECK(record::describe_space(2 * 3600) == "2 hours of room are left");
  CHECK(record::describe_space(1e300) == "277,777 hours of room are left");
}
