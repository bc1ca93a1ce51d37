// SPDX-License-Identifier: MIT
#include "derive/import_journal.hpp"

#include "bag/layout.hpp"
#include "base/level.hpp"
#include "base/recording_kind.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "journal/content.hpp"
#include "journal/levels.hpp"
#include "journal/note.hpp"
#include "journal/reasons.hpp"
#include "journal/salts.hpp"
#include "journal/writer.hpp"
#include "json/value.hpp"
#include "os/process.hpp"

namespace earwitness::derive {

namespace {

void write_line(os::File& file, const json::Value& line) { os::write_all(file, base::as_bytes(line.dump() + "\n")); }

class ImportJournal {
 public:
  ImportJournal(os::FileSystem& fs, const os::Clock& clock, const os::Path& bag)
      : fs_(fs),
        clock_(clock),
        bag_(bag),
        notes_(fs.create(bag / bag::notes_path)),
        levels_(fs.create(bag / bag::levels_path)),
        journal_(fs.create(bag / bag::journal_path)) {}

  template <typename EventLine>
  void append(const EventLine& line) {
    const auto here = os::read_both(clock_);
    journal_.append(journal::encode(line), here.utc, here.boot);
  }

  /// `heard`: null where nothing was decoded.
  std::string open(const std::string& recording, const ImportRequest& request, const ImportedSound* heard,
                   const std::optional<std::chrono::seconds>& behind_ledger) {
    journal::OpenLine line;
    line.format = journal::written_format;
    line.recording = recording;
    line.kind = recording_kind::imported;
    if (heard != nullptr) line.audio = heard->format;
    line.clock = clock_.state();
    if (request.key != nullptr) line.key = base::to_hex(request.key->fingerprint());
    line.time_stamps = request.time_stamps;
    line.started_from = request.from_terminal ? "terminal" : "none";
    line.boot_id = journal::hashed_boot_id(recording, os::boot_id());
    if (behind_ledger) line.behind_ledger_seconds = behind_ledger->count();
    append(line);
    return journal_.last_hash();
  }

  void note(std::string_view kind, const std::string& text) {
    const auto number = ++last_note_;
    const auto note = journal::salt_note(number, text);
    write_line(*notes_, note.line);
    append(journal::NoteLine{number, std::string(kind), note.sha256});
  }

  void sound(const ImportedSound* heard) {
    write_line(*levels_, journal::levels_salt());
    if (heard == nullptr) return;
    append(journal::FileLine{import_audio});
    salts_ = fs_.create(bag_ / bag::salts_path);
    for (const auto& second : heard->seconds) {
      if (second.salt) write_line(*salts_, journal::encode(journal::SaltLine{journal_.lines(), *second.salt}));
      append(journal::AudioLine{import_audio, second.from, second.frames, std::nullopt, second.sha256});
      write_line(*levels_, journal::level_line(import_audio, second.from, second.level));
    }
  }

  void close(const ImportedSound* heard) {
    journal::CloseLine line;
    line.reason = journal::reason_imported;
    if (heard != nullptr) {
      line.files = 1;
      line.frames = heard->frames();
    }
    append(line);
    for (auto* file : {notes_.get(), levels_.get(), salts_.get()}) {
      if (file == nullptr) continue;
      file->sync_data();
      file->close();
    }
    journal_.sync();
    journal_.close();
  }

 private:
  os::FileSystem& fs_;
  const os::Clock& clock_;
  os::Path bag_;
  std::unique_ptr<os::File> notes_;
  std::unique_ptr<os::File> levels_;
  std::unique_ptr<os::File> salts_;  // null where nothing was decoded
  journal::Writer journal_;
  std::uint64_t last_note_ = 0;
};

}  // namespace

namespace {

/// Places are those in the FLAC file, which begins with the sound of the files before it.
journal::ImportLine::Decoded decoded_of(const ImportedFileSound& heard, const AudioFormat& format) {
  constexpr std::uint64_t ms_a_second = 1000;
  const auto& facts = heard.facts;
  const auto begins_ms = static_cast<std::uint64_t>(heard.from) * ms_a_second / format.sample_rate;
  journal::ImportLine::Decoded decoded{facts.library, facts.is_whole()};
  for (const auto& problem : facts.problems) {
    auto at_ms = problem.at_ms;
    if (at_ms) *at_ms += begins_ms;
    decoded.problems.push_back({media::to_string(problem.trouble), at_ms, problem.amount});
  }
  decoded.more_problems = facts.more_problems;
  decoded.parts = facts.parts;
  decoded.over_full_scale = facts.over_full_scale;
  decoded.rounded = heard.rounded;
  decoded.from = static_cast<std::uint64_t>(heard.from);
  return decoded;
}

}  // namespace

std::string write_import_journal(os::FileSystem& fs, const os::Clock& clock, const os::Path& bag,
                                 const std::string& recording, const ImportRequest& request,
                                 const std::vector<ImportedBytes>& files, const std::vector<std::string>& claims,
                                 const ImportedSound& sound, const std::optional<std::chrono::seconds>& behind_ledger) {
  const auto* heard = sound.is_decoded() ? &sound : nullptr;
  ImportJournal journal(fs, clock, bag);
  auto hash = journal.open(recording, request, heard, behind_ledger);
  if (!request.title.empty()) journal.note("title", request.title);
  for (const auto& person : request.people) journal.note("person", person);
  for (const auto& claim : claims) journal.note("claimed", claim);
  for (std::size_t i = 0; i < files.size(); ++i) {
    journal::ImportLine line{files[i].path, files[i].bytes, crypto::digest_of_hex(files[i].sha256)};
    if (heard != nullptr && sound.files[i].decoded) line.decoded = decoded_of(sound.files[i], sound.format);
    journal.append(line);
  }
  journal.sound(heard);
  journal.close(heard);
  return hash;
}

}  // namespace earwitness::derive
