// SPDX-License-Identifier: MIT
#include "pages/report_facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "bag/layout.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "journal/salts.hpp"
#include "journal/sound_clock.hpp"
#include "json/fields.hpp"
#include "json/reader.hpp"
#include "pages/transcript_facts.hpp"
#include "timeline/call_sound.hpp"
#include "timeline/events.hpp"
#include "timeline/selection.hpp"
#include "verify/verify.hpp"

namespace earwitness::pages {

namespace {

using std::chrono::nanoseconds;
using Kind = timeline::Event::Kind;

nanoseconds of_seconds(double seconds) {
  constexpr double longest = 1e9;
  return std::chrono::duration_cast<nanoseconds>(std::chrono::duration<double>(std::clamp(seconds, 0.0, longest)));
}

class Gathering {
 public:
  Gathering(os::FileSystem& fs, Verification found, const Checker& checker) : fs_(fs), checker_(checker) {
    facts_.found = std::move(found);
  }

  ReportFacts run() {
    facts_.title = facts_.found.said.title;
    if (is_file(bag::journal_path)) take_journal();
    if (facts_.found.kind != RecordingKind::excerpt) {
      facts_.transcript = current_transcript(fs_, bag().parent_path(), facts_.found.seal, checker_);
    }
    sort();
    return std::move(facts_);
  }

 private:
  const os::Path& bag() const noexcept { return facts_.found.bag; }
  bool is_excerpt() const noexcept { return facts_.found.kind == RecordingKind::excerpt; }

  bool is_file(const char* path) const {
    const auto entry = fs_.status(bag() / path);
    return entry && entry->kind == os::EntryKind::file;
  }

  void take_journal() {
    journal_ = journal::read_journal(*fs_.open(bag() / bag::journal_path));
    if (!journal::is_known_format(journal_.format.value_or(0))) return;
    if (journal_.is_salted() && is_file(bag::salts_path)) {
      (void)journal::add_salts(journal_, *fs_.open(bag() / bag::salts_path), journal::SaltsOf::some_seconds);
    }
    facts_.audio = journal_.audio;
    facts_.tracks = journal_.tracks;
    begins_ = timeline::beginnings(journal_);
    for (std::size_t i = 0; i < journal_.files.size(); ++i) {
      const auto& file = journal_.files[i];
      const auto name = is_excerpt() ? bag::excerpt_audio_path(file.name) : file.name;
      const auto& format = journal_.format_of(file);
      facts_.stretches.push_back({name, begins_[i], timeline::length(format, file.frames()), format, file.track});
      facts_.length = std::max(facts_.length, begins_[i] + facts_.stretches.back().length);
    }
    auto told = timeline::read_events(*fs_.open(bag() / bag::journal_path), journal_,
                                      timeline::note_texts(fs_, bag(), journal_, is_excerpt()));
    facts_.events = std::move(told.events);
    facts_.devices = std::move(told.devices);
    facts_.monitors = std::move(told.monitors);
    facts_.people = std::move(told.people);
    facts_.claims = std::move(told.claims);
    // When an import was recorded is only claimed: no time of day of anything that is heard follows from that.
    if (facts_.found.source != SoundSource::imported) {
      facts_.started = base::parse_rfc3339(journal::began_utc(journal_));
    }
    if (is_excerpt()) take_withheld();
    take_altered();
    facts_.files = journal_.files;
  }

  struct Shown {
    std::size_t file;
    nanoseconds from;
    nanoseconds to;
  };

  std::vector<Shown> shown() const {
    std::vector<Shown> ranges;
    if (!is_file(bag::excerpt_path)) return ranges;
    const auto excerpt =
        json::parse_object(os::read_all(fs_, bag() / bag::excerpt_path, limits::tag_file_bytes), json::document);
    if (!excerpt) return ranges;
    json::Fields fields(*excerpt);
    for (const auto& object : fields.objects("ranges")) {
      json::Fields range(object);
      const auto name = range.text("file");
      const auto found = std::find_if(journal_.files.begin(), journal_.files.end(),
                                      [&](const auto& file) { return file.name == name; });
      if (found == journal_.files.end() || ranges.size() >= limits::excerpt_ranges) continue;
      const auto from = range.number("from", 0, found->frames());
      const auto frames = range.number("frames", 0, found->frames() - from);
      if (!range.missing().empty()) continue;
      const auto index = static_cast<std::size_t>(found - journal_.files.begin());
      ranges.push_back({index, begins_[index] + timeline::length(journal_.format_of(*found), from),
                        begins_[index] + timeline::length(journal_.format_of(*found), from + frames)});
    }
    std::sort(ranges.begin(), ranges.end(), [](const auto& a, const auto& b) { return a.from < b.from; });
    return ranges;
  }

