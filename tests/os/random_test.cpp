// SPDX-License-Identifier: MIT
#include "os/random.hpp"

#include <regex>
#include <set>

#include "tests/catch.hpp"

using namespace earwitness;

TEST_CASE("random: UUIDs are of version 4 and do not repeat") {
  const std::regex shape("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const auto uuid = os::random_uuid();
    CHECK(std::regex_match(uuid, shape));
    CHECK(seen.insert(uuid).second);
  }
}
