// SPDX-License-Identifier: MIT
//
// When a file says that it was recorded, by its tags or its name.
#include "derive/claimed_time.hpp"

#include "base/time.hpp"
#include "os/local_time.hpp"
#include "tests/catch.hpp"

using namespace earwitness;
using namespace std::chrono_literals;

namespace {

const UtcTime now = *base::parse_rfc3339("2026-11-29T12:00:00Z");

std::string of_tags(const std::vector<media::Claim>& claims, const std::string& name = "x.m4a") {
  const auto found = derive::claimed_time(name, claims, now);
  return found ? base::rfc3339(found->time).substr(0, 19) : std::string();
}

/// In the machine's own zone, as it was meant.
std::string of_name(const std::string& name) {
  const auto found = derive::claimed_time(name, {}, now);
  if (!found) return {};
  CHECK(found->source == derive::ClaimedTime::Source::name);
  return os::local_text(found->time);
}

}  // namespace

TEST_CASE("claimed time: a tag with its own offset counts before one in UTC, and that before others") {
  CHECK(of_tags({{"created", "2026-11-23T15:30:00.000000Z"}}) == "2026-11-23T15:30:00");
  CHECK(of_tags({{"created", "2026-11-23T15:30:00Z"}, {"created", "2026-11-22T16:30:00+0100"}}) ==
        "2026-11-22T15:30:00");
  CHECK(of_tags({{"created", "2026-11-22T16:30:00.25+01:00"}}) == "2026-11-22T15:30:00");
  CHECK(of_tags({{"created", "2026-11-22T12:30:00-03:30"}}) == "2026-11-22T16:00:00");
  const auto local = os::parse_local("2026-11-21 15:30:05");
  CHECK(of_tags({{"origination date", "2026-11-21"}, {"origination time", "15:30:05"}}) ==
        base::rfc3339(*local).substr(0, 19));
  CHECK(of_tags({{"date", "2026-11-21 15:30:05"}}) == base::rfc3339(*local).substr(0, 19));
}

TEST_CASE("claimed time: a clock that was never set, a time ahead and what is no time are not believed") {
  for (const char* words : {"1904-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "2027-01-01T00:00:00Z", "2026", "yesterday",
                            "2026-13-01T00:00:00Z", "", "-", "2026-11-2", "2026-11-xxT15:30:00Z"}) {
    CAPTURE(words);
    CHECK(of_tags({{"created", words}}).empty());
  }
  CHECK(of_tags({{"created", "2026-11-23T25:61:00Z"}}) == "2026-11-23T00:00:00");
  CHECK(of_tags({{"created", "2026-11-23T15:30:00+"}}).substr(0, 4) == "2026");
}

TEST_CASE("claimed time: of what says the day alone nobody knows the time") {
  const auto is_day = [](const std::string& name, const std::vector<media::Claim>& claims) {
    return derive::claimed_time(name, claims, now)->is_day;
  };
  CHECK(is_day("PTT-20261123-WA0003.opus", {}));
  CHECK_FALSE(is_day("Voice 261123_153005.m4a", {}));
  CHECK(is_day("x.mp3", {{"date", "2026-11-23"}}));
  CHECK(is_day("x.wav", {{"origination date", "2026-11-21"}}));
  CHECK_FALSE(is_day("x.wav", {{"origination date", "2026-11-21"}, {"origination time", "15:30:05"}}));
  CHECK_FALSE(is_day("PTT-20261123-WA0003.opus", {{"created", "2026-11-23T15:30:00Z"}}));
}

TEST_CASE("claimed time: names as telephones and meeting programs give them") {
  CHECK(of_name("PTT-20261123-WA0003.opus") == "2026-11-23 00:00:00");
  CHECK(of_name("Voice 261123_153005.m4a") == "2026-11-23 15:30:05");
  CHECK(of_name("Recording_20261123_153005.m4a") == "2026-11-23 15:30:05");
  CHECK(of_name("20261123153005.amr") == "2026-11-23 15:30:05");
  CHECK(of_name("2026-11-23 15.30.05.mp4") == "2026-11-23 15:30:05");
  CHECK(of_name("WhatsApp Audio 2026-11-23 at 15.30.05.mpeg") == "2026-11-23 15:30:05");
  CHECK(of_name("GMT20261123-153005_Recording.m4a") == os::local_text(*base::parse_rfc3339("2026-11-23T15:30:05Z")));
  for (const char* name : {"New Recording 12.m4a", "20261323.wav", "120261123.wav", "20991231.wav", "", "1234567",
                           "a_.m4a", "999999_999999.m4a"}) {
    CAPTURE(name);
    CHECK(of_name(name).empty());
  }
}
