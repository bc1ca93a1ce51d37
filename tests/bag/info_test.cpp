// SPDX-License-Identifier: MIT
//
// bag-info.txt is read as RFC 8493 says, however it was laid out.
#include "bag/info.hpp"

#include "base/limits.hpp"
#include "tests/catch.hpp"

using namespace earwitness;

TEST_CASE("bag-info: lines end in LF, CR or both, and a value goes on in lines that are indented") {
  for (const std::string end : {"\n", "\r", "\r\n"}) {
    CAPTURE(end);
    const auto info = bag::parse_info("Title: one" + end + "  two" + end + "\tthree  " + end + "Other:x" + end);
    REQUIRE(info.size() == 2);
    CHECK(bag::value_of(info, "Title") == "one two three");
    CHECK(bag::value_of(info, "Other") == "x");
  }
}

TEST_CASE("bag-info: a label's case is no matter, its order is, and the first of two counts") {
  const auto info = bag::parse_info("contact-NAME: A\nPayload-Oxum: 1.1\nContact-Name: B\n");
  REQUIRE(info.size() == 3);
  CHECK(info[1].label == "Payload-Oxum");
  CHECK(bag::value_of(info, "Contact-Name") == "A");
  CHECK(bag::value_of(info, "Contact").empty());
}

TEST_CASE("bag-info: what is no line of it hangs on to nothing") {
  CHECK(bag::parse_info("  indented first\nno colon\n: no label\n").empty());
  const auto info = bag::parse_info("A: 1\nno colon\n  which is no part of A\nB:\n \nC: a:b\n");
  REQUIRE(info.size() == 3);
  CHECK(bag::value_of(info, "A") == "1");
  CHECK(bag::value_of(info, "B").find_first_not_of(' ') == std::string::npos);
  CHECK(bag::value_of(info, "C") == "a:b");
}

TEST_CASE("bag-info: no more lines are taken than one may have") {
  std::string text;
  for (std::size_t i = 0; i < limits::info_lines + 5; ++i) text += "A: 1\n";
  CHECK(bag::parse_info(text).size() == limits::info_lines);
}

TEST_CASE("info: its exact form is that of the program, and no other that the RFC allows") {
  const auto exact = bag::parse_exact_info("Contact-Name: A. Name\nTitle:  two: words \nEmpty: \n");
  CHECK(exact.fault.empty());
  REQUIRE(exact.lines.size() == 3);
  CHECK(exact.lines[1].value == " two: words ");
  CHECK(exact.lines[2].value.empty());
  CHECK(bag::parse_exact_info("").fault.empty());
  for (const char* other : {"A: b", "A:b\n", "A : b\n", ": b\n", "A b\n", "A: b\r\n", "A: b\n\n", "A: b\n c\n",
                            "\nA: b\n", "A: b\nA: b\n", "A: \xFF\n", "A: \xE2\x80\xAE\n", "A: \x1b\n", "A b: c\n",
                            "\xEF\xBB\xBF"
                            "A: b\n"}) {
    CAPTURE(other);
    CHECK_FALSE(bag::parse_exact_info(other).fault.empty());
  }
}
