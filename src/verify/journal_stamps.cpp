// SPDX-License-Identifier: MIT
#include "verify/journal_stamps.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <unordered_map>

#include "base/base64.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "journal/events.hpp"
#include "journal/journal_times.hpp"
#include "journal/reader.hpp"
#include "json/fields.hpp"

namespace earwitness::verify_detail {

namespace {

constexpr double max_told_seconds = 1e9;

/// What the lines up to one have told; of a call the track counts of which there is most.
class Teller {
 public:
  Moment after(const journal::Line& line) {
    if (line.number == 1) open(line);
    auto& track = tracks_[has_tracks_ ? word_of_track(line) : std::string()];
    if (line.event == "audio") track.sound += seconds_in(line, track);
    if (line.event == "gap") track.sound -= seconds_in(line, track);
    if (line.event == "clock") {
      told_.stepped_seconds +=
          static_cast<double>(json::find_integer(line.fields, "step_ns", INT64_MIN, INT64_MAX).value_or(0)) / 1e9;
    }
    if (line.event == "break") {
      auto& told = json::text_in(line.fields, "cause") == "pause" ? track.pauses : track.breaks;
      told += json::find_number(line.fields, "seconds", 0, max_told_seconds).value_or(0);
    }
    told_.sound_seconds = most(&Track::sound);
    std::size_t place = 0;  // a call has two tracks, and lines that name none
    for (const auto& [name, known] : tracks_) {
      if (place < told_.track_seconds.size()) told_.track_seconds[place++] = known.sound;
    }
    told_.pause_seconds = most(&Track::pauses);
    told_.break_seconds = most(&Track::breaks);
    told_.utc = line.utc;
    told_.mono_ns = line.mono_ns;
    return told_;
  }

 private:
  struct Track {
    double rate = 0;
    double sound = 0;  // seconds, as all of these
    double pauses = 0;
    double breaks = 0;
  };

  void open(const journal::Line& line) {
    json::Fields fields(line.fields);
    const auto told = journal::decode_open(fields);
    for (const auto& track : told.tracks) tracks_[to_string(track.track)].rate = track.audio.sample_rate;
    has_tracks_ = !told.tracks.empty();
    if (!has_tracks_) tracks_[{}].rate = number_in(line, "sample_rate");
  }
  [[nodiscard]] double most(double Track::*told) const {
    double largest = 0;
    for (const auto& [name, track] : tracks_) largest = std::max(largest, track.*told);
    return largest;
  }
  /// Of a line that names no track of a call, nothing is counted.
  [[nodiscard]] std::string word_of_track(const journal::Line& line) const {
    auto word = json::text_in(line.fields, "track");
    return tracks_.contains(word) ? word : std::string();
  }
  static double number_in(const journal::Line& line, const char* name) {
    return static_cast<double>(json::find_integer(line.fields, name, 0, INT64_MAX).value_or(0));
  }
  static double seconds_in(const journal::Line& line, const Track& track) {
    return track.rate > 0 ? number_in(line, "frames") / track.rate : 0;
  }

  bool has_tracks_ = false;
  std::map<std::string, Track> tracks_;  // by the word that lines have; empty: the only one
  Moment told_;
};

class StampReader {
 public:
  explicit StampReader(JournalStamps& found) : found_(found) {}

  void add(const journal::Line& line) {
    times_.add(line);
    const auto moment = teller_.after(line);
    if (line.number == 1) {
      found_.opened = moment;
      found_.clock_synchronised = json::is_true(line.fields["clock"], "synchronised");
    }
    found_.recovered = found_.recovered || line.event == "recovered";  // which may come days later, by other clocks
    if (!found_.recovered) found_.ended = moment;
    found_.sealed_after = line.utc;
    if (line.event == "timestamp") append_stamp(line, moment);
    if (line.event == "screen") append_slate(line);
  }

  void finish() {
    times_.finish();
    const auto& problems = times_.problems();
    found_.problems.insert(found_.problems.end(), problems.begin(), problems.end());
    found_.doubts = times_.doubts();
    found_.untold = times_.untold();
    for (const auto& step : times_.clock_steps()) found_.clock_steps.push_back({step.line, step.seconds});
  }

 private:
  /// Covering a line that is not before it is a fault that the journal's own check tells.
  void append_stamp(const journal::Line& line, const Moment& moment) {
    json::Fields fields(line.fields);
    auto event = journal::decode_time_stamp(fields);
    if (!fields.missing().empty() || event.covers + 1 >= line.number) return;
    if (found_.stamps.size() >= limits::time_stamps) {
      if (!too_many_) problem(line.number, _("there are more time stamps than a journal may have"));
      too_many_ = true;
      return;
    }
    JournalStamp stamp;
    stamp.line = line.number;
    stamp.written = moment;
    stamp.covers = event.covers + 1;
    stamp.token = std::move(event.token);
    found_.stamps.push_back(std::move(stamp));
  }

  /// A slate is of the last token before it.
  void append_slate(const journal::Line& line) {
    json::Fields fields(line.fields);
    auto slate = journal::decode_screen(fields).slate;
    if (slate.empty()) return;
    if (found_.stamps.empty()) {
      return problem(line.number, _("words were shown, and there is no time stamp that they could be of"));
    }
    constexpr std::size_t max_words = 16;
    auto& words = found_.stamps.back().words;
    for (auto& word : slate) {
      if (words.size() < max_words) words.push_back(std::move(word));
    }
  }

  void problem(std::uint64_t line, std::string detail) {
    if (found_.problems.size() < limits::findings) found_.problems.push_back({line, std::move(detail)});
  }

  JournalStamps& found_;
  journal::JournalTimes times_;
  Teller teller_;
  bool too_many_ = false;
};

}  // namespace

JournalStamps read_stamps(os::File& journal, os::File& again, std::uint64_t lines) {
  JournalStamps found;
  StampReader stamps(found);
  (void)journal::read(journal, [&](const journal::Line& line) {
    if (line.number <= lines) stamps.add(line);
  });
  stamps.finish();
  if (found.stamps.empty()) return found;
  std::unordered_multimap<std::uint64_t, JournalStamp*> waiting;
  for (auto& stamp : found.stamps) waiting.emplace(stamp.covers, &stamp);
  Teller teller;
  (void)journal::read(again, [&](const journal::Line& line) {
    const auto moment = teller.after(line);
    const auto [first, last] = waiting.equal_range(line.number);
    for (auto at = first; at != last; ++at) {
      at->second->imprint = crypto::digest_of_hex(line.hash);
      at->second->covered = moment;
    }
  });
  return found;
}

}  // namespace earwitness::verify_detail
