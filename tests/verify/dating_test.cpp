// SPDX-License-Identifier: MIT
//
// Time stamps of a call against the sound of each of its tracks.
#include "verify/dating.hpp"

#include <algorithm>

#include "tests/catch.hpp"

using namespace earwitness;
using verify_detail::Held;
using verify_detail::JournalStamp;
using verify_detail::JournalStamps;
using verify_detail::Moment;

namespace {

/// Doubts where the near side has 1000 seconds before the first of two stamps that are 300 seconds apart, and the far
/// side so many between them.
std::size_t doubts_of(double far_seconds) {
  using std::chrono::seconds;
  const auto moment = [](int at, double near, double far) {
    Moment told;
    told.utc = UtcTime{} + seconds(at);
    told.mono_ns = std::int64_t{at} * 1'000'000'000;
    told.sound_seconds = std::max(near, far);
    told.track_seconds = {0, far, near};
    return told;
  };
  const auto stamp = [](int at, const Moment& then) {
    JournalStamp line;
    line.covers = static_cast<std::uint64_t>(at);
    line.line = line.covers + 1;
    line.covered = line.written = then;
    return Held{{}, UtcTime{} + seconds(at), line};
  };
  const auto first = moment(1000, 1000, 0);
  const auto second = moment(1300, 1000, far_seconds);
  JournalStamps journal;
  journal.ended = second;
  return verify_detail::date({stamp(1000, first), stamp(1300, second), Held{{}, UtcTime{} + seconds(1301), {}}},
                             journal, 1000)
      .doubts.size();
}

}  // namespace

TEST_CASE(
    "dating: of a call each track is held against the time between two stamps, also the one that has less in all") {
  CHECK(doubts_of(300) == 0);
  CHECK(doubts_of(900) == 1);
}

TEST_CASE("dating: what passed between two stamps is held against what the journal counts to the nanosecond") {
  using std::chrono::nanoseconds;
  using std::chrono::seconds;
  const auto contradicted = [](nanoseconds passed) {
    JournalStamp line;
    line.covers = 1;
    line.line = 2;
    line.covered.utc = line.written.utc = UtcTime{} + seconds(1000);
    JournalStamps journal;
    journal.ended.utc = UtcTime{} + seconds(2000);
    journal.ended.mono_ns = 1'000'000'000'000;  // so many after the first stamp's line
    Held first{{}, UtcTime{} + seconds(1000), line};
    Held second{{}, first.time + passed, {}};
    first.stamp.accuracy_seconds = 0.1;
    second.stamp.accuracy_seconds = 0.4;
    return verify_detail::contradictions({first, second}, journal).size();
  };
  // 1000 s are counted: less 5 s, 0.5 s of accuracy and a thousandth.
  CHECK(contradicted(std::chrono::milliseconds(993'500)) == 0);
  CHECK(contradicted(std::chrono::milliseconds(993'500) - nanoseconds(1)) == 1);
}
