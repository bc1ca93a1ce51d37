// SPDX-License-Identifier: MIT
#include "base/time.hpp"

#include "tests/catch.hpp"

using namespace earwitness;
using namespace std::chrono;

TEST_CASE("time: RFC 3339 with nanoseconds, there and back") {
  const UtcTime time{sys_days{year{2026} / 11 / 23} + 14h + 30min + 5s + 123456789ns};
  CHECK(base::rfc3339(time) == "2026-11-23T14:30:05.123456789Z");
  CHECK(base::parse_rfc3339("2026-11-23T14:30:05.123456789Z") == time);
  CHECK(base::rfc3339(UtcTime{-1ns}) == "1969-12-31T23:59:59.999999999Z");
  CHECK(base::parse_rfc3339("1969-12-31T23:59:59.999999999Z") == UtcTime{-1ns});
}

TEST_CASE("time: what is not a time is nothing") {
  for (const char* text :
       {"", "2026-11-23", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-11-23T24:00:00Z", "2026-11-23T14:30:05",
        "2026-11-23T14:30:05.Z", "2026-11-23T14:30:05.1234567890Z", "2026-11-23 14:30:05Z", "2026-11-23T14:30:05Z ",
        "9999-11-23T14:30:05Z", "+026-11-23T14:30:05Z"}) {
    CAPTURE(text);
    CHECK_FALSE(base::parse_rfc3339(text).has_value());
  }
  CHECK(base::parse_rfc3339("2026-11-23T14:30:05Z").has_value());
}

TEST_CASE("time: RFC 3339 with an offset is the moment that it is elsewhere") {
  const auto noon = base::parse_rfc3339("2026-07-01T10:00:00Z");
  for (const char* text :
       {"2026-07-01T12:00:00+02:00", "2026-07-01T10:00:00Z", "2026-07-01t10:00:00z", "2026-07-01 12:00:00+02:00",
        "2026-07-01T12:00+02:00", "2026-07-01T10:00Z", "2026-06-30T23:30:00.000-10:30", "2026-07-01T10:00:00-00:00"}) {
    CAPTURE(text);
    CHECK(base::parse_offset_time(text) == noon);
  }
  CHECK(base::parse_offset_time("2026-07-01T12:00:00.25+02:00") == *noon + 250ms);
  for (const char* text : {"", "Z", "+02:00", "2026-07-01T12:00:00", "2026-07-01", "2026-07-01+02:00",
                           "2026-07-01T12:00:00+2:00", "2026-07-01T12:00:00+0200", "2026-07-01T12:00:00+24:00",
                           "2026-07-01T12:00:00+02:60", "2026-07-01T12:00:00Z+02:00", "2026-02-30T12:00:00+02:00",
                           "2026-07-01x12:00:00Z", "2026-07-01T12:00:00 +02:00", "1678-01-01T00:00:00+23:00"}) {
    CAPTURE(text);
    CHECK_FALSE(base::parse_offset_time(text).has_value());
  }
}

TEST_CASE("time: between two times lies any number of years") {
  const auto from = *base::parse_rfc3339("1700-01-01T00:00:00Z");
  const auto to = *base::parse_rfc3339("2026-11-29T00:00:00Z");
  CHECK(base::seconds_between(from, to) == 119401.0 * 86400);
  CHECK(base::seconds_between(to, from) == -119401.0 * 86400);
}

TEST_CASE("time: lengths as people type them") {
  CHECK(base::parse_duration("90") == 90s);
  CHECK(base::parse_duration("90s") == 90s);
  CHECK(base::parse_duration("45m") == 45min);
  CHECK(base::parse_duration("2h") == 2h);
  CHECK(base::parse_duration("1h30m") == 90min);
  CHECK(base::parse_duration("1h30m15s") == 5415s);
  CHECK(base::parse_duration("1u30m") == 90min);
  CHECK(base::parse_duration("45min") == 45min);
  CHECK(base::parse_duration("1:30:00") == 90min);
  CHECK_FALSE(base::parse_duration("1:30").has_value());  // hours, or minutes?
  for (const char* text :
       {"", "h", "2x", "30m1h", "1h1h", "-1s", "1.5h", "99999999999999999999", "9999h", " 2h", "2h "}) {
    CAPTURE(text);
    CHECK_FALSE(base::parse_duration(text).has_value());
  }
}

TEST_CASE("time: lengths as a clock shows them") {
  CHECK(base::clock_text(0s) == "00:00");
  CHECK(base::clock_text(754s) == "12:34");
  CHECK(base::clock_text(3661s) == "1:01:01");
  CHECK(base::clock_text(-5s) == "00:00");
}

TEST_CASE("time: a time in a recording is a clock or a length since its start") {
  CHECK(base::parse_time("5") == 5s);
  CHECK(base::parse_time("90s") == 90s);
  CHECK(base::parse_time("1h2m") == 62min);
  CHECK(base::parse_time("12:34") == 754s);
  CHECK(base::parse_time(" 1:02:03 ") == 3723s);
  for (const char* text : {"", " ", ":", "5x", "1:2:3", "-5", "1:00-2:00"}) {
    CAPTURE(text);
    CHECK_FALSE(base::parse_time(text).has_value());
  }
}

TEST_CASE("time: a time on a recording's clock as people type it, and back to the millisecond") {
  CHECK(base::parse_clock("12:34") == 754s);
  CHECK(base::parse_clock("0:00") == 0s);
  CHECK(base::parse_clock("90:00") == 90min);
  CHECK(base::parse_clock("1:02:03") == 3723s);
  CHECK(base::parse_clock("00:00:01") == 1s);
  for (const char* text : {"", "12", ":30", "12:", "12:3", "12:60", "1:60:00", "1:2:03", "1:02:03:04", "-1:00", "1:-2",
                           " 1:00", "1:00 ", "1:00.5", "9999:00", "12:34:", "a:00"}) {
    CAPTURE(text);
    CHECK_FALSE(base::parse_clock(text).has_value());
  }
  CHECK(base::exact_clock_text(754s) == "12:34");
  CHECK(base::exact_clock_text(754s + 50ms) == "12:34.050");
}
