// SPDX-License-Identifier: MIT
//
// A warning is said once when it begins and once when it ends, and its whole length is known at the end.
#include "record/warnings.hpp"

#include "tests/catch.hpp"

using namespace earwitness;
using namespace std::chrono;
using record::SignalWatch;
using record::Warning;
using record::Warnings;

TEST_CASE("warnings: each change is told once, all spells are summed, one that lasts counts until now") {
  Warnings warnings;
  const auto at = [](seconds s) { return BootTime{s}; };
  CHECK_FALSE(warnings.update(Warning::muted, false, at(1s)));
  const auto begins = warnings.update(Warning::muted, true, at(10s));
  REQUIRE(begins.has_value());
  CHECK(begins->begins);
  CHECK_FALSE(warnings.update(Warning::muted, true, at(12s)));
  const auto ends = warnings.update(Warning::muted, false, at(15s));
  REQUIRE(ends.has_value());
  CHECK_FALSE(ends->begins);
  CHECK(warnings.update(Warning::muted, true, at(20s)).has_value());
  const auto all = warnings.summary(at(21s));
  REQUIRE(all.size() == 1);
  CHECK(all[0].warning == Warning::muted);
  CHECK(all[0].lasted == 6s);
}

TEST_CASE("warnings: in a pause, and while the machine slept, nothing was recorded, so nothing of the sound lasted") {
  Warnings warnings;
  const auto at = [](seconds s) { return BootTime{s}; };
  const auto lasted = [&](seconds s) {
    std::vector<std::int64_t> all;
    for (const auto& summary : warnings.summary(at(s))) all.push_back(duration_cast<seconds>(summary.lasted).count());
    return all;
  };
  using Seconds = std::vector<std::int64_t>;
  (void)warnings.update(Warning::disk_low, true, at(10s));
  (void)warnings.update(Warning::monitor, true, at(10s));
  warnings.pause(at(15s));
  CHECK(lasted(18s) == Seconds{8, 5});  // by their order in the list of warnings
  warnings.leave_out(2s);               // slept in the pause
  warnings.resume(at(20s));
  CHECK(lasted(22s) == Seconds{12, 7});
  warnings.leave_out(60s);
  CHECK(lasted(83s) == Seconds{73, 8});
  (void)warnings.update(Warning::monitor, false, at(84s));
  CHECK(lasted(90s) == Seconds{80, 9});
  warnings.pause(at(90s));
  (void)warnings.update(Warning::monitor, true, at(92s));  // told in the pause
  CHECK(lasted(95s) == Seconds{85, 9});
  warnings.resume(at(96s));
  CHECK(lasted(97s) == Seconds{87, 10});
}

TEST_CASE("warnings: as muted after five seconds under the level of any live microphone, and not one block sooner") {
  SignalWatch watch;
  for (int i = 0; i < 19; ++i) watch.add(0.001, 0, 250ms);
  CHECK_FALSE(watch.muted());
  watch.add(0.001, 0, 250ms);
  CHECK(watch.muted());
  watch.add(0.0042, 0, 250ms);  // the quietest live microphone that was measured
  CHECK_FALSE(watch.muted());
}

TEST_CASE("warnings: clipping lasts two seconds beyond the last clipped sample") {
  SignalWatch watch;
  watch.add(0.5, 0, 250ms);
  CHECK_FALSE(watch.clipping());
  watch.add(1.0, 3, 250ms);
  CHECK(watch.clipping());
  for (int i = 0; i < 7; ++i) watch.add(0.5, 0, 250ms);
  CHECK(watch.clipping());
  watch.add(0.5, 0, 250ms);
  CHECK_FALSE(watch.clipping());
}

TEST_CASE(
    "warnings: a writer that makes no round while whoever looks does waits for the disk, and a process that was "
    "stopped not") {
  record::WriterWatch watch;
  const BootTime begin{1h};
  std::uint64_t rounds = 0;
  for (auto at = begin; at < begin + 60s; at += 500ms) watch.note_rounds(++rounds, at);
  CHECK_FALSE(watch.is_stalled());
  watch.note_rounds(rounds, begin + 61s);
  watch.note_rounds(rounds, begin + 62s);
  CHECK_FALSE(watch.is_stalled());
  watch.note_rounds(rounds, begin + 64s);
  CHECK(watch.is_stalled());
  watch.note_rounds(++rounds, begin + 64s + 500ms);
  CHECK_FALSE(watch.is_stalled());
  watch.note_rounds(rounds, begin + 1h);  // the whole process stood still
  watch.note_rounds(rounds, begin + 1h + 500ms);
  CHECK_FALSE(watch.is_stalled());
}
