// SPDX-License-Identifier: MIT
#include "base/translate.hpp"

#include <cstring>
#include <string>
#include <vector>

#include "base/catalogue.hpp"
#include "tests/catch.hpp"

using namespace earwitness;

namespace {

struct InDutch {
  InDutch() { base::set_language(base::Language::dutch); }
  ~InDutch() { base::set_language(base::Language::english); }
};

void put(std::vector<unsigned char>& bytes, std::size_t number) {
  for (int i = 0; i < 4; ++i) bytes.push_back(static_cast<unsigned char>(number >> (8 * i) & 0xFF));
}

/// A catalogue as msgfmt makes one, of sorted messages and their translations.
std::vector<unsigned char> compiled(const std::vector<std::pair<std::string, std::string>>& entries) {
  std::vector<unsigned char> bytes;
  for (const std::size_t number : {std::size_t{0x950412DE}, std::size_t{0}, entries.size(), std::size_t{28},
                                   28 + 8 * entries.size(), std::size_t{0}, std::size_t{0}}) {
    put(bytes, number);
  }
  auto at = 28 + 16 * entries.size();
  std::string text;
  for (const bool translated : {false, true}) {
    for (const auto& [message, translation] : entries) {
      const auto& one = translated ? translation : message;
      put(bytes, one.size());
      put(bytes, at + text.size());
      text += one + '\0';
    }
  }
  bytes.insert(bytes.end(), text.begin(), text.end());
  return bytes;
}

}  // namespace

TEST_CASE("translate: a message is Dutch once Dutch is chosen, and English before") {
  CHECK(std::string(_("it is not paused")) == "it is not paused");
  const InDutch dutch;
  CHECK(std::string(_("it is not paused")) == "er is geen pauze");
  CHECK(std::string(_("what nobody translated")) == "what nobody translated");
  CHECK(std::string(_("")).empty());
}

TEST_CASE("translate: a sentence with places is formatted in either language") {
  CHECK(tr("this program does not speak {}", "Frisian") == "this program does not speak Frisian");
  const InDutch dutch;
  CHECK(tr("this program does not speak {}", "Frisian") == "dit programma spreekt geen Frisian");
  CHECK(tr("{} of {}", 1, 2) == "1 of 2");
}

TEST_CASE("translate: a number chooses the form in English, too") {
  CHECK(trn("{} thing of {}", "{} things of {}", 1, "x") == "1 thing of x");
  CHECK(trn("{} thing of {}", "{} things of {}", 2, "x") == "2 things of x");
}

TEST_CASE("translate: a translation that can't be formatted is left for the English sentence") {
  const std::string name = "door";
  const auto args = fmt::make_format_args(name);
  CHECK(base::format_translation("de {}", "the {}", args) == "de door");
  CHECK(base::format_translation("de {} {}", "the {}", args) == "the door");
  CHECK(base::format_translation("de {:d}", "the {}", args) == "the door");
  CHECK(base::format_translation("de {", "the {}", args) == "the door");
  CHECK(base::format_translation(nullptr, "the {}", args) == "the door");
}

TEST_CASE("translate: a number is written as the language does where the message asks for it, and nowhere else") {
  const double seconds = 1234.5;
  const auto args = fmt::make_format_args(seconds);
  CHECK(base::format_translation("{:.1Lf} s", "{:.1f} s", args) == "1.234,5 s");
  CHECK(base::format_translation(nullptr, "{:.1Lf} s", args) == "1,234.5 s");
  CHECK(base::format_translation("{:.1f} s", "{:.1f} s", args) == "1234.5 s");
  CHECK(base::format_translation(nullptr, "{:.1f} s", args) == "1234.5 s");
}

TEST_CASE("translate: languages by their names and those of locales") {
  CHECK(base::to_language("nl") == base::Language::dutch);
  CHECK(base::to_language("nl_BE.UTF-8") == base::Language::dutch);
  CHECK(base::to_language("en_GB") == base::Language::english);
  CHECK(base::to_language("C.UTF-8") == base::Language::english);
  CHECK_FALSE(base::to_language("fr_FR").has_value());
  CHECK_FALSE(base::to_language("nld").has_value());
  CHECK_FALSE(base::to_language("").has_value());
}

TEST_CASE("catalogue: every message is found among many, with its plural, and no other") {
  const auto bytes = compiled({{"", "head"},
                               {"a", "A"},
                               {std::string("b\0bs", 4), std::string("B\0Bs", 4)},
                               {"c", ""},
                               {std::string("d\x04"
                                            "e"),
                                "E"}});
  const base::Catalogue catalogue(bytes);
  CHECK(std::string(catalogue.find("a")) == "A");
  CHECK(std::string(catalogue.find("b")) == "B");
  CHECK(std::string(catalogue.second_form(catalogue.find("b"))) == "Bs");
  CHECK(catalogue.find("c") == nullptr);
  CHECK(std::string(catalogue.find("d\x04"
                                   "e")) == "E");
  CHECK(catalogue.find("bs") == nullptr);
  CHECK(catalogue.find("f") == nullptr);
}

TEST_CASE("catalogue: bytes that are none, or cut anywhere, never lead outside") {
  const auto whole = compiled({{"a", "A"}, {std::string("b\0bs", 4), std::string("B\0Bs", 4)}, {"c", "C"}});
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const std::vector<unsigned char> cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    const base::Catalogue catalogue(cut);
    for (const char* message : {"a", "b", "c", "d"}) {
      const auto* found = catalogue.find(message);
      CHECK((found == nullptr || std::strlen(found) == 1));
    }
  }
  const std::vector<unsigned char> garbage(100, 0xFF);
  CHECK(base::Catalogue(garbage).find("a") == nullptr);
}

TEST_CASE("catalogue: the program's own holds its head, so it was compiled") {
  const base::Catalogue catalogue(base::dutch_catalogue());
  REQUIRE(catalogue.find("") != nullptr);
  CHECK(std::string(catalogue.find("")).find("nplurals=2; plural=(n != 1)") != std::string::npos);
}
