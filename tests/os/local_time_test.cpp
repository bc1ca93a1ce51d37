// SPDX-License-Identifier: MIT
#include "os/local_time.hpp"

#include <string>

#include "base/time.hpp"
#include "base/translate.hpp"
#include "tests/catch.hpp"

using namespace earwitness;

TEST_CASE("local time: what a person types is the moment that it is shown as") {
  for (const char* text : {"2026-11-23 15:30:05", "2026-07-01 00:00:00", "1999-12-31 23:59:59"}) {
    const auto time = os::parse_local(text);
    REQUIRE(time);
    CHECK(os::local_text(*time) == text);
  }
  CHECK(os::parse_local("2026-11-23T15:30") == os::parse_local("2026-11-23 15:30:00"));
  CHECK(os::parse_local("2026-11-23") == os::parse_local("2026-11-23 00:00:00"));
}

TEST_CASE("local time: what is none is refused") {
  for (const char* text : {"",
                           "2026",
                           "2026-11",
                           "2026-11-23 15",
                           "2026-11-23 15:3",
                           "2026-02-30",
                           "2026-13-01",
                           "2026-11-23 24:00",
                           "2026-11-23 15:60",
                           "23-11-2026",
                           "2026-11-23 15:30:05x",
                           "-026-11-23",
                           "2026-11-23x15:30",
                           "2026-11--1",
                           "2026-11-23 15:30:60",
                           " 2026-11-23",
                           "2026-11-23 ",
                           "2026-1-23",
                           "2201-01-01",
                           "1899-12-31"}) {
    CAPTURE(text);
    CHECK_FALSE(os::parse_local(text));
  }
}

TEST_CASE("local time: a moment is shown in words of the language, on the clock that it would be typed on") {
  const auto time = os::parse_local("2026-11-24 07:58:56");
  REQUIRE(time);
  CHECK(os::local_date_and_clock(*time) == "24 November 2026, 07:58:56");
  CHECK(os::local_clock(*time) == "07:58:56");
  CHECK(os::local_moment(*time) == "Tuesday 24 November 2026, 07:58:56 (" + os::offset_from_utc(*time) + ")");
  base::set_language(base::Language::dutch);
  CHECK(os::local_date_and_clock(*time) == "24 november 2026, 07:58:56");
  CHECK(os::local_date(*os::parse_local("2026-03-01")) == "1 maart 2026");
  base::set_language(base::Language::english);
}
