// SPDX-License-Identifier: MIT
#include "archive/later_bags.hpp"

#include "tests/catch.hpp"

using namespace earwitness;

TEST_CASE("later bags: a transcript has its number, and no other name has one") {
  CHECK(archive::transcript_number("transcript-1") == 1);
  CHECK(archive::transcript_number("transcript-999999") == 999'999);
  for (const auto* name : {"", "transcript", "transcript-", "transcript-1x", "transcript-x1", "transcript--1",
                           "transcript-+1", "transcript- 1", "transcript-1000000", "excerpt-1", "transcript-0"}) {
    CAPTURE(name);
    CHECK(archive::transcript_number(name) == 0);
  }
}

TEST_CASE("later bags: excerpts and transcripts are, the recording is not") {
  for (const auto* name : {"excerpt-1", "transcript-2"}) CHECK(archive::is_later_bag(name));
  for (const auto* name : {"recording", "recovered", "label.json", "my-excerpt-1"})
    CHECK_FALSE(archive::is_later_bag(name));
}
