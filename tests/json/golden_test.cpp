// SPDX-License-Identifier: MIT
//
// The module beside nlohmann's own: what is written, byte for byte, and what is read, which of it is refused, and what
// comes of it. The readers here are those that journal and control had before there was a module.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <random>
#include <set>

#include "json/reader.hpp"
#include "tests/catch.hpp"

using namespace earwitness;
using Ordered = nlohmann::ordered_json;

namespace {

nlohmann::json old_parse_object(std::string_view text) {
  using Event = nlohmann::json::parse_event_t;
  bool refused = false;
  std::vector<std::set<std::string>> names;
  const auto watch = [&](int depth, Event event, nlohmann::json& value) {
    if ((event == Event::object_start || event == Event::array_start) && depth >= 16) refused = true;
    if (event == Event::object_start) names.emplace_back();
    if (event == Event::key && !names.back().insert(value.get<std::string>()).second) refused = true;
    if (event == Event::object_end) names.pop_back();
    return !refused;
  };
  auto parsed = nlohmann::json::parse(text.begin(), text.end(), watch, false);
  if (refused || !parsed.is_object()) return nlohmann::json(nlohmann::json::value_t::discarded);
  return parsed;
}

std::optional<Ordered> old_parse_line(std::string_view line) {
  if (line.size() > limits::control_message_bytes) return std::nullopt;
  bool too_deep = false;
  using Event = Ordered::parse_event_t;
  const auto keep = [&](int depth, Event event, Ordered&) {
    const bool begins = event == Event::object_start || event == Event::array_start;
    too_deep = too_deep || (begins && depth >= limits::control_depth);
    return !too_deep;
  };
  auto object = Ordered::parse(line.begin(), line.end(), keep, false);
  if (too_deep || !object.is_object()) return std::nullopt;
  return object;
}

/// Of the same kinds, so that a kind that is not the same shows.
Ordered same_of(const json::Value& value) {
  switch (value.kind()) {
    case json::Value::Kind::boolean:
      return value.as_bool();
    case json::Value::Kind::integer:
      return value.as_integer();
    case json::Value::Kind::unsigned_integer:
      return value.as_unsigned();
    case json::Value::Kind::real:
      return value.as_double();
    case json::Value::Kind::text:
      return value.as_string();
    case json::Value::Kind::array: {
      auto array = Ordered::array();
      for (const auto& element : value.elements()) array.push_back(same_of(element));
      return array;
    }
    case json::Value::Kind::object: {
      auto object = Ordered::object();
      for (const auto& member : value.members()) object[member.name] = same_of(member.value);
      return object;
    }
    case json::Value::Kind::null:
      break;
  }
  return nullptr;
}

bool same_kinds(const Ordered& a, const Ordered& b) {
  if (a.type() != b.type() || a.size() != b.size()) return false;
  if (!a.is_structured()) return a == b;
  return std::equal(a.begin(), a.end(), b.begin(), same_kinds);
}

/// In all ways of writing it.
void check_written(const json::Value& value, const Ordered& expected) {
  using Handler = Ordered::error_handler_t;
  CHECK(value.dump(json::Encoding::replacing) == expected.dump(-1, ' ', false, Handler::replace));
  CHECK(value.dump(json::Encoding::ascii) == expected.dump(-1, ' ', true, Handler::replace));
  std::optional<std::string> strict;
  try {
    strict = expected.dump();
  } catch (const Ordered::type_error&) {
    CHECK_THROWS_AS(value.dump(), json::NotUtf8);
  }
  if (strict) CHECK(value.dump() == *strict);
}

void check_read(const std::string& text) {
  CAPTURE(text.substr(0, 200), text.size());
  const auto line = old_parse_object(text);
  const auto read = json::parse_object(text, json::document);
  REQUIRE(read.has_value() == !line.is_discarded());
  if (text.size() <= json::journal_line.max_bytes) {
    REQUIRE(json::parse_object(text, json::journal_line).has_value() == read.has_value());
  }
  if (read) REQUIRE(nlohmann::json(same_of(*read)).dump() == line.dump());

  const auto message = old_parse_line(text);
  const auto said = json::parse_object(text, json::control_message);
  REQUIRE(said.has_value() == message.has_value());
  if (said) {
    REQUIRE(same_kinds(same_of(*said), *message));
    check_written(*said, *message);
  }
}

std::string content(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// Each file of the fuzzers' corpora, the golden recordings' text files, and each of their lines.
std::set<std::string> saved_texts() {
  std::set<std::string> texts;
  for (const char* folder : {EARWITNESS_TEST_DATA, EARWITNESS_TEST_DATA "/../fuzz/corpus"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      if (!entry.is_regular_file() || entry.path().extension() == ".flac") continue;
      const auto text = content(entry.path());
      texts.insert(text);
      for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        texts.insert(text.substr(at, end - at));
        at = end + 1;
      }
    }
  }
  return texts;
}

}  // namespace

