// SPDX-License-Identifier: MIT
#include "timestamp/slate.hpp"

#include <set>
#include <sstream>

#include "base/text.hpp"
#include "crypto/sha256.hpp"
#include "tests/catch.hpp"

using namespace earwitness;

TEST_CASE("slate: the list has 1024 different short words, in an order that never changes") {
  std::set<std::string> words;
  std::istringstream text(timestamp::english_words);
  for (std::string word; text >> word;) {
    CHECK(word.size() >= 3);
    CHECK(word.size() <= 8);
    words.insert(word);
  }
  CHECK(words.size() == timestamp::slate_list_words);
  CHECK(crypto::sha256_hex(timestamp::english_words) ==
        "6e81e83d0b202beda423cbdf5650580873020de174cd8683434c3d9d118c5510");
}

TEST_CASE("slate: a token gives the same four words for ever") {
  // SHA-256 of nothing begins e3b0c44298: the numbers 910, 780, 272, 664 of the list.
  CHECK(timestamp::slate_words({}) == std::vector<std::string>{"sweater", "raft", "doll", "oboe"});
  CHECK(timestamp::slate_words(base::as_bytes("a")) != timestamp::slate_words(base::as_bytes("b")));
}
