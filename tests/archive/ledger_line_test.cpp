// SPDX-License-Identifier: MIT
//
// A line of a ledger that may be anyone's is looked at before it is taken apart.
#include "archive/ledger_line.hpp"

#include <fmt/format.h>

#include "base/limits.hpp"
#include "tests/catch.hpp"

using namespace earwitness;

namespace {

std::string line_of(std::size_t bytes) {
  const std::string before = R"({"seq":0,"prev":"","utc":"2026-11-23T14:30:05Z","event":"head","to":")";
  const auto after = fmt::format("\",\"sig\":\"{}==\"}}", std::string(86, 'A'));
  return before + std::string(bytes - before.size() - after.size(), 'x') + after;
}

std::string signed_with(const std::string& signature) {
  return fmt::format(R"({{"seq":0,"prev":"","utc":"2026-11-23T14:30:05Z","event":"head","to":"x","sig":"{}"}})",
                     signature);
}

}  // namespace

TEST_CASE("ledger line: its signature has 64 bytes, as 86 characters and two signs of equality") {
  CHECK(archive::parse_ledger_line(signed_with(std::string(86, 'A') + "==")));
  for (const auto& other :
       {std::string(84, 'A') + "AAA=", std::string(88, 'A'), std::string(82, 'A') + "==", std::string(86, 'A') + "AA==",
        std::string(85, 'A') + "B==", std::string(84, 'A') + "===="}) {
    CAPTURE(other);
    CHECK_FALSE(archive::parse_ledger_line(signed_with(other)));
  }
}

TEST_CASE("ledger line: one that is longer than a line may be is not taken apart, wherever it stands") {
  CHECK(archive::parse_ledger_line(line_of(limits::ledger_line_bytes)));
  CHECK_FALSE(archive::parse_ledger_line(line_of(limits::ledger_line_bytes + 1)));
}
