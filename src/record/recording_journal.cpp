// SPDX-License-Identifier: MIT
#include "record/recording_journal.hpp"

#include "bag/layout.hpp"
#include "base/level.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "journal/levels.hpp"
#include "journal/note.hpp"
#include "journal/salts.hpp"
#include "json/value.hpp"

namespace earwitness::record {

namespace {

void write_line(os::File& file, const json::Value& line) { os::write_all(file, base::as_bytes(line.dump() + "\n")); }

journal::OpenLine to_line(const Opening& opening, const os::ClockState& clock) {
  journal::OpenLine line;
  line.format = opening.version;
  line.recording = opening.recording;
  line.clock = clock;
  line.key = opening.key;
  line.time_stamps = opening.time_stamps;
  line.ledger = opening.ledger;
  line.started_from = opening.started_from;
  line.boot_id = journal::hashed_boot_id(opening.recording, opening.boot_id);
  line.behind_ledger_seconds = opening.behind_ledger_seconds;
  line.kind = opening.kind;
  if (opening.tracks.empty()) {
    line.audio = opening.format;
    line.host_api = opening.host_api;
    line.channel = opening.channel;
    return line;
  }
  for (const auto& track : opening.tracks) {
    line.tracks.push_back({track.track, track.kind, track.format, track.host_api, track.channel});
  }
  return line;
}

const char* note_of(bool is_monitor) { return is_monitor ? journal::note_of_monitor : journal::note_of_device; }

}  // namespace

RecordingJournal::RecordingJournal(os::FileSystem& fs, const os::Clock& clock, const os::Path& data,
                                   const Opening& opening)
    : clock_(clock),
      notes_(fs.create(data / bag::name_in_payload(bag::notes_path))),
      levels_(fs.create(data / bag::name_in_payload(bag::levels_path))),
      salts_(opening.version >= journal::salted_format ? fs.create(data / bag::name_in_payload(bag::salts_path))
                                                       : nullptr),
      journal_(fs.create(data / bag::name_in_payload(bag::journal_path))) {
  write_line(*levels_, journal::levels_salt());
  append(journal::encode(to_line(opening, clock_.state())));
  opening_hash_ = journal_.last_hash();
  journal_.sync();
  fs.sync_folder(data);
}

void RecordingJournal::note(std::string_view kind, std::string_view text, Track track) {
  (void)commit_note(kind, text, track);
  journal_.sync();
}

/// It is about the whole recording; of a call its file tells by which track it got its place.
void RecordingJournal::mark(std::string_view words, const std::string& file, Frames from) {
  (void)commit_note("mark", words, Track::only, file, from);
  journal_.sync();
}

/// Returns the note's number.
std::uint64_t RecordingJournal::commit_note(std::string_view kind, std::string_view text, Track track,
                                            const std::optional<std::string>& file, std::optional<Frames> from) {
  const auto number = ++last_note_;
  const auto note = journal::salt_note(number, text);
  write_line(*notes_, note.line);
  notes_->sync_data();
  append(journal::encode(journal::NoteLine{number, std::string(kind), note.sha256, file, from, track}));
  return number;
}

void RecordingJournal::add_event(const Event& event, const std::string& file, Frames from) {
  if (const auto* named = std::get_if<DeviceNamed>(&event)) {
    (void)commit_note(note_of(named->is_monitor), named->name, named->track);
  } else if (const auto* moved = std::get_if<SourceMoved>(&event)) {
    const auto number = commit_note(note_of(moved->is_monitor), moved->name, moved->track);
    append(journal::encode(
        journal::SourceLine{number, file.empty() ? std::nullopt : std::optional(file), from, moved->track}));
  } else if (const auto* screen = std::get_if<ScreenEvent>(&event)) {
    journal::ScreenLine line{screen->what, screen->slate};
    if (screen->extended) line.extended_seconds = screen->extended->count();
    // Who checks a recording needs the slate, and a pause shows by itself.
    if (!line.slate.empty() || line.what == "pause" || line.what == "resume") {
      append(journal::encode(line));
    } else {
      surroundings(journal::encode(line), file, from);
    }
  } else if (const auto* stamp = std::get_if<TimeStamped>(&event)) {
    append(journal::encode(journal::TimeStampLine{stamp->covers, stamp->tsa, stamp->token}));
  } else if (const auto* checked = std::get_if<Checked>(&event)) {
    surroundings(journal::encode(journal::CheckLine{checked->peak_dbfs, checked->disk_hours, checked->on_battery,
                                                    checked->sleep_inhibited, checked->processed_source}),
                 file, from);
  }
  journal_.sync();
}

/// Nothing in the recording rests on it, so an excerpt need not tell it: the journal holds its salted hash.
void RecordingJournal::surroundings(const journal::EncodedLine& event, const std::string& file, Frames from) {
  const auto text = journal::around_text(event);
  if (file.empty()) {
    (void)commit_note(journal::note_of_around, text, Track::only);
  } else {
    (void)commit_note(journal::note_of_around, text, Track::only, file, from);
  }
}

void RecordingJournal::clock_changed(std::chrono::nanoseconds step, bool synchronised) {
  append(journal::encode(journal::ClockLine{step.count(), synchronised}));
  journal_.sync();
}

void RecordingJournal::file_begins(Track track, const std::string& name, BootTime first_frame) {
  // The wall clock of that moment, by way of the clock that nobody can set.
  const auto here = os::read_both(clock_);
  const auto utc = here.utc - (here.boot - first_frame);
  append(journal::encode(journal::FileLine{name, base::rfc3339(utc), first_frame.time_since_epoch().count(), track}));
  journal_.sync();
}

void RecordingJournal::entries(Track track, const std::string& file, const std::vector<Entry>& entries) {
  if (entries.empty()) return;
  if (salts_) write_salts(entries);
  for (const auto& entry : entries) {
    if (entry.is_gap) {
      append(journal::encode(journal::GapLine{file, entry.from, entry.frames, entry.cause, entry.estimated, track}));
      continue;
    }
    append(journal::encode(
        journal::AudioLine{file, entry.from, entry.frames, entry.captured_boot_ns, entry.sha256, track}));
    write_line(*levels_, journal::level_line(file, entry.from, entry.level));
  }
  journal_.sync();
}

/// Their lines follow at once, one for each entry.
void RecordingJournal::write_salts(const std::vector<Entry>& entries) {
  auto seq = journal_.lines();
  for (const auto& entry : entries) {
    if (!entry.is_gap && entry.salt) write_line(*salts_, journal::encode(journal::SaltLine{seq, *entry.salt}));
    ++seq;
  }
  salts_->sync_data();
}

void RecordingJournal::interruption(Track track, std::string_view cause, double seconds, Frames lost) {
  append(journal::encode(journal::BreakLine{std::string(cause), seconds, lost, track}));
  journal_.sync();
}

void RecordingJournal::close(std::string_view reason, const std::vector<TrackTotal>& totals) {
  journal::CloseLine line{std::string(reason), 0, 0, 0, Frames{0}};
  for (const auto& total : totals) {
    line.files += total.files;
    line.frames += total.frames;
    line.lost_frames += total.lost;
    *line.ring_high_water_frames += total.ring_high_water;
    if (total.track == Track::only) continue;
    line.tracks.push_back({total.track, total.files, total.frames, total.lost, total.ring_high_water});
  }
  append(journal::encode(line));
  levels_->sync_data();
  levels_->close();
  notes_->sync_data();
  notes_->close();
  if (salts_) {
    salts_->sync_data();
    salts_->close();
  }
  journal_.sync();
  journal_.close();
}

void RecordingJournal::append(const journal::EncodedLine& line) {
  const auto here = os::read_both(clock_);
  journal_.append(line, here.utc, here.boot);
}

}  // namespace earwitness::record
