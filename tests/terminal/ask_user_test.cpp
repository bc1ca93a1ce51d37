// SPDX-License-Identifier: MIT
//
// What a typed answer means. The questions themselves are asked at a terminal: tests/system/questions_test.py.
#include "terminal/ask_user.hpp"

#include "tests/catch.hpp"

using namespace earwitness;

TEST_CASE("ask: yes is yes however it is typed, in either language") {
  for (const char* answer : {"y",  "Y",  "yes", "Yes", "YES", "yes.", "Yes!",    " yes ", "\"yes\"", "j", "J",
                             "ja", "Ja", "JA",  "ja.", "Ja!", "yep",  "jazeker", "jawel", "y.",      "já"}) {
    CAPTURE(answer);
    CHECK(terminal::yes_or_no(answer) == true);
  }
}

TEST_CASE("ask: a polite word after it changes nothing, any other one asks again") {
  for (const char* answer :
       {"ja hoor", "Ja, hoor!", "ja graag", "yes please", "Yes, of course.", "ja natuurlijk", "jazeker hoor"}) {
    CAPTURE(answer);
    CHECK(terminal::yes_or_no(answer) == true);
  }
  for (const char* answer : {"nee hoor", "no thanks", "No, thank you.", "nee, dank je", "nee bedankt"}) {
    CAPTURE(answer);
    CHECK(terminal::yes_or_no(answer) == false);
  }
  for (const char* answer :
       {"ja maar niet altijd", "yes but no", "hoor", "please", "ja nee", "no yes", "yes, thank you not"}) {
    CAPTURE(answer);
    CHECK_FALSE(terminal::yes_or_no(answer).has_value());
  }
}

TEST_CASE("ask: no is no, and what is neither is no answer") {
  for (const char* answer : {"n", "N", "no", "No.", "NO", "nee", "Nee!", "neen", "nope"}) {
    CAPTURE(answer);
    CHECK(terminal::yes_or_no(answer) == false);
  }
  for (const char* answer :
       {"", " ", "maybe", "yesno", "not yet", "yes and no", "x", "0", "ja maar", "ye s not", "."}) {
    CAPTURE(answer);
    CHECK_FALSE(terminal::yes_or_no(answer).has_value());
  }
}

TEST_CASE("ask: stray bytes and keys that move the cursor are no answer") {
  for (const char* answer :
       {"\xff", "y\xff", "\xc3", "ja\xe9", "n\x80", "\x1b[Ay", "y\x1b", "yes\nno", "y\x01", "no\x7f"}) {
    CAPTURE(answer);
    CHECK_FALSE(terminal::yes_or_no(answer).has_value());
  }
}
