// SPDX-License-Identifier: MIT
//
// Keys from the bytes of a terminal: nothing that steers one gets through, and a character is never cut.
#include "terminal/keyboard.hpp"

#include "base/text.hpp"
#include "tests/catch.hpp"

using namespace earwitness;
using terminal::Key;

namespace {

std::string characters(const std::vector<Key>& keys) {
  std::string text;
  for (const auto& key : keys) text += key.what == terminal::Key::What::character ? key.character : std::string("<>");
  return text;
}

}  // namespace

TEST_CASE("keyboard: characters come whole, also where their bytes come apart") {
  terminal::Keyboard keyboard;
  CHECK(characters(keyboard.decode("aé")) == "aé");
  CHECK(keyboard.decode("\xC3").empty());
  CHECK(characters(keyboard.decode("\xA9z")) == "éz");
}

TEST_CASE("keyboard: arrows and function keys are no keys, and controls and half characters are dropped") {
  terminal::Keyboard keyboard;
  CHECK(characters(keyboard.decode("a\x1b[A\x1b[1;5Cb\x1bOPc")) == "abc");
  CHECK(characters(keyboard.decode("a\x01\x07\xFF\xC3(")) == "a(");
  CHECK(characters(keyboard.decode("\xE2\x80\xAE")).empty());  // turns the direction of writing
  const auto keys = keyboard.decode("\x1b");
  REQUIRE(keys.size() == 1);
  CHECK(keys[0].what == terminal::Key::What::escape);
}

TEST_CASE("keyboard: a typed line is corrected by characters, and never longer than it may be") {
  terminal::Keyboard keyboard;
  terminal::TypedLine line(6);
  for (const auto& key : keyboard.decode("xé\x7f"
                                         "abcé"))
    line.apply(key);
  CHECK(line.text() == "xabcé");
  for (const auto& key : keyboard.decode("éy")) line.apply(key);
  CHECK(line.text() == "xabcé");
  for (const auto& key : keyboard.decode("\x15")) line.apply(key);
  CHECK(line.text().empty());
}

namespace {

/// What the last key of these is taken for, each pressed so long after the one before.
terminal::TypedWord::What last_of(const std::string& keys, std::chrono::milliseconds apart) {
  terminal::TypedWord word;
  auto what = terminal::TypedWord::What::key;
  auto now = BootTime{std::chrono::seconds(100)};
  for (const char c : keys) {
    now += apart;
    what = word.follow(
        c == '\r' ? terminal::Key{terminal::Key::What::enter} : terminal::Key{terminal::Key::What::character, {c}},
        now);
  }
  return what;
}

}  // namespace

TEST_CASE("keyboard: a command that is typed into the window is a word, and Enter ends it") {
  using What = terminal::TypedWord::What;
  constexpr std::chrono::milliseconds typed{300};
  for (const char* words : {"stop", "earwitness stop", "help"}) {
    CAPTURE(words);
    CHECK(last_of(words, typed) == What::letter);
    CHECK(last_of(std::string(words) + "\r", typed) == What::end);
  }
  // Keys that are meant, also after a stray one and after a word that was long ago.
  for (const char* keys : {"p", "m", "+", "xp", " p", "pp", "p+", "\r", "x\r", "helm"}) {
    CAPTURE(keys);
    CHECK(last_of(keys, typed) == What::key);
  }
  CHECK(last_of("stop", terminal::TypedWord::max_interval) == What::key);
  CHECK(last_of("stop\r", terminal::TypedWord::max_interval) == What::key);
}
