// SPDX-License-Identifier: MIT
#include "base/fold.hpp"

#include "tests/catch.hpp"

using namespace earwitness;

TEST_CASE("fold: capitals and accents do not matter") {
  CHECK(base::folded("Één GESPREK, Straße, Łódź, ĳs, Œuvre") == "een gesprek, strasse, lodz, ijs, oeuvre");
  CHECK(base::folded("e\xcc\x81\xcc\x88n") == "en");  // marks that are characters of their own
  CHECK(base::folded("ΑΒΓ ЖЯЁ") == "αβγ жяё");
  CHECK(base::folded("× ÷ 日本 ") == "× ÷ 日本 ");
  CHECK(base::folded("\xff\xc3") == "\xff\xc3");
}

TEST_CASE("fold: a word is found where it begins in what was written") {
  CHECK(base::find_folded("geëerde Óscar", "oscar") == 9);
  CHECK(base::find_folded("straßenbahn", "senbahn") == 4);
  CHECK(base::find_folded("abc", "abc") == 0);
  CHECK_FALSE(base::find_folded("abc", "abd"));
  CHECK_FALSE(base::find_folded("", "a"));
  CHECK_FALSE(base::find_folded("abc", ""));
}

TEST_CASE("fold: what is shown around a word is cut between characters") {
  const std::string text = "één twee drié víer";
  CHECK(base::words_around(text, 0, 100) == text);
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (std::size_t bytes = 1; bytes < 30; ++bytes) {
      const auto piece = base::words_around(text, at, bytes);
      CAPTURE(at, bytes, piece);
      auto inside = piece;
      if (inside.starts_with("...")) inside = inside.substr(3);
      if (inside.ends_with("...")) inside = inside.substr(0, inside.size() - 3);
      CHECK(text.find(inside) != std::string::npos);
      CHECK((inside.empty() || (static_cast<unsigned char>(inside.front()) & 0xC0U) != 0x80U));
    }
  }
  CHECK(base::words_around("a\nb\tc\r", 0, 100) == "a b c ");
}
