// SPDX-License-Identifier: MIT
#include "base/text.hpp"

#include "tests/catch.hpp"

using namespace earwitness;

TEST_CASE("text: hex, there and back, and nothing from what is not hex") {
  const auto bytes = base::from_hex("00ff7F");
  REQUIRE(bytes.has_value());
  CHECK(base::to_hex(*bytes) == "00ff7f");
  CHECK_FALSE(base::from_hex("0").has_value());
  CHECK_FALSE(base::from_hex("0g").has_value());
}

TEST_CASE("text: UTF-8 is held to RFC 3629") {
  CHECK(base::is_valid_utf8("gesprek met Daniël 🎙"));
  CHECK_FALSE(base::is_valid_utf8("\xc0\xaf"));          // overlong
  CHECK_FALSE(base::is_valid_utf8("\xed\xa0\x80"));      // a surrogate
  CHECK_FALSE(base::is_valid_utf8("\xf4\x90\x80\x80"));  // beyond U+10FFFF
  CHECK_FALSE(base::is_valid_utf8("a\xe2\x82"));         // cut short
  CHECK_FALSE(base::is_valid_utf8("\x80"));
}

TEST_CASE("text: nothing that a recording holds can steer the terminal") {
  CHECK(base::printable("Daniël") == "Daniël");
  CHECK(base::printable("\x1b[31mred") == "\\x1b[31mred");
  CHECK(base::printable("a\nb\x7f") == "a\\x0ab\\x7f");
  CHECK(base::printable("\xc2\x9b"
                        "31m") == "\\x9b31m");  // CSI as one C1 character
  CHECK(base::printable("\xe2\x80\xae"
                        "evil") == "\\u202eevil");  // right-to-left override
  CHECK(base::printable("\xff") == "\\xff");
  CHECK(base::printable("\U000E0041") == "\\ue0041");  // a tag: a letter that nobody sees
  CHECK(base::printable("\uFFF9") == "\\ufff9");
  for (const char* plain : {"", "Dani\u00EBl", "\u05E9\u05DC", "\U0001F3F4\U000E0067"})
    CHECK(base::is_plain_line(plain));
  for (const char* other :
       {"\n", "\t", "\x7F", "\u0085", "\u200E", "\u202E", "\u2066", "\u061C", "\u2028", "\uFEFF", "\xff"}) {
    CHECK_FALSE(base::is_plain_line(other));
  }
}

TEST_CASE("text: a title becomes part of a folder's name") {
  CHECK(base::slug("Beoordelingsgesprek!") == "beoordelingsgesprek");
  CHECK(base::slug("  Gesprek met Daniël, 3e keer ") == "gesprek-met-daniel-3e-keer");
  CHECK(base::slug("../../etc/passwd") == "etc-passwd");
  CHECK(base::slug("🎙").empty());
  CHECK(base::slug(std::string(500, 'x')).size() == 40);
}

TEST_CASE("text: the word that was probably meant") {
  const std::vector<std::string> known{"start", "stop", "status", "verify"};
  CHECK(base::closest_word("strat", known) == "start");
  CHECK(base::closest_word("verfy", known) == "verify");
  CHECK(base::closest_word("banana", known).empty());
}

TEST_CASE("text: another word of the same length is not what was meant") {
  const std::vector<std::string> known{"--rate", "--me", "--max", "--title", "--json"};
  CHECK(base::closest_word("--name", known).empty());
  CHECK(base::closest_word("--lang", known).empty());
  CHECK(base::closest_word("--titel", known) == "--title");
  CHECK(base::closest_word("--tilte", known) == "--title");
  CHECK(base::closest_word("--jsno", known) == "--json");
  CHECK(base::closest_word("--rat", known) == "--rate");
  CHECK(base::closest_word("", known).empty());
}

TEST_CASE("text: a name in quotes can't leave them") {
  CHECK(base::in_quotes("A. Name") == "\"A. Name\"");
  CHECK(base::in_quotes("") == "\"\"");
  CHECK(base::in_quotes("Anna\" (your own)") == "\"Anna' (your own)\"");
  CHECK(base::in_quotes("Anna\u201D \u00AByour own\u00BB \uFF02") == "\"Anna' 'your own' '\"");
  CHECK(base::in_quotes("O'Brien \u2019s") == "\"O'Brien \u2019s\"");
  CHECK(base::in_quotes("a\u202Eb\n") == "\"a\\u202eb\\x0a\"");
}

TEST_CASE("text: a name that Windows can't have is told") {
  for (const auto* name : {"CON", "con", "nul.txt", "COM1", "lpt9.zip", "AUX .x", "a:b", "a?b", "a*", "a|b", "a<b",
                           "a\\b", "a\"b", "ends.", "ends ", "", "a\nb"}) {
    CHECK_FALSE(base::is_portable_name(name));
  }
  for (const auto* name :
       {"CONversation", "recording-2026-11-29_18-46-25", "COM", "COM10", "a.b", "Gesprek é", "console.txt"}) {
    CHECK(base::is_portable_name(name));
  }
}
