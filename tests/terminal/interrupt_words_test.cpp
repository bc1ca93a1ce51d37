// SPDX-License-Identifier: MIT
#include "terminal/interrupt_words.hpp"

#include "tests/catch.hpp"

using namespace earwitness;

TEST_CASE("interrupt words: a second one says what goes on and what a third does, and a third what is left") {
  const std::string recording = "/archive/2026-11-24_12-00-00_review";
  const auto second = terminal::describe_second_interrupt(recording);
  CHECK(second.find("being closed and sealed") != std::string::npos);
  CHECK(second.find("earwitness recover /archive/2026-11-24_12-00-00_review") != std::string::npos);
  const auto third = terminal::describe_third_interrupt(recording);
  CHECK(third.find("left unsealed") != std::string::npos);
  CHECK(third.find("earwitness recover /archive/2026-11-24_12-00-00_review") != std::string::npos);
}

TEST_CASE("interrupt words: while the microphone is opened nothing is promised that is not there") {
  const auto second = terminal::describe_second_interrupt({});
  CHECK(second.find("nothing is recorded yet") != std::string::npos);
  CHECK(second.find("recover") == std::string::npos);
}
