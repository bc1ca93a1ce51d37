// SPDX-License-Identifier: MIT
//
// What the asker says is taken for anyone's: one form, and no more than was asked for.
#include "tsa/http_protocol.hpp"

#include <string>

#include "tests/catch.hpp"

using namespace earwitness;

namespace {

std::vector<std::byte> bytes_of(const std::string& text) {
  const auto* data = reinterpret_cast<const std::byte*>(text.data());
  return {data, data + text.size()};
}

}  // namespace

TEST_CASE("http protocol: a question arrives as it was asked") {
  const tsa::AskedQuestion asked{"http://time.example/tsa",
                                 "application/timestamp-query",
                                 bytes_of(std::string("a\nb\0c", 5)),
                                 {std::chrono::milliseconds(5), std::chrono::milliseconds(7), 11},
                                 {{"http_proxy", "http://\"quoted\"\n"}}};
  const auto read = tsa::read_question(tsa::encode(asked));
  REQUIRE(read);
  CHECK(read->url == asked.url);
  CHECK(read->content_type == asked.content_type);
  CHECK(read->body == asked.body);
  CHECK(read->limits.connect == asked.limits.connect);
  CHECK(read->limits.whole == asked.limits.whole);
  CHECK(read->limits.answer_bytes == asked.limits.answer_bytes);
  CHECK(read->environment == asked.environment);
}

TEST_CASE("http protocol: each end arrives as it was, with its body") {
  for (const auto end :
       {tsa::HttpEnd::answered, tsa::HttpEnd::too_long, tsa::HttpEnd::headers_too_long, tsa::HttpEnd::timed_out,
        tsa::HttpEnd::no_host, tsa::HttpEnd::no_connection, tsa::HttpEnd::not_started, tsa::HttpEnd::other}) {
    const auto read = tsa::read_result(tsa::encode({end, 200, "words\xff", bytes_of("\n{}")}), 3);
    REQUIRE(read);
    CHECK(read->end == end);
    CHECK(read->status == 200);
    CHECK(read->body == bytes_of("\n{}"));
  }
}

TEST_CASE("http protocol: what is of another form, or longer than was asked for, is no answer") {
  const std::string good = R"({"end":"answered","status":200,"words":""})";
  REQUIRE(tsa::read_result(bytes_of(good + "\nbody"), 4));
  for (const auto& said :
       {std::string(), good, good + "\nlonger", "\n" + good, std::string("[]\n"), std::string("{}\n"),
        std::string(R"({"end":"other"})") + "\n", std::string(R"({"end":"nothing","status":200,"words":""})") + "\n",
        std::string(R"({"end":"answered","status":-1,"words":""})") + "\n",
        std::string(R"({"end":"answered","status":1e3,"words":""})") + "\n",
        std::string(R"({"end":"answered","status":200,"words":7})") + "\n",
        std::string(tsa::max_head_bytes, ' ') + good + "\n"}) {
    CAPTURE(said.substr(0, 100));
    CHECK_FALSE(tsa::read_result(bytes_of(said), 4));
  }
}
