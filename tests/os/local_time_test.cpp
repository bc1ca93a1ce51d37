// SPDX-License-Identifier: MIT
#include "os/local_time.hpp"

#include <time.h>

#include <string>

#include "base/time.hpp"
#include "base/translate.hpp"
#include "os/environment.hpp"
#include "tests/catch.hpp"

using namespace earwitness;

namespace {

/// The time zone of this process, for as long as it lives.
class ZoneOfTest {
 public:
  explicit ZoneOfTest(const char* name) {
    if (const auto before = os::environment("TZ")) before_ = *before;
    os::set_environment("TZ", name);
    ::tzset();
  }
  ~ZoneOfTest() {
    os::set_environment("TZ", before_);
    ::tzset();
  }
  ZoneOfTest(const ZoneOfTest&) = delete;
  ZoneOfTest& operator=(const ZoneOfTest&) = delete;

 private:
  std::string before_;
};

}  // namespace

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

TEST_CASE("local time: an hour that was there twice, or never, is told") {
  const ZoneOfTest zone("Europe/Amsterdam");
  using Kind = os::TypedTime::Kind;
  const auto twice = os::read_local("2026-10-25 02:30");
  REQUIRE(twice);
  CHECK(twice->kind == Kind::twice);
  CHECK(twice->time == base::parse_rfc3339("2026-10-25T00:30:00Z"));
  CHECK(twice->second == base::parse_rfc3339("2026-10-25T01:30:00Z"));
  CHECK(os::local_rfc3339(twice->time) == "2026-10-25T02:30:00+02:00");
  CHECK(os::local_rfc3339(*twice->second) == "2026-10-25T02:30:00+01:00");
  const auto never = os::read_local("2026-03-29 02:30");
  REQUIRE(never);
  CHECK(never->kind == Kind::never);
  CHECK(never->time == base::parse_rfc3339("2026-03-29T01:30:00Z"));
  for (const char* text : {"2026-03-29 01:59:59", "2026-03-29 03:00", "2026-10-25 01:59:59", "2026-10-25 03:00",
                           "2026-07-01 12:00", "2026-01-01 00:00", "2026-03-28 02:30", "2026-10-26 02:30"}) {
    CAPTURE(text);
    const auto once = os::read_local(text);
    REQUIRE(once);
    CHECK(once->kind == Kind::once);
    CHECK_FALSE(once->is_day);
    CHECK(os::local_text(once->time).starts_with(text));
  }
  CHECK(os::read_local("2026-10-25")->is_day);
}

TEST_CASE("local time: days that begin late, and zones that change by half an hour or skip a day") {
  using Kind = os::TypedTime::Kind;
  {
    const ZoneOfTest zone("Australia/Lord_Howe");  // back by half an hour at 02:00
    CHECK(os::read_local("2026-04-05 01:45")->kind == Kind::twice);
    CHECK(os::read_local("2026-04-05 01:15")->kind == Kind::once);
    CHECK(os::read_local("2026-10-04 02:15")->kind == Kind::never);
  }
  {
    const ZoneOfTest zone("Africa/Cairo");  // forward at midnight
    CHECK(os::read_local("2026-04-24")->kind == Kind::never);
    CHECK(os::read_local("2026-04-24 01:00")->kind == Kind::once);
  }
  {
    const ZoneOfTest zone("Pacific/Apia");  // had no 30 December 2011
    CHECK(os::read_local("2011-12-30 12:00")->kind == Kind::never);
    CHECK(os::read_local("2011-12-29 12:00")->kind == Kind::once);
    CHECK(os::read_local("2011-12-31 12:00")->kind == Kind::once);
  }
  const ZoneOfTest zone("UTC");
  CHECK(os::read_local("2026-03-29 02:30")->kind == Kind::once);
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
