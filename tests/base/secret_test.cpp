// SPDX-License-Identifier: MIT
#include "base/secret.hpp"

#include "base/limits.hpp"
#include "tests/catch.hpp"

using namespace earwitness;

TEST_CASE("secret: is moved, not copied, and takes no more than its limit") {
  base::Secret first("open sesame");
  const base::Secret second = std::move(first);
  CHECK(second.text() == "open sesame");
  CHECK(first.empty());  // NOLINT(bugprone-use-after-move): that it is empty is the point
  CHECK_FALSE(first.append('x'));

  base::Secret full;
  for (std::size_t i = 0; i < limits::passphrase_bytes; ++i) REQUIRE(full.append('x'));
  CHECK_FALSE(full.append('y'));
  CHECK(full.text().size() == limits::passphrase_bytes);
}

TEST_CASE("secret: a character is taken back whole") {
  base::Secret secret("aé");
  secret.erase_last();
  CHECK(secret.text() == "a");
  secret.erase_last();
  secret.erase_last();
  CHECK(secret.empty());
  secret.append('b');
  secret.clear();
  CHECK(secret.text() == "");
}

TEST_CASE("secret: memory is overwritten") {
  char text[] = "open sesame";
  base::wipe(text, sizeof text);
  for (const char character : text) CHECK(character == '\0');
}
