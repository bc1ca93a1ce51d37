// SPDX-License-Identifier: MIT
#include "timeline/prepared.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>

#include "bag/layout.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "timeline/event_words.hpp"
#include "timeline/levels.hpp"
#include "timeline/selection.hpp"

namespace earwitness::timeline {

namespace {

using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr std::size_t max_stretch_seconds = 10;
constexpr double above_quiet_db = 6;
constexpr double digital_silence_dbfs = -90;
constexpr std::size_t quiet_share = 5;  // every fifth second is taken to be quiet

std::int64_t to_ms(nanoseconds time) { return std::chrono::duration_cast<std::chrono::milliseconds>(time).count(); }

bool is_file(os::FileSystem& fs, const os::Path& path) {
  const auto entry = fs.status(path);
  return entry && entry->kind == os::EntryKind::file;
}

/// Of the sound between two files; one whose causes are several is told once, with the last of them.
void add_interruption(const Event& event, std::vector<Incident>& incidents) {
  if (event.to - event.from < seconds(1)) return;
  const auto what = event.kind == Event::Kind::pause ? Incident::What::pause : Incident::What::lost;
  const Incident incident{what, event.from, event.to, event.cause, 0, event.track};
  const auto twin = std::find_if(incidents.rbegin(), incidents.rend(),
                                 [](const Incident& before) { return before.what != Incident::What::mark; });
  if (twin != incidents.rend() && twin->from == incident.from && twin->to == incident.to &&
      twin->track == incident.track) {
    *twin = incident;
  } else {
    incidents.push_back(incident);
  }
}

/// How loud the seconds of a track are, by where they begin.
using Levels = std::map<nanoseconds, double>;
using TrackLevels = std::map<Track, Levels>;

TrackLevels levels_of(os::FileSystem& fs, const os::Path& bag, const journal::JournalContent& journal) {
  TrackLevels levels;
  const auto path = bag / bag::levels_path;
  if (!is_file(fs, path)) return levels;
  for (const auto& second : read_levels(*fs.open(path), journal)) {
    levels[second.track][second.from] = second.rms_dbfs;
  }
  return levels;
}

/// What a second must exceed to be taken for speech: the quietest fifth of the recording, and some.
double threshold_of(const Levels& levels) {
  std::vector<double> loudness;
  for (const auto& [place, rms] : levels) {
    if (rms > digital_silence_dbfs) loudness.push_back(rms);
  }
  if (loudness.empty()) return digital_silence_dbfs;
  const auto quiet = loudness.begin() + static_cast<std::ptrdiff_t>(loudness.size() / quiet_share);
  std::nth_element(loudness.begin(), quiet, loudness.end());
  const auto loudest = *std::max_element(loudness.begin(), loudness.end());
  // Where it is always as loud nothing stands out, and all of it may be speech.
  return loudest < *quiet + 2 * above_quiet_db ? digital_silence_dbfs : *quiet + above_quiet_db;
}

std::vector<Incident> incidents_of(const std::vector<Event>& events) {
  std::vector<Incident> incidents;
  int marks = 0;
  for (const auto& event : events) {
    if (event.kind == Event::Kind::mark) {
      incidents.push_back({Incident::What::mark, event.from, event.from, event.text, ++marks});
    } else if (event.kind == Event::Kind::pause || event.kind == Event::Kind::interruption) {
      add_interruption(event, incidents);
    }
  }
  return incidents;
}

}  // namespace

std::vector<Incident> find_incidents(os::FileSystem& fs, const os::Path& bag, const journal::JournalContent& journal) {
  const auto texts = note_texts(fs, bag, journal, false);
  return incidents_of(read_events(*fs.open(bag / bag::journal_path), journal, texts).events);
}

std::vector<Incident> find_incidents(os::FileSystem& fs, const os::Path& bag, const journal::JournalContent& journal,
                                     const EventLines& lines) {
  const auto told = lines.events(journal, note_texts(fs, bag, journal, false));
  return told ? incidents_of(told->events) : find_incidents(fs, bag, journal);
}

std::string words_of(const Incident& incident) {
  const auto text = base::printable(incident.text);
  if (incident.what == Incident::What::mark) {
    return text.empty() ? tr("mark {}", incident.number) : tr("mark {}: {}", incident.number, text);
  }
  const auto until = base::clock_text(incident.to);
  if (incident.what == Incident::What::pause && incident.track != Track::only) {
    return incident.track == Track::near ? tr("this side was not recorded until {}: it was paused", until)
                                         : tr("the other side was not recorded until {}: it was paused", until);
  }
  if (incident.what == Incident::What::pause) return tr("not recorded until {}: it was paused", until);
  if (incident.track != Track::only) {
    const auto why = base::printable(break_words(incident.text, incident.track));
    return incident.track == Track::near ? tr("this side was not recorded until {}: {}", until, why)
                                         : tr("the other side was not recorded until {}: {}", until, why);
  }
  return tr("not recorded until {}: {}", until, base::printable(break_words(incident.text, incident.track)));
}

std::vector<vtt::Cue> stretches_of_speech(os::FileSystem& fs, const os::Path& bag,
                                          const journal::JournalContent& journal, const SideSpeakers& speakers) {
  auto levels_of_tracks = levels_of(fs, bag, journal);
  std::map<Track, double> thresholds;  // one side of a call may be much louder than the other
  for (const auto& [track, levels] : levels_of_tracks) thresholds[track] = threshold_of(levels);
  const auto begins = beginnings(journal);
  std::vector<vtt::Cue> cues;
  for (std::size_t f = 0; f < journal.files.size(); ++f) {
    const auto& file = journal.files[f];
    const auto& levels = levels_of_tracks[file.track];
    const auto threshold = thresholds[file.track];
    std::size_t in_stretch = 0;
    for (const auto& second : file.seconds) {
      const auto begin = begins[f] + length(journal.format_of(file), second.from);
      const auto level = levels.find(begin);
      const bool is_loud = level == levels.end() ? levels.empty() : level->second >= threshold;
      if (!is_loud) {
        in_stretch = 0;
        continue;
      }
      const auto from = to_ms(begin);
      const auto to =
          std::max(from + 1, to_ms(begins[f] + length(journal.format_of(file), second.from + second.frames)));
      if (in_stretch == 0 || in_stretch >= max_stretch_seconds) {
        cues.push_back({from, to, speakers.of(file.track), {}, 0});
        in_stretch = 0;
      }
      cues.back().end_ms = to;
      ++in_stretch;
    }
  }
  std::stable_sort(cues.begin(), cues.end(), [](const auto& a, const auto& b) { return a.begin_ms < b.begin_ms; });
  return cues;
}

Prepared prepare(const std::vector<vtt::Cue>& cues, const std::vector<Incident>& happened,
                 const std::vector<std::string>& speakers, const std::string& first_note) {
  vtt::Writer writer;
  if (!first_note.empty()) writer.add_note(first_note);
  auto next = happened.begin();
  const auto add_incidents_until = [&](std::int64_t ms) {
    for (; next != happened.end() && to_ms(next->from) <= ms; ++next) {
      writer.add_note(fmt::format("{} {}", base::clock_text(next->from), words_of(*next)));
    }
  };
  for (auto cue : cues) {
    add_incidents_until(cue.begin_ms);
    if (cue.text.empty() && cue.speaker.empty() && !speakers.empty()) cue.speaker = speakers.front();
    writer.add(cue);
  }
  add_incidents_until(std::numeric_limits<std::int64_t>::max());
  return {writer.text(), cues.size()};
}

}  // namespace earwitness::timeline
