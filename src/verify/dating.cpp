// SPDX-License-Identifier: MIT
#include "verify/dating.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "base/length_words.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "journal/journal_times.hpp"

namespace earwitness::verify_detail {

namespace {

constexpr std::size_t max_doubts = 100;

using base::seconds_between;

double seconds_of_mono(std::int64_t from_ns, std::int64_t to_ns) {
  return (static_cast<double>(to_ns) - static_cast<double>(from_ns)) / 1e9;
}

constexpr std::int64_t nanoseconds_a_second = 1'000'000'000;

/// What decides whether something was altered is reckoned in whole nanoseconds, so that all readers decide alike; what
/// lies too far apart to be counted is as far as can be.
std::int64_t nanoseconds_between(UtcTime from, UtcTime to) {
  constexpr std::int64_t farthest = std::int64_t{1} << 61;
  std::int64_t passed = 0;
  if (__builtin_sub_overflow(to.time_since_epoch().count(), from.time_since_epoch().count(), &passed))
    return to < from ? -farthest : farthest;
  return std::clamp(passed, -farthest, farthest);
}

std::int64_t to_nanoseconds(double seconds) { return std::llround(seconds * 1e9); }

/// What the journal knows of the moment at which the stamp was made: not before `earliest`, not after `latest`.
struct Bounds {
  Moment earliest;
  std::optional<Moment> latest;  ///< nothing for a seal, which may be stamped years later
};

Bounds bounds_of(const Held& held, const JournalStamps& journal) {
  if (!held.in_journal) return {journal.ended, std::nullopt};
  return {held.in_journal->covered, held.in_journal->written};
}

/// Over the seal of what was recovered, by whichever clock was there then.
bool is_before_recovery(const Held& held, const JournalStamps& journal) {
  return !held.in_journal && journal.recovered &&
         nanoseconds_between(held.time, journal.sealed_after) >
             to_nanoseconds(clock_tolerance_seconds) + to_nanoseconds(held.stamp.accuracy_seconds);
}

std::string against_clock(const Held& held, const JournalStamps& journal) {
  const auto bounds = bounds_of(held, journal);
  const auto tolerance =
      to_nanoseconds(held.stamp.accuracy_seconds) +
      to_nanoseconds(journal.clock_synchronised ? clock_tolerance_synchronised_seconds : clock_tolerance_seconds);
  if (nanoseconds_between(held.time, bounds.earliest.utc) > tolerance) {
    return tr("it is of {}, and what it is over was written at {} by the recorder's clock", base::rfc3339(held.time),
              base::rfc3339(bounds.earliest.utc));
  }
  if (is_before_recovery(held, journal)) {
    return tr("it is of {}, and what it is over was written at {} by the recorder's clock", base::rfc3339(held.time),
              base::rfc3339(journal.sealed_after));
  }
  if (bounds.latest && nanoseconds_between(bounds.latest->utc, held.time) > tolerance) {
    return tr("it is of {}, and it was written down at {} by the recorder's clock", base::rfc3339(held.time),
              base::rfc3339(bounds.latest->utc));
  }
  return {};
}

double window_tolerance(const Held& held, const Held& earlier) {
  return window_tolerance_seconds + held.stamp.accuracy_seconds + earlier.stamp.accuracy_seconds;
}

/// Between the two at least so much time passed as the journal counts from the first one's line to what the second one
/// is over: a journal can't hold more time than went by.
std::string against_earlier(const Held& held, const Held& earlier, const JournalStamps& journal) {
  const auto counted =
      std::max<std::int64_t>(0, bounds_of(held, journal).earliest.mono_ns - earlier.in_journal->written.mono_ns);
  const auto passed = nanoseconds_between(earlier.time, held.time);
  const auto tolerance = to_nanoseconds(window_tolerance_seconds) + to_nanoseconds(held.stamp.accuracy_seconds) +
                         to_nanoseconds(earlier.stamp.accuracy_seconds) + counted / clock_rate_part;
  if (passed >= counted - tolerance) return {};
  return tr("{:.0f} seconds lie between it and the time stamp in line {}, and the journal counts {:.0f}",
            static_cast<double>(passed) / nanoseconds_a_second, earlier.in_journal->line,
            static_cast<double>(counted) / nanoseconds_a_second);
}

/// Whether the checker has a reason to believe it.
bool is_believed(const Held& held) { return held.stamp.root_known && held.stamp.weaknesses.empty(); }

/// The earliest that is believed, else the earliest.
bool is_better(const Held& held, const Held* best) {
  if (best == nullptr) return true;
  if (is_believed(held) != is_believed(*best)) return is_believed(held);
  if (held.stamp.root_known != best->stamp.root_known) return held.stamp.root_known;
  return held.time < best->time;
}

const Held* best_over_open(const std::vector<Held>& stamps) {
  const Held* best = nullptr;
  for (const auto& held : stamps) {
    if (held.in_journal && held.in_journal->covers == 1 && is_better(held, best)) best = &held;
  }
  return best;
}

const Held* best_over_seal(const std::vector<Held>& stamps) {
  const Held* best = nullptr;
  for (const auto& held : stamps) {
    if (!held.in_journal && is_better(held, best)) best = &held;
  }
  return best;
}

std::string too_much_sound(double sound, double passed) {
  return tr(
      "{:.0f} seconds of sound were written down between two time stamps that are {:.0f} seconds apart: they were "
      "not recorded between them",
      sound, std::max(passed, 0.0));
}

/// Of the track that had most of it between the two: the one that has most in all may have been silent then.
double sound_between(const Moment& from, const Moment& to) {
  double sound = to.sound_seconds - from.sound_seconds;
  for (std::size_t track = 0; track < to.track_seconds.size(); ++track) {
    sound = std::max(sound, to.track_seconds[track] - from.track_seconds[track]);
  }
  return sound;
}

/// Sound was not made while the recorder says that it was, where more of it was written down between two stamps than
/// there was time; and a journal that counts less time than passed does not tell what it was used for.
void doubt_window(const Held& earlier, const Held& later, std::vector<std::string>& doubts) {
  const auto& from = earlier.in_journal->written;
  const auto& to = later.in_journal->covered;
  const double passed = seconds_between(earlier.time, later.time);
  const double sound = sound_between(from, to);
  const double tolerance = window_tolerance(later, earlier);
  if (sound > passed * (1 + journal::rate_tolerance) + tolerance + waiting_sound_seconds) {
    doubts.push_back(too_much_sound(sound, passed));
  }
  const auto& until = later.in_journal->written;
  const double counted = seconds_of_mono(earlier.in_journal->covered.mono_ns, until.mono_ns) +
                         std::max(0.0, until.stepped_seconds - earlier.in_journal->covered.stepped_seconds);
  if (passed > counted * (1 + clock_rate_tolerance) + tolerance) {
    doubts.push_back(
        tr("{:.0f} seconds passed between the time stamps in lines {} and {}, and the journal counts {:.0f}", passed,
           earlier.in_journal->line, later.in_journal->line, counted));
  }
}

/// A clock that was off by more than one may be says nothing of when anything was, though it says so of itself.
void doubt_clock(const JournalStamps& journal, std::vector<std::string>& doubts) {
  double farthest = 0;
  double total = 0;
  for (const auto& step : journal.clock_steps) {
    total += step.seconds;
    if (std::abs(total) > std::abs(farthest)) farthest = total;
  }
  if (std::abs(farthest) <= clock_tolerance_seconds) return;
  doubts.push_back(
      tr("the recorder's clock was set by {} while it recorded, as its journal says: by which of the two times it "
         "began is not known",
         base::seconds_words(farthest)));
}

void doubt_windows(const std::vector<Held>& stamps, std::vector<std::string>& doubts) {
  const Held* earlier = nullptr;
  for (const auto& held : stamps) {
    if (!held.in_journal) continue;
    if (earlier != nullptr && doubts.size() < max_doubts) doubt_window(*earlier, held, doubts);
    earlier = &held;
  }
}

/// What lies between the two that bound the recording.
void tell_slack(const Held& begun, const Held& sealed, const JournalStamps& journal, double sound_seconds,
                Dating& dating) {
  const auto& from = begun.in_journal->written;
  const double passed = seconds_between(begun.time, sealed.time);
  const double sound = std::max(0.0, sound_seconds - from.sound_seconds);
  const double most = std::max(sound, sound_between(from, journal.ended));
  if (most > passed * (1 + journal::rate_tolerance) + window_tolerance(sealed, begun)) {
    dating.doubts.push_back(too_much_sound(most, passed));
  }
  // One that nobody believes says nothing of how long it was until the other.
  if (is_believed(sealed) && !is_believed(begun)) return;
  dating.slack_seconds = std::max(0.0, passed - sound);
  dating.pause_seconds = journal.ended.pause_seconds - from.pause_seconds;
  dating.break_seconds = journal.ended.break_seconds - from.break_seconds;
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

Dating date(const std::vector<Held>& stamps, const JournalStamps& journal, double sound_seconds) {
  Dating dating;
  for (const auto& held : stamps) dating.stamps.push_back(held.stamp);
  const auto* begun = best_over_open(stamps);
  const auto* sealed = best_over_seal(stamps);
  if (begun != nullptr) {
    dating.begun_by = base::rfc3339(begun->time);
    dating.begun_believed = is_believed(*begun);
    dating.after_line = begun->in_journal->line;
    // The answer came between the line that it covers and its own: its middle is as good as one gets.
    const auto asked = begun->in_journal->covered.utc;
    dating.clock_ahead_seconds =
        seconds_between(begun->time, asked) + seconds_between(asked, begun->in_journal->written.utc) / 2;
  }
  if (sealed == nullptr) return dating;
  dating.existed_by = base::rfc3339(sealed->time);
  dating.existed_believed = is_believed(*sealed);
  dating.revocation_known = sealed->stamp.revocation_known;
  dating.doubts = journal.doubts;
  doubt_clock(journal, dating.doubts);
  doubt_windows(stamps, dating.doubts);
  if (begun != nullptr) tell_slack(*begun, *sealed, journal, sound_seconds, dating);
  dating.proven = is_believed(*sealed) && dating.doubts.empty();
  double after_end = seconds_between(journal.ended.utc, sealed->time);
  if (dating.slack_seconds) {  // without the recorder's wall clock
    const double counted = seconds_of_mono(begun->in_journal->written.mono_ns, journal.ended.mono_ns);
    after_end = seconds_between(begun->time, sealed->time) - std::max(0.0, counted);
  }
  if (after_end > late_after_seconds) dating.late_by_seconds = after_end;
  return dating;
}

}  // namespace earwitness::verify_detail
