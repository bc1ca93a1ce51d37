// SPDX-License-Identifier: MIT
#include "terminal/columns.hpp"

#include <vector>

#include "tests/catch.hpp"

using namespace earwitness;

TEST_CASE("columns: a text is cut at characters, wide ones counted as two") {
  CHECK(terminal::first_columns("abcdef", 4) == "abcd");
  CHECK(terminal::first_columns("aéb", 2) == "aé");
  CHECK(terminal::columns_of("漢字") == 4);
  CHECK(terminal::first_columns("漢字", 3) == "漢");
  CHECK(terminal::last_columns("xabcé", 2) == "cé");
}

TEST_CASE("columns: what is written over a character takes none, and signs that are no letters take what they do") {
  CHECK(terminal::columns_of("e\u0301") == 1);
  CHECK(terminal::first_columns("ae\u0301b", 2) == "ae\u0301");
  CHECK(terminal::last_columns("abe\u0301", 1) == "e\u0301");
  CHECK(terminal::columns_of("a \u2192 b") == 5);
  CHECK(terminal::columns_of("\U0001F600") == 2);
  CHECK(terminal::columns_of("\uFF21") == 2);
  CHECK(terminal::columns_of("\xff\xc3") == 2);
  CHECK(terminal::columns_of("") == 0);
}

TEST_CASE("columns: a table is as wide as what is seen, not as its bytes") {
  CHECK(terminal::columns_of("één – ‘€ 1’") == 11);
  CHECK(terminal::padded("één", 5) == "één  ");
  CHECK(terminal::padded("longer", 5) == "longer");
  const std::vector<std::string> words{"aaaa", "ééé", ""};
  CHECK(terminal::widest(words, [](const std::string& word) { return word; }) == 4);
}
