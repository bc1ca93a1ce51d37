// SPDX-License-Identifier: MIT
#include "json/value.hpp"

#include <limits>
#include <utility>

#include "tests/catch.hpp"

using namespace earwitness;
using json::Value;

TEST_CASE("json: an object keeps its members in the order in which they were added") {
  Value object{{"type", "status"}, {"schema", 1}};
  object["later"] = true;
  object["type"] = "sealed";
  object.add("last", nullptr);
  CHECK(object.dump() == R"({"type":"sealed","schema":1,"later":true,"last":null})");
  CHECK(object.size() == 4);
  CHECK(object.erase("schema"));
  CHECK_FALSE(object.erase("schema"));
  object.update({{"last", 2.5}, {"new", "x"}});
  CHECK(object.dump() == R"({"type":"sealed","later":true,"last":2.5,"new":"x"})");
}

TEST_CASE("json: objects and arrays stand in each other's braces") {
  auto list = Value::array();
  list.push_back({{"from", 1}, {"to", 2U}});
  list.push_back(Value::object());
  const Value document{
      {"clock", {{"synchronised", true}, {"max_error_us", -5}}}, {"list", list}, {"words", Value::array()}};
  CHECK(document.dump() ==
        R"({"clock":{"synchronised":true,"max_error_us":-5},"list":[{"from":1,"to":2},{}],"words":[]})");
  CHECK(Value(std::vector<std::string>{"a", "b"}).dump() == R"(["a","b"])");
  CHECK(Value(std::vector<const char*>{"a"}).dump() == R"(["a"])");
  CHECK(Value(std::vector<std::uint64_t>{7}).dump() == "[7]");
}

TEST_CASE("json: a number is kept as what it is, at both ends of 64 bits") {
  CHECK(Value(std::numeric_limits<std::int64_t>::min()).dump() == "-9223372036854775808");
  CHECK(Value(std::numeric_limits<std::uint64_t>::max()).dump() == "18446744073709551615");
  CHECK(Value(std::numeric_limits<std::uint64_t>::max()).as_integer() == -1);
  CHECK(Value(-1).as_unsigned() == std::numeric_limits<std::uint64_t>::max());
  CHECK(Value(-1) != Value(std::numeric_limits<std::uint64_t>::max()));
  CHECK(Value(1) == Value(1U));
  CHECK(Value(1) == Value(1.0));
  CHECK(Value(1U).is_unsigned());
  CHECK(Value(1).is_integer());
  CHECK_FALSE(Value(1).is_unsigned());
  CHECK_FALSE(Value(1.5).is_integer());
  CHECK(Value(0.1).dump() == "0.1");
  CHECK(Value(1.0).dump() == "1.0");
  CHECK(Value(std::numeric_limits<double>::infinity()).dump() == "null");
}

TEST_CASE("json: what is not there is null, and what is of another kind is a defect") {
  const Value object{{"a", 1}};
  CHECK(object["b"].is_null());
  CHECK(object.find("b") == nullptr);
  CHECK(object.at("a") == 1);
  CHECK_THROWS_AS(object.at("b"), json::WrongKind);
  CHECK_THROWS_AS(object["a"].as_string(), json::WrongKind);
  CHECK_THROWS_AS(object["a"].as_bool(), json::WrongKind);
  CHECK_THROWS_AS(Value("x").as_integer(), json::WrongKind);
  CHECK_THROWS_AS(Value(1.5).as_integer(), json::WrongKind);
  CHECK_THROWS_AS(Value("x").as_double(), json::WrongKind);
  CHECK_THROWS_AS(Value::array().at(0), json::WrongKind);
  CHECK(Value("x").elements().empty());
  CHECK(Value("x").members().empty());
  Value text("x");
  CHECK(std::as_const(text)["a"].is_null());
  CHECK_THROWS_AS(text["a"], json::WrongKind);
  CHECK_THROWS_AS(text.push_back(1), json::WrongKind);
  CHECK(Value().size() == 0);
}

TEST_CASE("json: a copy is deep, and a part can take the place of the whole") {
  Value object{{"list", Value::array()}};
  object["list"].push_back("x");
  auto copy = object;
  copy["list"].push_back("y");
  CHECK(object["list"].size() == 1);
  CHECK(copy["list"].size() == 2);
  copy = Value(copy["list"]);
  CHECK(copy.dump() == R"(["x","y"])");
  auto part = std::move(copy.at(1));
  copy = std::move(part);
  CHECK(copy == "y");
  auto& same = copy;
  copy = same;
  CHECK(copy == "y");
}

TEST_CASE("json: text that is not UTF-8 is refused or replaced, as it is asked for") {
  const Value text("Zo\xc3\xab \xff\"\\\n\x01\x7f");
  CHECK_THROWS_AS(text.dump(), json::NotUtf8);
  CHECK(text.dump(json::Encoding::replacing) == "\"Zo\xc3\xab \xef\xbf\xbd\\\"\\\\\\n\\u0001\x7f\"");
  CHECK(text.dump(json::Encoding::ascii) == "\"Zo\\u00eb \\ufffd\\\"\\\\\\n\\u0001\\u007f\"");
  const Value name{{"\xff", 1}};
  CHECK_THROWS_AS(name.dump(), json::NotUtf8);
  CHECK(name.dump(json::Encoding::ascii) == "{\"\\ufffd\":1}");
}

TEST_CASE("json: nothing, and an empty text, are written as null") {
  CHECK(json::or_null(std::optional<int>()).is_null());
  CHECK(json::or_null(std::optional<double>(1.5)) == 1.5);
  CHECK(json::text_or_null("").is_null());
  CHECK(json::text_or_null("x") == "x");
}
