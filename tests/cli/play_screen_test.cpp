// SPDX-License-Identifier: MIT
#include "cli/play_screen.hpp"

#include "tests/catch.hpp"

using namespace earwitness;
using cli::PlayKey;

TEST_CASE("arrows are keys of three bytes, and may come in parts") {
  cli::KeyReader keys;
  CHECK(keys.take('<') == PlayKey::back);
  CHECK_FALSE(keys.take('\x1b'));
  CHECK_FALSE(keys.take('['));
  CHECK(keys.take('C') == PlayKey::forward);
  CHECK_FALSE(keys.take('\x1b'));
  CHECK_FALSE(keys.take('O'));
  CHECK(keys.take('D') == PlayKey::back);
  CHECK_FALSE(keys.take('\x1b'));
  CHECK_FALSE(keys.take('['));
  CHECK_FALSE(keys.take('A'));
  CHECK(keys.take('q') == PlayKey::quit);
  CHECK_FALSE(keys.take('\x1b'));
  CHECK(keys.take('q') == PlayKey::quit);
}
