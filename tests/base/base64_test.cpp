// SPDX-License-Identifier: MIT
//
// RFC 4648's own examples, and that one value has one form.
#include "base/base64.hpp"

#include "base/text.hpp"
#include "tests/catch.hpp"

using namespace earwitness;

TEST_CASE("base64: the standard's examples, both ways") {
  const std::pair<const char*, const char*> examples[] = {
      {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, coded] : examples) {
    CHECK(base::to_base64(base::as_bytes(plain)) == coded);
    const auto back = base::from_base64(coded);
    REQUIRE(back.has_value());
    CHECK(base::to_base64(*back) == coded);
    CHECK(back->size() == std::string_view(plain).size());
  }
  const auto all = base::from_base64("+/+/");
  REQUIRE(all.has_value());
  CHECK(base::to_hex(*all) == "fbffbf");
}

TEST_CASE("base64: no second form of the same bytes, and nothing else, is read") {
  for (const char* wrong :
       {"Zg=", "Zg", "Zh==", "Zm9=", "Zg==\n", "Z g=", "Zg==Zg==", "====", "Zm-v", "\xff\xff\xff\xff"}) {
    INFO(wrong);
    CHECK_FALSE(base::from_base64(wrong).has_value());
  }
}
