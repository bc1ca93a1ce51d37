// SPDX-License-Identifier: MIT
#include "verify/dating.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "base/time.hpp"
#include "base/translate.hpp"

namespace earwitness::verify_detail {

namespace {

double seconds_between(UtcTime from, UtcTime to) { return std::chrono::duration<double>(to - from).count(); }

double seconds_of_mono(std::int64_t from_ns, std::int64_t to_ns) {
  return (static_cast<double>(to_ns) - static_cast<double>(from_ns)) / 1e9;
}

/// What the journal knows of the moment at which the stamp was made: not before `earliest`, not after `latest`.
struct Bounds {
  Moment earliest;
  std::optional<Moment> latest;  ///< nothing for a seal, which may be stamped years later
};

Bounds bounds_of(const Held& held, const JournalStamps& journal) {
  if (!held.in_journal) return {journal.ended, std::nullopt};
  return {held.in_journal->covered, held.in_journal->written};
}

std::string against_clock(const Held& held, const JournalStamps& journal) {
  const auto bounds = bounds_of(held, journal);
  const double tolerance =
      held.stamp.accuracy_seconds +
      (journal.clock_synchronised ? clock_tolerance_synchronised_seconds : clock_tolerance_seconds);
  if (seconds_between(held.time, bounds.earliest.utc) > tolerance) {
    return tr("it is of {}, and what it is over was written at {} by the recorder's clock", base::rfc3339(held.time),
              base::rfc3339(bounds.earliest.utc));
  }
  if (bounds.latest && seconds_between(bounds.latest->utc, held.time) > tolerance) {
    return tr("it is of {}, and it was written down at {} by the recorder's clock", base::rfc3339(held.time),
              base::rfc3339(bounds.latest->utc));
  }
  return {};
}

/// Between the two at least so much time passed as the journal counts from the first one's line to what the second one
/// is over: a journal can't hold more time than went by.
std::string against_earlier(const Held& held, const Held& earlier, const JournalStamps& journal) {
  const double counted =
      seconds_of_mono(earlier.in_journal->written.mono_ns, bounds_of(held, journal).earliest.mono_ns);
  const double passed = seconds_between(earlier.time, held.time);
  const double tolerance = window_tolerance_seconds + held.stamp.accuracy_seconds + earlier.stamp.accuracy_seconds;
  if (passed + tolerance >= std::max(counted, 0.0)) return {};
  return tr("{:.0f} seconds lie between it and the time stamp in line {}, and the journal counts {:.0f}", passed,
            earlier.in_journal->line, std::max(counted, 0.0));
}

const Held* first_over_open(const std::vector<Held>& stamps) {
  const Held* first = nullptr;
  for (const auto& held : stamps) {
    if (!held.in_journal || held.in_journal->covers != 1) continue;
    if (first == nullptr || held.time < first->time) first = &held;
  }
  return first;
}

/// The earliest under a known root, else the earliest.
const Held* best_over_seal(const std::vector<Held>& stamps) {
  const Held* best = nullptr;
  for (const auto& held : stamps) {
    if (held.in_journal) continue;
    const bool better = best == nullptr || (held.stamp.root_known && !best->stamp.root_known) ||
                        (held.stamp.root_known == best->stamp.root_known && held.time < best->time);
    if (better) best = &held;
  }
  return best;
}

}  // namespace

std::vector<Contradiction> contradictions(const std::vector<Held>& stamps, const JournalStamps& journal) {
  std::vector<Contradiction> found;
  const Held* earlier = nullptr;  // the last one in the journal
  for (std::size_t i = 0; i < stamps.size(); ++i) {
    auto why = against_clock(stamps[i], journal);
    if (why.empty() && earlier != nullptr) why = against_earlier(stamps[i], *earlier, journal);
    if (!why.empty()) found.push_back({i, std::move(why)});
    if (stamps[i].in_journal) earlier = &stamps[i];
  }
  return found;
}

Dating date(const std::vector<Held>& stamps, const JournalStamps& journal) {
  Dating dating;
  for (const auto& held : stamps) dating.stamps.push_back(held.stamp);
  const auto* begun = first_over_open(stamps);
  const auto* sealed = best_over_seal(stamps);
  double accounted = 0;
  if (begun != nullptr) {
    dating.begun_by = base::rfc3339(begun->time);
    dating.after_line = begun->in_journal->line;
    accounted = std::max(0.0, seconds_of_mono(begun->in_journal->written.mono_ns, journal.ended.mono_ns));
    // The answer came between the line that it covers and its own: its middle is as good as one gets.
    const auto asked = begun->in_journal->covered.utc;
    const auto middle = asked + (begun->in_journal->written.utc - asked) / 2;
    dating.clock_ahead_seconds = seconds_between(begun->time, middle);
  }
  if (sealed == nullptr) return dating;
  dating.existed_by = base::rfc3339(sealed->time);
  dating.proven = sealed->stamp.root_known;
  double after_end = seconds_between(journal.ended.utc, sealed->time);
  if (begun != nullptr) {
    dating.slack_seconds = std::max(0.0, seconds_between(begun->time, sealed->time) - accounted);
    after_end = *dating.slack_seconds;  // without the recorder's clock
  }
  if (after_end > late_after_seconds) dating.late_by_seconds = after_end;
  return dating;
}

}  // namespace earwitness::verify_detail