  /// All sound that lies in no range that is shown.
  void take_withheld() {
    const auto ranges = shown();
    for (std::size_t i = 0; i < facts_.stretches.size(); ++i) {
      auto at = facts_.stretches[i].from;
      const auto end = at + facts_.stretches[i].length;
      for (const auto& range : ranges) {
        if (range.file != i) continue;
        if (range.from > at) withhold(at, range.from, file_track(i));
        at = std::max(at, range.to);
      }
      if (at < end) withhold(at, end, file_track(i));
    }
  }

  [[nodiscard]] Track file_track(std::size_t file) const { return journal_.files[file].track; }

  void withhold(nanoseconds from, nanoseconds to, Track track) {
    timeline::Event event;
    event.track = track;
    event.kind = Kind::withheld;
    if (is_remainder(facts_.found)) event.cause = timeline::cause_deleted;
    event.from = from;
    event.to = to;
    facts_.events.push_back(std::move(event));
  }

  /// Findings that have a place in the sound; of a file that is missing that is all of it.
  void take_altered() {
    for (const auto& finding : facts_.found.findings) {
      const bool is_all = finding.what == Finding::What::missing && !finding.from_seconds;
      if ((!finding.from_seconds && !is_all) || facts_.events.size() >= limits::findings) continue;
      const auto found = std::find_if(facts_.stretches.begin(), facts_.stretches.end(), [&](const auto& stretch) {
        return base::printable(stretch.file) == finding.file;
      });
      if (found == facts_.stretches.end()) continue;
      timeline::Event event;
      event.kind = Kind::altered;
      event.track = found->track;
      const auto from = finding.from_seconds.value_or(0.0);
      event.from = found->from + std::min(of_seconds(from), found->length);
      event.to = is_all ? found->from + found->length
                        : std::max(event.from, found->from + std::min(of_seconds(finding.to_seconds.value_or(from)),
                                                                      found->length));
      event.text = finding.detail;
      // Two checks tell of one file that it is missing.
      const bool is_told = is_all && std::any_of(facts_.events.begin(), facts_.events.end(), [&](const auto& other) {
                             return other.kind == Kind::altered && other.track == event.track &&
                                    other.from == event.from && other.to == event.to;
                           });
      if (!is_told) facts_.events.push_back(std::move(event));
    }
  }

  void sort() {
    std::stable_sort(facts_.events.begin(), facts_.events.end(),
                     [](const timeline::Event& a, const timeline::Event& b) { return a.from < b.from; });
  }

  os::FileSystem& fs_;
  const Checker& checker_;
  journal::JournalContent journal_;
  std::vector<nanoseconds> begins_;
  ReportFacts facts_;
};

}  // namespace

ReportFacts gather_facts(os::FileSystem& fs, Verification found, const Checker& checker) {
  if (found.kind == RecordingKind::transcript) {
    throw Error(
        ErrorKind::not_found, found.bag.string(),
        tr("{} is a transcript: there are reports of recordings and excerpts", base::printable(found.bag.string())),
        _("name the recording that it is of"));
  }
  return Gathering(fs, std::move(found), checker).run();
}

std::vector<timeline::TimeRange> heard_ranges(const ReportFacts& facts) {
  std::vector<timeline::TimeRange> ranges;
  for (const auto& stretch : facts.stretches) {
    if (stretch.length > nanoseconds{0}) ranges.push_back({stretch.from, stretch.from + stretch.length});
  }
  return facts.tracks.empty() ? ranges : timeline::joined(std::move(ranges));
}

void set_levels(ReportFacts& facts, std::vector<timeline::Loudness> levels) {
  std::vector<const timeline::Event*> withheld;
  for (const auto& event : facts.events) {
    if (event.kind == Kind::withheld) withheld.push_back(&event);
  }
  std::erase_if(levels, [&](const timeline::Loudness& second) {
    return std::any_of(withheld.begin(), withheld.end(), [&](const auto* event) {
      return event->track == second.track && second.from >= event->from && second.from < event->to;
    });
  });
  facts.levels = std::move(levels);
}

void measure_levels(os::FileSystem& fs, ReportFacts& facts) {
  std::vector<timeline::Loudness> levels;
  for (std::size_t i = 0; i < std::min(facts.stretches.size(), facts.files.size()); ++i) {
    timeline::measure_file(fs, facts.found.bag / facts.stretches[i].file, facts.files[i], facts.stretches[i].format,
                           facts.stretches[i].from, levels);
  }
  set_levels(facts, std::move(levels));
}

}  // namespace earwitness::pages
