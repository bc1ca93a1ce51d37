// SPDX-License-Identifier: MIT
#include "json/fields.hpp"

#include <string>

#include "tests/catch.hpp"

using namespace earwitness;
using json::Value;

TEST_CASE("json: a member of another kind is one that is not there") {
  const Value object{{"text", "x"}, {"count", 7U}, {"minus", -7}, {"real", 1.5}, {"yes", true}, {"large", UINT64_MAX}};
  CHECK(json::text_in(object, "text") == "x");
  CHECK(json::text_in(object, "count").empty());
  CHECK(json::find_text(object, "text") == "x");
  CHECK_FALSE(json::find_text(object, "none"));
  CHECK(json::find_count(object, "count") == 7U);
  CHECK_FALSE(json::find_count(object, "minus"));
  CHECK(json::find_integer(object, "minus", -7, 0) == -7);
  CHECK_FALSE(json::find_integer(object, "minus", -6, 0));
  CHECK_FALSE(json::find_integer(object, "real", 0, 9));
  CHECK_FALSE(json::find_integer(object, "large", 0, INT64_MAX));
  CHECK(json::find_number(object, "count") == 7.0);
  CHECK(json::find_number(object, "real") == 1.5);
  CHECK_FALSE(json::find_number(object, "text"));
  CHECK(json::find_number(object, "real", 1.5, 2) == 1.5);
  CHECK_FALSE(json::find_number(object, "real", 0, 1.5));
  CHECK_FALSE(json::find_number(object, "real", 1.6, 2));
  CHECK(json::is_true(object, "yes"));
  CHECK_FALSE(json::is_true(object, "text"));
  CHECK_FALSE(json::is_true(Value("no object"), "yes"));
  CHECK_FALSE(json::find_bool(object, "none"));
}

TEST_CASE("json: the first member that is not what it must be is remembered") {
  auto list = Value::array();
  list.push_back({{"a", 1}});
  const Value object{{"text", "x"},     {"number", 5U},
                     {"real", 0.5},     {"numbers", Value(json::Array{1U, 2U})},
                     {"objects", list}, {"digest", std::string(64, 'a')},
                     {"null", nullptr}};
  json::Fields good(object);
  CHECK(good.text("text") == "x");
  CHECK(good.number("number", 1, 5) == 5);
  CHECK(good.real("real", 1) == 0.5);
  CHECK(good.numbers("numbers") == std::vector<std::uint64_t>{1, 2});
  CHECK(good.numbers("none").empty());
  CHECK(good.objects("objects").size() == 1);
  CHECK(good.digest("digest")[31] == std::byte{0xAA});
  CHECK(good.is_null("null"));
  CHECK(good.is_null("none"));
  CHECK_FALSE(good.is_true("none"));
  CHECK(good.number_or_null("number", 1, 4) == std::nullopt);
  CHECK(good.missing().empty());

  json::Fields bad(object);
  CHECK(bad.number("number", 6, 9) == 6);
  CHECK(bad.text("number").empty());
  CHECK(bad.missing() == "number");
  for (const char* name : {"none", "text", "null"}) {
    CAPTURE(name);
    json::Fields one(object);
    CHECK(one.objects(name).empty());
    CHECK(one.missing() == name);
    json::Fields other(object);
    CHECK(other.digest(name) == std::array<std::byte, 32>{});
    CHECK(other.missing() == name);
  }
}
