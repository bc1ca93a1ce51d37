// SPDX-License-Identifier: MIT
#include "timeline/events.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

#include "bag/layout.hpp"
#include "base/length_words.hpp"
#include "base/limits.hpp"
#include "base/time.hpp"
#include "journal/events.hpp"
#include "journal/line_source.hpp"
#include "journal/note.hpp"
#include "journal/reader.hpp"
#include "json/fields.hpp"
#include "json/reader.hpp"
#include "timeline/selection.hpp"

namespace earwitness::timeline {

namespace {

using std::chrono::nanoseconds;
using Kind = Event::Kind;

class Teller {
 public:
  Teller(const journal::JournalContent& journal, const NoteTexts& texts)
      : journal_(journal), texts_(texts), begins_(beginnings(journal)), next_of_track_(begins_.size()) {
    std::map<Track, std::size_t> next;
    for (auto i = begins_.size(); i-- > 0;) {
      const auto later = next.try_emplace(journal_.files[i].track, begins_.size()).first;
      next_of_track_[i] = later->second;
      later->second = i;
      end_ = std::max(end_, end_of(i));
    }
  }

  void line(const journal::Line& line) {
    line_ = &line;
    json::Fields fields(line.fields);
    if (line.event == "open") {
      doubt_clock(journal::decode_open(fields));
    } else if (line.event == "clock") {
      const auto event = journal::decode_clock(fields);
      if (fields.missing().empty()) clock(event);
    } else if (line.event == "file") {
      file(journal::decode_file(fields));
    } else if (line.event == "break") {
      interruption(journal::decode_break(fields));
    } else if (line.event == "gap") {
      const auto event = journal::decode_gap(fields);
      if (fields.missing().empty()) gap(event);
    } else if (line.event == "note") {
      const auto event = journal::decode_note(fields);
      if (fields.missing().empty()) note(event);
    } else if (line.event == "source") {
      const auto event = journal::decode_source(fields);
      const auto at = place(event.file, event.from);
      if (!fields.missing().empty()) return;
      add(Kind::event, at, at, source_word(event.note), note_text(event.note), event.track);
    } else if (line.event == "screen") {
      screen(journal::decode_screen(fields));
    } else if (line.event == "recovered") {
      recovered(journal::decode_recovered(fields));
    }
  }

  JournalEvents finish() {
    join_pauses();
    std::stable_sort(told_.events.begin(), told_.events.end(),
                     [](const Event& a, const Event& b) { return a.from < b.from; });
    return std::move(told_);
  }

 private:
  std::optional<std::size_t> index_of(const std::string& name) const {
    const auto found = std::find_if(journal_.files.begin(), journal_.files.end(),
                                    [&](const journal::AudioFile& file) { return file.name == name; });
    if (found == journal_.files.end()) return std::nullopt;
    return static_cast<std::size_t>(found - journal_.files.begin());
  }

  nanoseconds end_of(std::size_t file) const {
    return begins_[file] + length(journal_.format_of(journal_.files[file]), journal_.files[file].frames());
  }

  /// By its file and frame where it has them, else when it was written down.
  nanoseconds place(const std::optional<std::string>& file, std::optional<Frames> from) const {
    const auto index = file ? index_of(*file) : std::nullopt;
    if (!index || !from) return moment();
    const auto within = std::min(*from, journal_.files[*index].frames());
    return begins_[*index] + length(journal_.format_of(journal_.files[*index]), within);
  }

  /// Of the line itself, on the clock of the file that it stands behind.
  nanoseconds moment() const {
    if (!file_) return nanoseconds{0};
    const auto began = journal_.files[*file_].first_frame_mono_ns;
    const auto after = began ? nanoseconds(std::max<std::int64_t>(line_->mono_ns - *began, 0)) : nanoseconds{0};
    const auto last = *file_ + 1 < begins_.size() ? begins_[*file_ + 1] : end_;
    return std::min(begins_[*file_] + after, std::max(last, begins_[*file_]));
  }

