// SPDX-License-Identifier: MIT
#include "terminal/level_bar.hpp"

#include "tests/catch.hpp"

using namespace earwitness;

TEST_CASE("level bar: it goes from nothing to full and never beyond") {
  CHECK(terminal::level_bar(-144, 4) == "    ");
  CHECK(terminal::level_bar(-30, 4) == "##  ");
  CHECK(terminal::level_bar(0, 4) == "####");
  CHECK(terminal::level_bar(6, 4) == "####");
}
