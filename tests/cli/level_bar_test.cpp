// SPDX-License-Identifier: MIT
#include "cli/level_bar.hpp"

#include "tests/catch.hpp"

using namespace earwitness;

TEST_CASE("level bar: it goes from nothing to full and never beyond") {
  CHECK(cli::level_bar(-144, 4) == "    ");
  CHECK(cli::level_bar(-30, 4) == "##  ");
  CHECK(cli::level_bar(0, 4) == "####");
  CHECK(cli::level_bar(6, 4) == "####");
}
