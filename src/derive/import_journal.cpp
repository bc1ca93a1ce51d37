// SPDX-License-Identifier: MIT
#include "derive/import_journal.hpp"

#include <array>

#include "bag/layout.hpp"
#include "base/level.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "flac/version.hpp"
#include "journal/content.hpp"
#include "journal/levels.hpp"
#include "journal/note.hpp"
#include "journal/writer.hpp"
#include "json/value.hpp"
#include "os/process.hpp"
#include "os/random.hpp"

namespace earwitness::derive {

namespace {

using json::Value;

constexpr std::size_t nonce_bytes = 32;

void write_line(os::File& file, const Value& line) { os::write_all(file, base::as_bytes(line.dump() + "\n")); }

class ImportJournal {
 public:
  ImportJournal(os::FileSystem& fs, const os::Clock& clock, const os::Path& bag)
      : clock_(clock),
        notes_(fs.create(bag / bag::notes_path)),
        levels_(fs.create(bag / bag::levels_path)),
        journal_(fs.create(bag / bag::journal_path)) {}

  void say(std::string_view event, const Value& fields) { journal_.append(event, fields, clock_.utc(), clock_.boot()); }

  /// `heard`: null where nothing was decoded.
  std::string open(const std::string& recording, const ImportRequest& request, const ImportedSound* heard) {
    const auto wall = clock_.state();
    const bool has_sound = heard != nullptr;
    say("open", {{"format", journal::known_format},
                 {"software", EARWITNESS_SOFTWARE},
                 {"recording", recording},
                 {"nonce", os::random_hex(nonce_bytes)},
                 {"kind", "import"},
                 {"sample_rate", has_sound ? Value(heard->format.sample_rate) : Value()},
                 {"channels", has_sound ? Value(heard->format.channels) : Value()},
                 {"bits", has_sound ? Value(heard->format.bits) : Value()},
                 {"host_api", nullptr},
                 {"clock", Value{{"synchronised", wall.synchronised}, {"max_error_us", wall.max_error_us}}},
                 {"key", request.key != nullptr ? Value(base::to_hex(request.key->fingerprint())) : Value()},
                 {"tsa", request.time_stamps},
                 {"ledger", nullptr},
                 {"started_from", request.from_terminal ? "terminal" : "none"},
                 {"boot_id", os::boot_id()}});
    return journal_.last_hash();
  }

  void note(std::string_view kind, const std::string& text) {
    std::array<std::byte, journal::note_salt_bytes> salt{};
    os::fill_random(salt);
    const int number = ++last_note_;
    write_line(*notes_, {{"note", number}, {"salt", base::to_hex(salt)}, {"text", text}});
    say("note", {{"note", number}, {"kind", kind}, {"sha256", base::to_hex(journal::note_commitment(salt, text))}});
  }

  void sound(const ImportedSound* heard) {
    write_line(*levels_, journal::levels_salt());
    if (heard == nullptr) return;
    say("file", {{"file", import_audio}, {"first_frame_utc", nullptr}, {"first_frame_mono", nullptr}});
    for (const auto& second : heard->seconds) {
      say("audio", {{"file", import_audio},
                    {"from", second.from},
                    {"frames", second.frames},
                    {"captured_mono", nullptr},
                    {"sha256", base::to_hex(second.sha256)}});
      write_line(*levels_, {{"file", import_audio},
                            {"from", second.from},
                            {"peak_dbfs", base::tenths(second.level.peak_dbfs())},
                            {"rms_dbfs", base::tenths(second.level.rms_dbfs())}});
    }
  }

  void close(const ImportedSound* heard) {
    say("close", {{"reason", "imported"},
                  {"files", heard != nullptr ? 1 : 0},
                  {"frames", heard != nullptr ? heard->frames() : 0},
                  {"lost_frames", 0},
                  {"ring_high_water_frames", nullptr}});
    for (auto* file : {notes_.get(), levels_.get()}) {
      file->sync_data();
      file->close();
    }
    journal_.sync();
    journal_.close();
  }

 private:
  const os::Clock& clock_;
  std::unique_ptr<os::File> notes_;
  std::unique_ptr<os::File> levels_;
  journal::Writer journal_;
  int last_note_ = 0;
};

/// Says who decoded it, and whether to its end; null where nothing was.
Value decoded(const ImportedSound* heard) {
  if (heard == nullptr) return nullptr;
  return {{"by", flac::library_version()}, {"whole", !heard->damaged}};
}

}  // namespace

std::string write_import_journal(os::FileSystem& fs, const os::Clock& clock, const os::Path& bag,
                                 const std::string& recording, const ImportRequest& request, const ImportedBytes& file,
                                 const std::optional<ImportedSound>& sound) {
  const auto* heard = sound && !sound->seconds.empty() ? &*sound : nullptr;
  ImportJournal journal(fs, clock, bag);
  auto hash = journal.open(recording, request, heard);
  if (!request.title.empty()) journal.note("title", request.title);
  for (const auto& person : request.people) journal.note("person", person);
  for (const auto& claim : file.claims) journal.note("claimed", claim);
  journal.say("import",
              {{"file", file.path}, {"bytes", file.bytes}, {"sha256", file.sha256}, {"decoded", decoded(heard)}});
  journal.sound(heard);
  journal.close(heard);
  return hash;
}

}  // namespace earwitness::derive
