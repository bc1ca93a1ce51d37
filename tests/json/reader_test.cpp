// SPDX-License-Identifier: MIT
#include "json/reader.hpp"

#include <string>

#include "tests/catch.hpp"

using namespace earwitness;

namespace {

constexpr json::Limits roomy{16 * 1024 * 1024, 4'000'000, 16};

std::string repeated(const std::string& text, std::size_t count) {
  std::string all;
  all.reserve(text.size() * count);
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

json::Work work_of(const std::string& text, bool is_read = true) {
  json::Work work;
  CHECK(json::parse(text, roomy, &work).has_value() == is_read);
  return work;
}

bool is_object(const std::string& text, const json::Limits& limits = json::journal_line) {
  return json::parse_object(text, limits).has_value();
}

}  // namespace

TEST_CASE("json: what is no document is refused, and a scalar is no object") {
  CHECK(json::parse("1", roomy) == 1);
  CHECK(json::parse(" [1, null] ", roomy)->dump() == "[1,null]");
  CHECK_FALSE(json::parse_object("1", roomy));
  CHECK_FALSE(json::parse_object("[]", roomy));
  for (const char* text : {"", "{", "{}}", "{} {}", "{\"a\":1,}", "[1,]", "{a:1}", "{'a':1}", "nul", "01", "1.",
                           "1e999", "{\"a\":NaN}", "\"\\ud800\"", "\"a", "// a\n1", "\"\x01\"", "\"\xff\""}) {
    CAPTURE(text);
    CHECK_FALSE(json::parse(text, roomy));
  }
}

TEST_CASE("json: integers of 64 bits are exact, larger ones are doubles, and too large ones are refused") {
  const auto read = json::parse("[9223372036854775808,-9223372036854775808,18446744073709551616,-0,1.0]", roomy);
  REQUIRE(read);
  CHECK(read->at(0).as_unsigned() == 9223372036854775808U);
  CHECK(read->at(1).as_integer() == INT64_MIN);
  CHECK(read->at(2).kind() == json::Value::Kind::real);
  CHECK(read->at(2).as_double() == 18446744073709551616.0);
  CHECK_FALSE(read->at(3).is_unsigned());
  CHECK_FALSE(read->at(4).is_integer());
  CHECK_FALSE(json::parse("1" + repeated("0", 400), roomy));
}

TEST_CASE("json: a name that stands twice is refused, or its last value kept where the first stood") {
  CHECK_FALSE(is_object(R"({"a":1,"b":2,"a":3})"));
  CHECK_FALSE(is_object(R"({"in":[{"a":1,"\u0061":3}]})"));
  CHECK(is_object(R"({"a":{"a":1},"b":{"a":1}})"));
  const auto kept = json::parse_object(R"({"b":0,"a":1,"c":2,"a":{"x":1,"x":2},"b":5,"a":7})", json::control_message);
  REQUIRE(kept);
  CHECK(kept->dump() == R"({"b":5,"a":7,"c":2})");
}

TEST_CASE("json: nothing lies deeper than the limit, but an empty array or object") {
  const auto nested = [](std::size_t depth, const std::string& inside) {
    return repeated("{\"a\":", depth) + inside + repeated("}", depth);
  };
  const auto depth = json::journal_line.max_depth;
  CHECK(is_object(nested(depth, "1")));
  CHECK(is_object(nested(depth - 1, "{}")));
  CHECK(is_object(nested(depth - 1, "[1]")));
  CHECK_FALSE(is_object(nested(depth, "{}")));
  CHECK_FALSE(is_object(nested(depth, "[]")));
  CHECK_FALSE(is_object(nested(depth, "[1]")));
  CHECK_FALSE(is_object(nested(depth + 1, "1")));
  CHECK_FALSE(is_object(nested(depth + 1, "{}")));
}

TEST_CASE("json: a text of more bytes or values than the limit is refused") {
  constexpr json::Limits small{20, 4, 16};
  CHECK(json::parse("[1,2,3]", small));
  CHECK_FALSE(json::parse("[1,2,3,4]", small));
  CHECK_FALSE(json::parse("[[],[],[],[]]", small));
  CHECK(json::parse("                   1", small));
  CHECK_FALSE(json::parse("                    1", small));
  // The most values that a line can hold are within its limit: its bytes alone decide.
  const auto& line = json::journal_line;
  const auto most = "{\"a\":[" + repeated("1,", line.max_bytes / 2 - 5) + "1]}";
  CHECK(most.size() <= line.max_bytes);
  CHECK(json::parse(most, line));
}

// Each of these was quadratic in a reader that is called back: 468 KiB of the first took 89 seconds.
TEST_CASE("json: twice the text is twice the work, whatever stands in it") {
  struct Shape {
    const char* name;
    std::string (*text)(std::size_t);
    bool is_read;
  };
  const Shape shapes[] = {
      {"empty objects", [](std::size_t n) { return "[" + repeated("{},", n) + "{}]"; }, true},
      {"empty arrays", [](std::size_t n) { return "[" + repeated("[],", n) + "[]]"; }, true},
      {"empty objects in an object",
       [](std::size_t n) {
         std::string text = "{";
         for (std::size_t i = 0; i < n; ++i) text += "\"" + std::to_string(i) + "\":{},";
         return text + "\"\":{}}";
       },
       true},
      {"one name again and again", [](std::size_t n) { return "{" + repeated("\"a\":1,", n) + "\"a\":1}"; }, false},
      {"one long text", [](std::size_t n) { return "\"" + repeated("x", n) + "\""; }, true},
      {"escapes", [](std::size_t n) { return "\"" + repeated("\\u00eb", n) + "\""; }, true},
      {"one long number", [](std::size_t n) { return "0." + repeated("1", n); }, true},
      {"too deep", [](std::size_t n) { return repeated("[", n); }, false},
      {"objects too deep", [](std::size_t n) { return repeated("{\"a\":", n); }, false},
      {"deep, side by side",
       [](std::size_t n) { return "[" + repeated(repeated("[", 14) + "1" + repeated("]", 14) + ",", n / 14) + "1]"; },
       true},
  };
  constexpr std::size_t count = 100'000;
  for (const auto& shape : shapes) {
    CAPTURE(shape.name);
    const auto once = work_of(shape.text(count), shape.is_read);
    const auto twice = work_of(shape.text(2 * count), shape.is_read);
    CHECK(once.events <= 4 * count);
    CHECK(twice.events <= 2 * once.events + 100);
    // n log n: 17 or 18 comparisons a name, and what a sort takes besides.
    CHECK(once.comparisons <= 40 * count);
    CHECK(twice.comparisons <= 3 * once.comparisons);
  }
}

TEST_CASE("json: a reading stops where a limit is reached, not at the end of the text") {
  json::Work work;
  CHECK_FALSE(json::parse(repeated("[", 1'000'000), roomy, &work));
  CHECK(work.events <= roomy.max_depth + 2);
  constexpr json::Limits small{16 * 1024 * 1024, 100, 16};
  CHECK_FALSE(json::parse("[" + repeated("1,", 1'000'000) + "1]", small, &work));
  CHECK(work.events <= small.max_values + 2);
}
