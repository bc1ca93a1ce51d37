// SPDX-License-Identifier: MIT
#include "timeline/selection.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"

namespace earwitness::timeline {

namespace {

using std::chrono::nanoseconds;

std::chrono::seconds parse_time(std::string_view text) {
  if (const auto time = base::parse_time(text)) return *time;
  throw Error(ErrorKind::usage, std::string(text), tr("{} is not a time", base::printable(text)), Step::type_times);
}

std::string text_of(const TimeRange& range) {
  if (range.to == to_the_end) return tr("{} to the end", base::exact_clock_text(range.from));
  return fmt::format("{}-{}", base::exact_clock_text(range.from), base::exact_clock_text(range.to));
}

TimeRange in_order(const TimeRange& range) {
  if (range.from < range.to) return range;
  throw Error(ErrorKind::usage, text_of(range), tr("{} ends before it begins", text_of(range)), Step::type_times);
}

/// In order, what touches or overlaps as one: a second on the border of two is within them.
std::vector<TimeRange> merged(std::vector<TimeRange> ranges) {
  std::sort(ranges.begin(), ranges.end(), [](const auto& a, const auto& b) { return a.from < b.from; });
  std::vector<TimeRange> result;
  for (const auto& range : ranges) {
    if (!result.empty() && range.from <= result.back().to) {
      result.back().to = std::max(result.back().to, range.to);
    } else {
      result.push_back(range);
    }
  }
  return result;
}

/// Where every second of the recording lies on the clock.
class Timeline {
 public:
  explicit Timeline(const journal::JournalContent& journal) : journal_(journal), begins_(beginnings(journal)) {}

  [[nodiscard]] TimeRange place(std::size_t file, std::size_t second) const {
    const auto& s = journal_.files[file].seconds[second];
    const auto& format = journal_.format_of(journal_.files[file]);
    return {begins_[file] + length(format, s.from), begins_[file] + length(format, s.from + s.frames)};
  }
  [[nodiscard]] nanoseconds end() const {
    nanoseconds last{0};
    for (std::size_t i = 0; i < begins_.size(); ++i) {
      last = std::max(last, begins_[i] + length(journal_.format_of(journal_.files[i]), journal_.files[i].frames()));
    }
    return last;
  }
  template <typename Fits>
  [[nodiscard]] bool any_second(Fits fits) const {
    for (std::size_t f = 0; f < journal_.files.size(); ++f) {
      for (std::size_t s = 0; s < journal_.files[f].seconds.size(); ++s) {
        if (fits(place(f, s))) return true;
      }
    }
    return false;
  }

 private:
  const journal::JournalContent& journal_;
  std::vector<nanoseconds> begins_;
};

bool lies_within(const TimeRange& second, const TimeRange& range) {
  return second.from >= range.from && second.to <= range.to;
}

bool touches(const TimeRange& second, const TimeRange& range) {
  return second.to > range.from && second.from < range.to;
}

/// Whoever mistypes a time must hear of it before somebody hears what was to be withheld.
void refuse_empty(const Timeline& timeline, const std::vector<TimeRange>& ranges) {
  for (const auto& range : ranges) {
    if (timeline.any_second([&](const TimeRange& second) { return touches(second, range); })) continue;
    throw Error(ErrorKind::usage, text_of(range),
                tr("{} holds no sound: the recording ends at {}, and pauses count", text_of(range),
                   base::exact_clock_text(timeline.end())),
                Step::type_times);
  }
}

}  // namespace

TimeRange parse_range(std::string_view from, std::string_view to) {
  const TimeRange range{from.empty() ? nanoseconds{0} : parse_time(from),
                        to.empty() ? to_the_end : nanoseconds{parse_time(to)}};
  return in_order(range);
}

TimeRange parse_range(std::string_view text) {
  for (const std::string_view dash : {"-", "\u2013", "\u2014"}) {  // also as a text processor writes it
    const auto at = text.find(dash);
    if (at == std::string_view::npos) continue;
    const TimeRange range{parse_time(text.substr(0, at)), parse_time(text.substr(at + dash.size()))};
    return in_order(range);
  }
  throw Error(ErrorKind::usage, std::string(text), tr("{} is not a range of times", base::printable(text)),
              Step::type_ranges);
}

std::vector<Run> select(const journal::JournalContent& journal, const Selection& selection) {
  if (selection.track != Track::only && journal.tracks.empty()) {
    throw Error(ErrorKind::usage, "track", _("this recording has one track alone: it is not of a call"));
  }
  const Timeline timeline(journal);
  refuse_empty(timeline, selection.disclose);
  refuse_empty(timeline, selection.withhold);
  const auto disclose = merged(selection.disclose);
  const auto is_shown = [&](const TimeRange& second) {
    const auto inside = [&](const TimeRange& range) { return lies_within(second, range); };
    const auto touched = [&](const TimeRange& range) { return touches(second, range); };
    return (disclose.empty() || std::any_of(disclose.begin(), disclose.end(), inside)) &&
           std::none_of(selection.withhold.begin(), selection.withhold.end(), touched);
  };
  std::vector<Run> runs;
  bool all = true;
  for (std::size_t f = 0; f < journal.files.size(); ++f) {
    const bool is_of_side = selection.track == Track::only || journal.files[f].track == selection.track;
    for (std::size_t s = 0; s < journal.files[f].seconds.size(); ++s) {
      if (!is_of_side || !is_shown(timeline.place(f, s))) {
        all = false;
      } else if (!runs.empty() && runs.back().file == f && runs.back().end == s) {
        runs.back().end = s + 1;
      } else {
        runs.push_back({f, s, s + 1});
      }
    }
  }
  if (runs.empty()) {
    throw Error(ErrorKind::usage, {}, _("no whole second of sound would be disclosed"),
                selection.disclose.empty() ? _("withhold a shorter part") : _("disclose a longer part"));
  }
  if (all) {
    throw Error(ErrorKind::usage, {}, _("all of the recording would be disclosed, and nothing withheld"),
                Step::export_recording);
  }
  return runs;
}

}  // namespace earwitness::timeline
