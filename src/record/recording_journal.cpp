// SPDX-License-Identifier: MIT
#include "record/recording_journal.hpp"

#include <array>

#include "bag/layout.hpp"
#include "base/base64.hpp"
#include "base/level.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "journal/levels.hpp"
#include "journal/note.hpp"
#include "json/value.hpp"
#include "os/random.hpp"

namespace earwitness::record {

namespace {

using json::Value;

constexpr int format_version = 1;
constexpr std::size_t nonce_bytes = 32;

void write_line(os::File& file, const Value& line) { os::write_all(file, base::as_bytes(line.dump() + "\n")); }

}  // namespace

RecordingJournal::RecordingJournal(os::FileSystem& fs, const os::Clock& clock, const os::Path& data,
                                   const Opening& opening)
    : clock_(clock),
      notes_(fs.create(data / bag::name_in_payload(bag::notes_path))),
      levels_(fs.create(data / bag::name_in_payload(bag::levels_path))),
      journal_(fs.create(data / bag::name_in_payload(bag::journal_path))) {
  write_line(*levels_, journal::levels_salt());
  const auto wall = clock_.state();
  append("open", {{"format", format_version},
                  {"software", EARWITNESS_SOFTWARE},
                  {"recording", opening.recording},
                  {"nonce", os::random_hex(nonce_bytes)},
                  {"kind", opening.kind},
                  {"sample_rate", opening.format.sample_rate},
                  {"channels", opening.format.channels},
                  {"bits", opening.format.bits},
                  {"host_api", opening.host_api},
                  {"clock", Value{{"synchronised", wall.synchronised}, {"max_error_us", wall.max_error_us}}},
                  {"key", json::or_null(opening.key)},
                  {"tsa", opening.time_stamps},
                  {"ledger", json::or_null(opening.ledger)},
                  {"started_from", opening.started_from},
                  {"boot_id", opening.boot_id}});
  opening_hash_ = journal_.last_hash();
  journal_.sync();
  fs.sync_folder(data);
}

void RecordingJournal::note(std::string_view kind, std::string_view text) {
  (void)commit_note(kind, text);
  journal_.sync();
}

void RecordingJournal::mark(std::string_view words, const std::string& file, Frames from) {
  (void)commit_note("mark", words, {{"file", file}, {"from", from}});
  journal_.sync();
}

/// Returns the note's number.
int RecordingJournal::commit_note(std::string_view kind, std::string_view text, const Value& more) {
  std::array<std::byte, journal::note_salt_bytes> salt{};
  os::fill_random(salt);
  const int number = ++last_note_;
  write_line(*notes_, {{"note", number}, {"salt", base::to_hex(salt)}, {"text", text}});
  notes_->sync_data();
  Value fields = {{"note", number}, {"kind", kind}, {"sha256", base::to_hex(journal::note_commitment(salt, text))}};
  fields.update(more);
  append("note", fields);
  return number;
}

void RecordingJournal::add_event(const Event& event, const std::string& file, Frames from) {
  if (const auto* named = std::get_if<DeviceNamed>(&event)) {
    (void)commit_note("device", named->name);
  } else if (const auto* moved = std::get_if<SourceMoved>(&event)) {
    const int number = commit_note("device", moved->name);
    append("source", {{"note", number}, {"file", json::text_or_null(file)}, {"from", from}});
  } else if (const auto* screen = std::get_if<ScreenEvent>(&event)) {
    Value fields = {{"what", screen->what}};
    if (!screen->slate.empty()) fields["slate"] = screen->slate;
    if (screen->extended) fields["extended"] = screen->extended->count();
    append("screen", fields);
  } else if (const auto* stamp = std::get_if<TimeStamped>(&event)) {
    append("timestamp", {{"covers", stamp->covers}, {"tsa", stamp->tsa}, {"token", base::to_base64(stamp->token)}});
  } else if (const auto* checked = std::get_if<Checked>(&event)) {
    append("check", {{"peak_dbfs", json::or_null(checked->peak_dbfs)},
                     {"disk_hours", json::or_null(checked->disk_hours)},
                     {"on_battery", json::or_null(checked->on_battery)},
                     {"sleep_inhibited", json::or_null(checked->sleep_inhibited)},
                     {"processed_source", json::or_null(checked->processed_source)}});
  }
  journal_.sync();
}

void RecordingJournal::clock_changed(std::chrono::nanoseconds step, bool synchronised) {
  append("clock", {{"step_ns", step.count()}, {"synchronised", synchronised}});
  journal_.sync();
}

void RecordingJournal::file_begins(const std::string& name, BootTime first_frame) {
  // The wall clock of that moment, by way of the clock that nobody can set.
  const auto utc = clock_.utc() - (clock_.boot() - first_frame);
  append("file", {{"file", name},
                  {"first_frame_utc", base::rfc3339(utc)},
                  {"first_frame_mono", first_frame.time_since_epoch().count()}});
  journal_.sync();
}

void RecordingJournal::entries(const std::string& file, const std::vector<Entry>& entries) {
  if (entries.empty()) return;
  for (const auto& entry : entries) {
    if (entry.is_gap) {
      append("gap", {{"file", file},
                     {"from", entry.from},
                     {"frames", entry.frames},
                     {"cause", entry.cause},
                     {"estimated", entry.estimated}});
      continue;
    }
    append("audio", {{"file", file},
                     {"from", entry.from},
                     {"frames", entry.frames},
                     {"captured_mono", entry.captured_boot_ns},
                     {"sha256", base::to_hex(entry.sha256)}});
    write_line(*levels_, {{"file", file},
                          {"from", entry.from},
                          {"peak_dbfs", base::tenths(entry.level.peak_dbfs())},
                          {"rms_dbfs", base::tenths(entry.level.rms_dbfs())}});
  }
  journal_.sync();
}

void RecordingJournal::interruption(std::string_view cause, double seconds, Frames lost) {
  append("break", {{"cause", cause}, {"seconds", seconds}, {"lost_frames", lost}});
  journal_.sync();
}

void RecordingJournal::close(std::string_view reason, std::uint64_t files, Frames frames, Frames lost,
                             Frames ring_high_water) {
  append("close", {{"reason", reason},
                   {"files", files},
                   {"frames", frames},
                   {"lost_frames", lost},
                   {"ring_high_water_frames", ring_high_water}});
  levels_->sync_data();
  levels_->close();
  notes_->sync_data();
  notes_->close();
  journal_.sync();
  journal_.close();
}

void RecordingJournal::append(std::string_view event, const Value& fields) {
  journal_.append(event, fields, clock_.utc(), clock_.boot());
}

}  // namespace earwitness::record