TEST_CASE("json: what is written is what nlohmann writes") {
  std::mt19937_64 random(14);
  std::vector<std::string> texts = {"",
                                    "plain",
                                    "Zoë 🎙",
                                    "\"\\/\b\f\n\r\t\x01\x1f\x7f",
                                    std::string("a\0b", 3),
                                    "a\xff",
                                    "\xc3",
                                    "\xed\xa0\x80",
                                    "\xe2\x80\xa8",
                                    "\xf0\x9f\x8e",
                                    "\xf4\x90\x80\x80",
                                    "\xc0\xaf\xc0"};
  for (int i = 0; i < 300; ++i) {
    std::string bytes;
    for (auto count = random() % 12; count > 0; --count) bytes += static_cast<char>(random());
    texts.push_back(bytes);
  }
  for (const auto& text : texts) {
    check_written(text, text);
    check_written({{text, text}}, Ordered::object({{text, text}}));
  }
  std::vector<double> numbers = {0.0,
                                 -0.0,
                                 1.0,
                                 0.1,
                                 1e21,
                                 1e22,
                                 1e-7,
                                 123456789012345680.0,
                                 5e-324,
                                 1.7976931348623157e308,
                                 -42.5,
                                 1e100,
                                 0.30000000000000004,
                                 std::numeric_limits<double>::quiet_NaN(),
                                 -std::numeric_limits<double>::infinity()};
  for (int i = 0; i < 2000; ++i) {
    const auto bits = random();
    double number = 0;
    std::memcpy(&number, &bits, sizeof number);
    numbers.push_back(number);
    numbers.push_back(static_cast<double>(random() % 1'000'000) / 1000);
  }
  for (const double number : numbers) check_written(number, number);
  for (const std::int64_t number : {INT64_MIN, std::int64_t{-1}, std::int64_t{0}, INT64_MAX})
    check_written(number, number);
  check_written(UINT64_MAX, UINT64_MAX);
}

TEST_CASE("json: what was read and refused before is read and refused now") {
  const auto nested = [](int depth, const std::string& open, const std::string& inside, const std::string& close) {
    std::string text = inside;
    for (int i = 0; i < depth; ++i) text = open + text + close;
    return text;
  };
  for (int depth = 0; depth < 20; ++depth) {
    for (const char* inside : {"1", "{}", "[]", "[1]", "{\"b\":1}", "", "\"x\""}) {
      check_read(nested(depth, "{\"a\":", inside, "}"));
      check_read("{\"a\":" + nested(depth, "[", inside, "]") + "}");
      check_read("{\"a\":1,\"b\":" + nested(depth, "[", inside, ",2]") + "}");
    }
  }
  for (const char* text :
       {R"({"a":1,"a":2})",
        R"({"a":1,"b":{"a":1},"a":{"b":2,"b":[]}})",
        R"({"a":[{"x":1,"x":2}]})",
        R"({"":1,"":2})",
        R"({"a":18446744073709551615,"b":18446744073709551616,"c":-9223372036854775808,"d":-9223372036854775809})",
        R"({"a":-0,"b":-0.0,"c":1E5,"d":1e-400,"e":0.1e1})",
        R"({"a":1e400})",
        R"({"a":123456789012345678901234567890})",
        R"({"a":01})",
        R"({"a":+1})",
        R"({"a":.5})",
        R"({"a":0x10})",
        R"({"a":"\u0000"})",
        R"({"a":"\ud83c\udf99"})",
        R"({"a":"\ud83c"})",
        R"({"a":"\udf99"})",
        "\xef\xbb\xbf{}",
        " {} ",
        "{}\n",
        "{}\r\n",
        "{} x",
        "{},",
        "",
        " ",
        "null",
        R"({"a":tru})",
        R"({"a" 1})",
        R"({"a":1 "b":2})",
        "{\"a\":\"\t\"}",
        "{\"a\":\"\x7f\"}",
        "{\"\xff\":1}",
        "/**/{}",
        "{\"a\":NaN}",
        "{\"a\":Infinity}",
        "{\"a\":'x'}",
        "{,}",
        "[{}]",
        "{\"a\":[],\"b\":{},\"a\":[]}"}) {
    check_read(text);
  }
  check_read(std::string("{\0}", 3));
  check_read(std::string("{}\0", 3));
  check_read(std::string("{\"a\0b\":1}", 9));
}

TEST_CASE("json: the saved texts, and texts right beside them, are read and refused as before") {
  std::mt19937_64 random(14);
  constexpr std::string_view odd = "{}[]\",:\\0-1eE.u \xff\n";
  const auto texts = saved_texts();
  CHECK(texts.size() > 500);
  for (const auto& text : texts) {
    check_read(text);
    if (text.empty() || text.find('{') == std::string::npos) continue;
    for (int i = 0; i < 10; ++i) {
      auto changed = text;
      const auto at = random() % changed.size();
      switch (random() % 4) {
        case 0:
          changed[at] = odd[random() % odd.size()];
          break;
        case 1:
          changed.insert(at, 1, odd[random() % odd.size()]);
          break;
        case 2:
          changed.erase(at, 1 + random() % 3);
          break;
        default:
          changed.insert(at, changed.substr(random() % changed.size(), random() % 20));
      }
      check_read(changed);
    }
  }
}