  void add(Kind kind, nanoseconds from, nanoseconds to, std::string cause, std::string text = {},
           Track track = Track::only) {
    if (told_.events.size() >= limits::findings) return;
    told_.events.push_back(
        {kind, from, std::max(from, to), std::move(cause), std::move(text), false, line_->number, track});
  }

  /// A pause closes both sides of a call, each to the frame: it is one, in which neither was recorded.
  void join_pauses() {
    std::vector<Event*> far;
    std::set<const Event*> joined;
    for (auto& event : told_.events) {
      if (event.kind == Kind::pause && event.track == Track::far) far.push_back(&event);
    }
    auto next = far.begin();
    for (auto& pause : told_.events) {
      if (pause.kind != Kind::pause || pause.track != Track::near) continue;
      while (next != far.end() && (*next)->to <= pause.from) ++next;
      if (next == far.end() || (*next)->from >= pause.to) continue;
      auto& twin = **next++;
      pause.from = std::max(pause.from, twin.from);
      pause.to = std::min(pause.to, twin.to);
      pause.track = Track::only;
      joined.insert(&twin);
    }
    std::vector<Event> kept;
    for (auto& event : told_.events) {
      if (!joined.contains(&event)) kept.push_back(std::move(event));
    }
    told_.events = std::move(kept);
  }

  /// What makes all times of the recording doubtful from its first line on.
  void doubt_clock(const journal::OpenLine& open) {
    if (!open.clock.synchronised) add(Kind::event, nanoseconds{0}, nanoseconds{0}, "clock_not_synchronised");
    if (!open.behind_ledger_seconds) return;
    add(Kind::event, nanoseconds{0}, nanoseconds{0}, "clock_behind_ledger",
        base::length_words(std::chrono::seconds(*open.behind_ledger_seconds)));
  }

  void clock(const journal::ClockLine& event) {
    const auto at = moment();
    if (event.step_ns == 0) {
      return add(Kind::event, at, at, event.synchronised ? "clock_synchronised" : "clock_no_longer_synchronised");
    }
    const auto step = std::chrono::round<std::chrono::milliseconds>(nanoseconds(event.step_ns));
    add(Kind::event, at, at, event.step_ns > 0 ? "clock_set_forward" : "clock_set_back",
        base::length_words(std::chrono::abs(step)));
  }

  void file(const journal::FileLine& event) {
    const auto index = index_of(event.file);
    if (!index) return;
    file_ = index;
    last_of_[journal_.files[*index].track] = *index;
  }

  void interruption(const journal::BreakLine& event) {
    const auto last = last_of_.find(event.track);
    const auto from = last == last_of_.end() ? nanoseconds{0} : end_of(last->second);
    const auto next = last == last_of_.end() ? begins_.size() : next_of_track_[last->second];
    // A side of a call that does not come back is not there while the other one goes on.
    const auto none = event.track == Track::only ? from : end_;
    add(event.cause == "pause" ? Kind::pause : Kind::interruption, from, next < begins_.size() ? begins_[next] : none,
        event.cause, {}, event.track);
  }

  void gap(const journal::GapLine& event) {
    const auto index = index_of(event.file);
    if (!index) return;
    const auto from = place(event.file, event.from);
    const auto frames = std::min(event.frames, journal_.files[*index].frames());
    add(Kind::gap, from, from + length(journal_.format_of(journal_.files[*index]), frames), event.cause, {},
        event.track);
    if (!told_.events.empty()) told_.events.back().estimated = event.estimated;
  }

  std::string note_text(std::uint64_t number) const {
    const auto found = texts_.find(number);
    return found == texts_.end() ? std::string() : found->second;
  }

  /// `monitor` where what the computer played is what the sound came from; else the journal's own word.
  std::string source_word(std::uint64_t number) const {
    const auto found = journal_.notes.find(number);
    const bool is_monitor = found != journal_.notes.end() && found->second.kind == journal::note_of_monitor;
    return is_monitor ? journal::note_of_monitor : "source";
  }

