// SPDX-License-Identifier: MIT
#include "bag/oxum.hpp"

#include "bag/info.hpp"
#include "tests/catch.hpp"

using namespace earwitness;

TEST_CASE("oxum: two numbers and nothing else") {
  CHECK(bag::parse_oxum("12.3") == bag::Oxum{12, 3});
  for (const char* text : {"", "12", "12.", ".3", "12.3.4", "-1.3", "12.3 ", "99999999999999999999.1", "1e3.1"}) {
    CHECK_FALSE(bag::parse_oxum(text));
  }
}

TEST_CASE("oxum: one that stands twice is found twice") {
  const auto info = bag::parse_info("Payload-Oxum: 12.3\npayload-oxum: 4.5\nContact-Name: A\n");
  CHECK(bag::values_of(info, "Payload-Oxum") == std::vector<std::string>{"12.3", "4.5"});
  CHECK(bag::values_of(info, "External-Identifier").empty());
}
