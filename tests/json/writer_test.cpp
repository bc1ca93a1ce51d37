// SPDX-License-Identifier: MIT
#include "json/writer.hpp"

#include <vector>

#include "tests/catch.hpp"

using namespace earwitness;
using json::Value;

TEST_CASE("json: a document is written as it comes, as dump() would") {
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  writer.member("type", "list");
  writer.key("recordings");
  writer.begin_array();
  writer.value({{"name", "a"}, {"notes", Value::array()}});
  writer.value(1);
  writer.begin_array();
  writer.end_array();
  writer.begin_object();
  writer.end_object();
  writer.end_array();
  writer.member("end", nullptr);
  writer.end_object();
  writer.finish();
  CHECK(text == R"({"type":"list","recordings":[{"name":"a","notes":[]},1,[],{}],"end":null})");
}

TEST_CASE("json: a large document goes out in pieces, and never lies in memory whole") {
  std::string all;
  std::size_t largest = 0;
  std::size_t pieces = 0;
  json::Writer writer(
      [&](std::string_view piece) {
        ++pieces;
        largest = std::max(largest, piece.size());
        all += piece;
      },
      json::Encoding::ascii);
  constexpr std::size_t count = 10'000;
  auto whole = Value::array();
  writer.begin_array();
  for (std::size_t i = 0; i < count; ++i) {
    const Value recording{{"name", "2026-11-23 Zoë"}, {"number", i}};
    writer.value(recording);
    whole.push_back(recording);
  }
  writer.end_array();
  CHECK(all.size() >= json::Writer::chunk_bytes);
  writer.finish();
  CHECK(all == whole.dump(json::Encoding::ascii));
  CHECK(pieces == all.size() / json::Writer::chunk_bytes + 1);
  CHECK(largest < json::Writer::chunk_bytes + 100);
}

TEST_CASE("json: what would be no document is a defect, not a document") {
  std::string text;
  json::Writer writer(text);
  CHECK_THROWS_AS(writer.finish(), json::WrongKind);
  CHECK_THROWS_AS(writer.key("a"), json::WrongKind);
  CHECK_THROWS_AS(writer.end_array(), json::WrongKind);
  writer.begin_object();
  CHECK_THROWS_AS(writer.value(1), json::WrongKind);
  CHECK_THROWS_AS(writer.end_array(), json::WrongKind);
  writer.key("a");
  CHECK_THROWS_AS(writer.key("b"), json::WrongKind);
  CHECK_THROWS_AS(writer.end_object(), json::WrongKind);
  writer.value(1);
  CHECK_THROWS_AS(writer.finish(), json::WrongKind);
  writer.end_object();
  CHECK_THROWS_AS(writer.value(1), json::WrongKind);
  CHECK_THROWS_AS(writer.begin_object(), json::WrongKind);
  writer.finish();
  CHECK(text == R"({"a":1})");
}
