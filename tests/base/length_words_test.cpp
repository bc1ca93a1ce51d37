// SPDX-License-Identifier: MIT
#include "base/length_words.hpp"

#include <cmath>
#include <limits>

#include "base/translate.hpp"
#include "tests/catch.hpp"

using namespace earwitness;
using namespace std::chrono_literals;

TEST_CASE("length words: a clock below a day, days from there on") {
  CHECK(base::length_words(123'250ms) == "02:03.250");
  CHECK(base::length_words(23h + 59min + 59s) == "23:59:59");
  CHECK(base::length_words(24h) == "1 day");
  CHECK(base::length_words(25h + 59min) == "1 day and 1 hour");
  CHECK(base::length_words(76h) == "3 days and 4 hours");
  CHECK(base::length_words(10 * 24h + 5h) == "10 days");
  CHECK(base::length_words(67239h + 55min + 31s) == "2,801 days");
}

TEST_CASE("length words: seconds below a day, and any number does no harm") {
  CHECK(base::seconds_words(1.2) == "1 second");
  CHECK(base::seconds_words(-3600) == "3600 seconds");
  CHECK(base::seconds_words(94'608'000) == "1,095 days");
  CHECK(base::seconds_words(-90'000) == "1 day and 1 hour");
  CHECK(base::seconds_words(std::nan("")) == "0 seconds");
  CHECK(base::seconds_words(std::numeric_limits<double>::infinity()) == "11,574,074 days");
}
