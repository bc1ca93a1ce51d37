// SPDX-License-Identifier: MIT
#include <chrono>

#include "cli/commands/commands.hpp"
#include "tests/catch.hpp"

using namespace earwitness;
using namespace std::chrono_literals;

TEST_CASE("minutes: a bare number is minutes, and what makes no sense is refused") {
  CHECK(cli::parse_minutes("--remind", "45", 0s, 24h) == 45min);
  CHECK(cli::parse_minutes("--remind", "1h30m", 0s, 24h) == 90min);
  CHECK(cli::parse_minutes("--remind", "10s", 0s, 24h) == 10s);
  for (const char* text : {"", "-1", "x", "25h", "1.5"}) {
    CHECK_THROWS_AS(cli::parse_minutes("--remind", text, 0s, 24h), Error);
  }
}
