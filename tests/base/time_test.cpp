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

TEST_CASE("time: lengths as people type them") {
  CHECK(base::parse_duration("90") == 90s);
  CHECK(base::parse_duration("90s") == 90s);
  CHECK(base::parse_duration("45m") == 45min);
  CHECK(base::parse_duration("2h") == 2h);
  CHECK(base::parse_duration("1h30m") == 90min);
  CHECK(base::parse_duration("1h30m15s") == 5415s);
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