  void note(const journal::NoteLine& event) {
    const auto text = note_text(event.note);
    if (event.kind == "mark") {
      const auto at = place(event.file, event.from);
      return add(Kind::mark, at, at, texts_.contains(event.note) ? event.kind : cause_of_unknown_words, text);
    }
    if (text.empty()) return;
    if (event.kind == journal::note_of_around) return surroundings(text);
    if (event.kind == journal::note_of_device) told_.devices.push_back(text);
    if (event.kind == journal::note_of_monitor) told_.monitors.push_back(text);
    if (event.kind == "claimed") told_.claims.push_back(text);
    if (event.kind == "person") told_.people.push_back(text);
  }

  void surroundings(const std::string& text) {
    const auto object = journal::parse_around(text);
    if (!object || json::text_in(*object, "event") != "screen") return;
    json::Fields fields(*object);
    const auto event = journal::decode_screen(fields);
    if (fields.missing().empty()) screen(event);
  }

  void screen(const journal::ScreenLine& event) {
    std::string words;
    for (const auto& word : event.slate) {
      if (!word.empty()) words += (words.empty() ? "" : " ") + word;
    }
    add(Kind::event, moment(), moment(), event.what, std::move(words));
  }

  /// What the lines before it say of sound that is not there is void.
  void recovered(const journal::RecoveredLine& line) {
    if (!line.unsupported_from) return;
    std::erase_if(told_.events, [&](const Event& event) {
      return event.line > *line.unsupported_from &&
             (event.kind == Kind::gap || event.kind == Kind::pause || event.kind == Kind::interruption);
    });
  }

  const journal::JournalContent& journal_;
  const NoteTexts& texts_;
  std::vector<nanoseconds> begins_;
  std::vector<std::size_t> next_of_track_;  // of each file; their number: none
  nanoseconds end_{0};                      // of all sound: of a call one side may go on alone
  const journal::Line* line_ = nullptr;
  std::optional<std::size_t> file_;       // the one that began last
  std::map<Track, std::size_t> last_of_;  // of each track
  JournalEvents told_;
};

void append_text(const json::Value& object, const journal::JournalContent& journal, NoteTexts& texts) {
  const auto note = journal::parse_note(object);
  if (!note || texts.size() >= limits::journal_notes) return;
  const auto committed = journal.notes.find(note->number);
  if (committed != journal.notes.end() && committed->second.sha256 == note->sha256) texts[note->number] = note->text;
}

}  // namespace

NoteTexts note_texts(os::FileSystem& fs, const os::Path& bag, const journal::JournalContent& journal, bool is_excerpt) {
  NoteTexts texts;
  const auto path = bag / (is_excerpt ? bag::excerpt_path : bag::notes_path);
  if (!fs.status(path)) return texts;
  if (is_excerpt) {
    const auto excerpt = json::parse_object(os::read_all(fs, path, limits::tag_file_bytes), json::document);
    if (!excerpt) return texts;
    for (const auto& note : std::as_const(*excerpt)["notes"].elements()) {
      if (note.is_object()) append_text(note, journal, texts);
    }
    return texts;
  }
  const auto file = fs.open(path);
  journal::LineSource source(*file);
  while (source.next() == journal::LineSource::Next::line) {
    const auto object = json::parse_object(source.text(), json::journal_line);
    if (object) append_text(*object, journal, texts);
  }
  return texts;
}

JournalEvents read_events(os::File& file, const journal::JournalContent& journal, const NoteTexts& texts) {
  Teller teller(journal, texts);
  (void)journal::read(file, [&](const journal::Line& line) { teller.line(line); });
  return teller.finish();
}

void EventLines::add(const journal::Line& line) {
  constexpr std::size_t max_lines = 5'000;
  if (line.event == "audio") return;
  are_all_ = are_all_ && lines_.size() < max_lines;
  if (are_all_) lines_.push_back(line);
}

std::optional<JournalEvents> EventLines::events(const journal::JournalContent& journal, const NoteTexts& texts) const {
  if (!are_all_) return std::nullopt;
  Teller teller(journal, texts);
  for (const auto& line : lines_) teller.line(line);
  return teller.finish();
}

}  // namespace earwitness::timeline
