// SPDX-License-Identifier: MIT
#include "terminal/play_screen.hpp"

#include "tests/catch.hpp"

using namespace earwitness;
using terminal::PlayKey;

TEST_CASE("arrows are keys of three bytes, and may come in parts") {
  terminal::KeyReader keys;
  CHECK(keys.decode('<') == PlayKey::back);
  CHECK_FALSE(keys.decode('\x1b'));
  CHECK_FALSE(keys.decode('['));
  CHECK(keys.decode('C') == PlayKey::forward);
  CHECK_FALSE(keys.decode('\x1b'));
  CHECK_FALSE(keys.decode('O'));
  CHECK(keys.decode('D') == PlayKey::back);
  CHECK_FALSE(keys.decode('\x1b'));
  CHECK_FALSE(keys.decode('['));
  CHECK_FALSE(keys.decode('A'));
  CHECK(keys.decode('q') == PlayKey::quit);
  CHECK_FALSE(keys.decode('\x1b'));
  CHECK(keys.decode('q') == PlayKey::quit);
}
