// SPDX-License-Identifier: MIT
#include "cli/columns.hpp"

#include <vector>

#include "tests/catch.hpp"

using namespace earwitness;

TEST_CASE("columns: a text is cut at characters, wide ones counted as two") {
  CHECK(cli::first_columns("abcdef", 4) == "abcd");
  CHECK(cli::first_columns("aéb", 2) == "aé");
  CHECK(cli::columns_of("漢字") == 4);
  CHECK(cli::first_columns("漢字", 3) == "漢");
  CHECK(cli::last_columns("xabcé", 2) == "cé");
}

TEST_CASE("columns: what is written over a character takes none, and signs that are no letters take what they do") {
  CHECK(cli::columns_of("e\u0301") == 1);
  CHECK(cli::first_columns("ae\u0301b", 2) == "ae\u0301");
  CHECK(cli::last_columns("abe\u0301", 1) == "e\u0301");
  CHECK(cli::columns_of("a \u2192 b") == 5);
  CHECK(cli::columns_of("\U0001F600") == 2);
  CHECK(cli::columns_of("\uFF21") == 2);
  CHECK(cli::columns_of("\xff\xc3") == 2);
  CHECK(cli::columns_of("") == 0);
}

TEST_CASE("columns: a table is as wide as what is seen, not as its bytes") {
  CHECK(cli::columns_of("één – ‘€ 1’") == 11);
  CHECK(cli::padded("één", 5) == "één  ");
  CHECK(cli::padded("longer", 5) == "longer");
  const std::vector<std::string> words{"aaaa", "ééé", ""};
  CHECK(cli::widest(words, [](const std::string& word) { return word; }) == 4);
}
