// SPDX-License-Identifier: MIT
#include "derive/excerpt.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <map>

#include "archive/tags.hpp"
#include "archive/work_folder.hpp"
#include "bag/contents.hpp"
#include "bag/info.hpp"
#include "bag/layout.hpp"
#include "bag/writer.hpp"
#include "base/limits.hpp"
#include "base/next_step.hpp"
#include "base/recording_kind.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "crypto/sha256.hpp"
#include "flac/reader.hpp"
#include "flac/sparse_writer.hpp"
#include "journal/content.hpp"
#include "journal/events.hpp"
#include "journal/line_source.hpp"
#include "journal/note.hpp"
#include "journal/reader.hpp"
#include "journal/salts.hpp"
#include "json/fields.hpp"
#include "json/reader.hpp"
#include "log/log.hpp"
#include "verify/verify.hpp"

namespace earwitness::derive {

namespace {

constexpr int max_excerpts = 10'000;
constexpr std::size_t max_notes_named = 20;

std::string reason_of(const Verification& found) {
  const auto shown = base::printable(found.bag.string());
  return found.sealed ? tr("{} is not as it was sealed", shown) : tr("{} is not sealed", shown);
}

struct KnownNote {
  std::string kind;
  std::string text;
  json::Value line;
};

/// Kinds stand in the journal, texts beside it.
std::map<std::uint64_t, KnownNote> read_notes(os::FileSystem& fs, const os::Path& bag) {
  std::map<std::uint64_t, KnownNote> notes;
  const auto path = bag / bag::notes_path;
  if (!fs.status(path)) return notes;
  const auto file = fs.open(path);
  journal::LineSource source(*file);
  while (source.next() == journal::LineSource::Next::line) {
    auto object = json::parse_object(source.text(), json::journal_line);
    const auto note = object ? journal::parse_note(*object) : std::nullopt;
    if (note) notes[note->number] = {{}, note->text, std::move(*object)};
  }
  (void)journal::read(*fs.open(bag / bag::journal_path), [&](const journal::Line& line) {
    if (line.event != "note") return;
    json::Fields fields(line.fields);
    auto event = journal::decode_note(fields);
    const auto found = notes.find(event.note);
    if (found != notes.end() && fields.missing().empty()) found->second.kind = std::move(event.kind);
  });
  return notes;
}

Error no_such_note(const std::string& word, const std::map<std::uint64_t, KnownNote>& notes) {
  std::string known;
  std::size_t named = 0;
  for (const auto& [number, note] : notes) {
    if (++named > max_notes_named) break;
    known += fmt::format("{}{} ({}: {})", named == 1 ? "" : ", ", number, base::printable(note.kind),
                         base::printable(note.text));
  }
  return {ErrorKind::usage, word, tr("the recording has no note {}", base::printable(word)),
          known.empty() ? std::string(_("it has none")) : tr("its notes are: {}", known)};
}

/// The notes of a recording that an excerpt shows with their text and salt.
struct DisclosedNotes {
  json::Value lines = json::Value::array();  ///< as excerpt.json has them
  std::vector<std::uint64_t> numbers;
  std::uint64_t withheld = 0;
};

/// `asked`: numbers, or `title`. Throws Error(usage), with all notes that there are, for one that there is not.
DisclosedNotes disclosed_notes(os::FileSystem& fs, const os::Path& bag, const std::vector<std::string>& asked) {
  const auto notes = read_notes(fs, bag);
  DisclosedNotes result;
  for (const auto& word : asked) {
    const auto is_meant = [&](const auto& note) {
      return std::to_string(note.first) == word || (word == "title" && note.second.kind == "title");
    };
    if (std::none_of(notes.begin(), notes.end(), is_meant)) throw no_such_note(word, notes);
    for (const auto& note : notes) {
      const auto& known = result.numbers;
      if (!is_meant(note) || std::find(known.begin(), known.end(), note.first) != known.end()) continue;
      result.numbers.push_back(note.first);
      result.lines.push_back({{"note", note.first}, {"salt", note.second.line.at("salt")}, {"text", note.second.text}});
    }
  }
  result.withheld = notes.size() - result.numbers.size();
  return result;
}

/// The sound of a file of the recording, read in order.
class OriginalSound {
 public:
  OriginalSound(os::FileSystem& fs, const os::Path& path) : path_(path), reader_(fs.open(path)) {}

  /// The frames of one second, which follow those of the last call, or of skip().
  [[nodiscard]] std::vector<std::byte> read(Frames frames, std::size_t frame_bytes) {
    std::vector<std::byte> samples;
    samples.reserve(static_cast<std::size_t>(frames) * frame_bytes);
    while (frames > 0) {
      const auto part = reader_.read(frames);
      if (part.empty()) break;  // the hash will not fit
      samples.insert(samples.end(), part.begin(), part.end());
      frames -= static_cast<Frames>(part.size() / frame_bytes);
    }
    return samples;
  }
  void go_to(Frames position) {
    if (!reader_.seek(position)) fail();
  }
  [[noreturn]] void fail() const {
    const auto shown = base::printable(path_.string());
    throw FileError(EIO, path_.string(), tr("the sound of {} does not read as it was just verified", shown),
                    _("the disk can't be trusted: copy the recording to another one, and verify it there"));
  }

 private:
  os::Path path_;
  flac::Reader reader_;
};

/// Writes `to`, a new FLAC file of `from`'s length: seconds whose index is marked in `shown` are copied, all others are
/// digital silence. Each that is copied is held against the journal's hash on its way. Throws FileError, also where the
/// sound is not the journal's.
void copy_sound(os::FileSystem& fs, const os::Path& from, const os::Path& to, const journal::AudioFile& file,
                const std::vector<bool>& shown, const AudioFormat& format, const flac::Tags& tags) {
  OriginalSound source(fs, from);
  flac::SparseWriter writer(fs.create(to), format, tags);
  Frames position = 0;  // of the source
  for (std::size_t i = 0; i < file.seconds.size(); ++i) {
    const auto& second = file.seconds[i];
    if (!shown[i]) {
      writer.write_silence(second.frames);
      continue;
    }
    if (position != second.from) source.go_to(second.from);
    const auto samples = source.read(second.frames, format.bytes_per_frame());
    if (journal::second_hash(second.salt, samples) != second.sha256) source.fail();
    writer.write(samples);
    position = second.from + second.frames;
  }
  writer.close();
}

class ExcerptMaker {
 public:
  ExcerptMaker(os::FileSystem& fs, const os::Clock& clock, const ExcerptRequest& request)
      : fs_(fs), clock_(clock), request_(request) {}

  Excerpt make() {
    const auto found = check_original();
    original_ = std::filesystem::absolute(found.bag).lexically_normal();
    if (!original_.has_filename()) original_ = original_.parent_path();
    journal_ = journal::read_journal(*fs_.open(original_ / bag::journal_path));
    require_sound();
    if (journal_.is_salted()) {  // that they fit was just verified
      (void)journal::add_salts(journal_, *fs_.open(original_ / bag::salts_path), journal::SaltsOf::every_second);
    }
    runs_ = timeline::select(journal_, request_.selection);
    auto notes = disclosed_notes(fs_, original_, request_.notes);
    const auto folder = request_.into ? *request_.into : original_.parent_path();
    const auto work_name = request_.work_name.empty() ? archive::new_work_name(excerpt_work_stem) : request_.work_name;
    archive::WorkFolder work(fs_, folder, work_name);
    write_data(work.path(), found, notes);

    Excerpt result;
    result.recording = found.recording;
    result.original = found.seal;
    result.seal = bag::seal(fs_, work.path(), info(found), base::rfc3339(clock_.utc()).substr(0, 10), request_.key);
    measure(result);
    result.notes = std::move(notes.numbers);
    result.withheld_notes = notes.withheld;
    result.is_salted = journal_.is_salted();
    journal_ = {};  // whoever checks reads its own
    check_made(work.path(), result.seal);
    result.bag = free_name(folder);
    work.commit(result.bag);
    return result;
  }

 private:
  Verification check_original() {
    auto found = verify(fs_, request_.recording, {{}, request_.archive});
    if (!found.unchanged) throw NotUnchanged(std::move(found));
    if (!request_.is_remainder) require_word_of_ledger(fs_, request_.recording, request_.archive);
    const auto shown = base::printable(found.bag.string());
    if (found.kind == RecordingKind::transcript) {
      throw Error(ErrorKind::not_found, found.bag.string(), tr("{} is a transcript, and has no sound", shown),
                  _("name the recording that it is of"));
    }
    if (found.kind != RecordingKind::excerpt) return found;
    if (found.bag.filename() == bag::recording_folder) throw redacted(found.bag);
    throw Error(ErrorKind::not_found, found.bag.string(),
                tr("{} is an excerpt: there are excerpts of recordings alone", shown),
                _("name the recording that it is of"));
  }

  /// What is left of it is an excerpt itself, in its place.
  static Error redacted(const os::Path& bag) {
    return {ErrorKind::not_found, bag.string(),
            tr("a part of {} was deleted: what is left is an excerpt already, and can't be cut again",
               base::printable(bag.parent_path().filename().string())),
            Step::export_what_is_left};
  }

  /// An imported file that nothing here can decode has no seconds.
  void require_sound() const {
    if (!journal_.files.empty() && journal_.audio.bits != 0) return;
    throw Error(ErrorKind::not_found, original_.string(),
                tr("{} holds no sound that this program could decode, so it has no excerpts",
                   base::printable(original_.string())),
                Step::export_instead_of_excerpt);
  }

  void write_data(const os::Path& bag, const Verification& found, const DisclosedNotes& notes) {
    os::make_folders(fs_, bag / bag::original_root / bag::seal_folder);
    copy(bag::journal_path, bag / bag::journal_path, limits::journal_bytes);
    copy_original(bag / bag::original_root, found.seal);
    for (std::size_t f = 0; f < journal_.files.size(); ++f) write_sound(bag, f);
    if (journal_.is_salted()) write_salts(bag);
    const auto key = request_.key != nullptr ? json::Value(base::to_hex(request_.key->fingerprint())) : json::Value();
    const json::Value excerpt = {{"format", journal_.format.value_or(journal::written_format)},
                                 {"original", found.seal},
                                 {"key", key},
                                 {"ranges", ranges()},
                                 {"notes", notes.lines}};
    os::write_new(fs_, bag / bag::excerpt_path, excerpt.dump() + "\n");
    fs_.sync_folder(bag / bag::payload_folder);
  }

  void copy(const os::Path& from, const os::Path& to, std::uint64_t limit) {
    os::copy_synced(fs_, original_ / from, to, limit);
    fs_.sync_folder(to.parent_path());
  }

  /// The manifests and what lies in `seal/`, by which the seconds hang together with the seal.
  void copy_original(const os::Path& to, const std::string& seal) {
    for (const char* name : {bag::payload_manifest, bag::tag_manifest}) copy(name, to / name, limits::tag_file_bytes);
    if (bag::hash_file(fs_, to / bag::tag_manifest) != seal) {
      throw FileError(EIO, original_.string(), tr("{} changed while it was read", base::printable(original_.string())));
    }
    const auto seal_folder = original_ / bag::seal_folder;
    const bool has_any = fs_.status(seal_folder).has_value();
    if (!has_any) return fs_.remove_folder(to / bag::seal_folder);
    for (const auto& entry : fs_.list(seal_folder)) {
      if (entry.kind != os::EntryKind::file) continue;
      const auto name = os::Path(bag::seal_folder) / entry.name;
      copy(name, to / name, limits::tag_file_bytes);
    }
  }

  /// Of what is disclosed, and of nothing else: a withheld second whose samples somebody has or guesses can't be tried.
  void write_salts(const os::Path& bag) {
    std::map<std::uint64_t, journal::Salt> disclosed;  // by lines of the journal
    for (const auto& run : runs_) {
      for (auto s = run.begin; s < run.end; ++s) {
        const auto& second = journal_.files[run.file].seconds[s];
        if (second.salt) disclosed.emplace(second.line, *second.salt);
      }
    }
    std::string text;
    for (const auto& [line, salt] : disclosed) text += journal::encode(journal::SaltLine{line - 1, salt}).dump() + "\n";
    os::write_new(fs_, bag / bag::salts_path, text);
  }

  void write_sound(const os::Path& bag, std::size_t index) {
    const auto& file = journal_.files[index];
    const auto name = bag::excerpt_audio_path(file.name);
    if (name.empty()) {
      throw Error(ErrorKind::unknown_format, original_.string(),
                  tr("this build makes no excerpts of files named as {}", base::printable(file.name)));
    }
    std::vector<bool> shown(file.seconds.size(), false);
    for (const auto& run : runs_) {
      for (auto s = run.begin; run.file == index && s < run.end; ++s) shown[s] = true;
    }
    const flac::Tags tags{journal_.started_utc, journal_.recording, EARWITNESS_SOFTWARE, file.track};
    copy_sound(fs_, original_ / file.name, bag / name, file, shown, journal_.format_of(file), tags);
  }

  [[nodiscard]] Frames frames_of(const timeline::Run& run) const {
    const auto& seconds = journal_.files[run.file].seconds;
    return seconds[run.end - 1].from + seconds[run.end - 1].frames - seconds[run.begin].from;
  }

  [[nodiscard]] json::Value ranges() const {
    if (runs_.size() > limits::excerpt_ranges) {
      throw Error(
          ErrorKind::usage, {},
          tr("there are {} stretches to disclose, and an excerpt holds {}", runs_.size(), limits::excerpt_ranges));
    }
    auto list = json::Value::array();
    for (const auto& run : runs_) {
      const auto& file = journal_.files[run.file];
      list.push_back({{"file", file.name}, {"from", file.seconds[run.begin].from}, {"frames", frames_of(run)}});
    }
    return list;
  }

  /// No title, and a name only where one was given for this purpose.
  [[nodiscard]] bag::Info info(const Verification& found) const {
    bag::Info info = {{archive::tags::software, EARWITNESS_SOFTWARE},
                      {archive::tags::identifier, found.recording},
                      {archive::tags::kind, recording_kind::excerpt},
                      {archive::tags::excerpt_of, found.seal}};
    if (!request_.name.empty()) info.emplace_back(archive::tags::name, base::printable(request_.name));
    if (request_.is_remainder) add_remainder(info);
    return info;
  }

  /// What the recording said of itself goes with it, but for what the remainder says by its notes and its journal.
  void add_remainder(bag::Info& info) const {
    const auto whole = bag::parse_info(os::read_all(fs_, original_ / bag::info_path, limits::tag_file_bytes));
    for (const char* label : {archive::tags::statement, archive::tags::statement_made}) {
      if (auto value = bag::value_of(whole, label); !value.empty()) info.emplace_back(label, std::move(value));
    }
    info.emplace_back(archive::tags::deleted, base::rfc3339(clock_.utc()));
  }

  void check_made(const os::Path& bag, const std::string& seal) {
    const auto made = verify(fs_, bag);
    if (made.unchanged && made.seal == seal) return;
    throw FileError(EIO, bag.string(), _("the excerpt that was just made does not check, and was removed"),
                    _("the disk can't be trusted: copy the recording to another one, and make the excerpt there"));
  }

  void measure(Excerpt& result) const {
    const auto begins = timeline::beginnings(journal_);
    journal::TrackFrames withheld;
    journal::TrackFrames shown;
    for (const auto& file : journal_.files) withheld.add(file, file.frames());
    for (const auto& run : runs_) {
      const auto& file = journal_.files[run.file];
      const auto& format = journal_.format_of(file);
      const auto from = begins[run.file] + timeline::length(format, file.seconds[run.begin].from);
      result.disclosed.push_back({from, from + timeline::length(format, frames_of(run))});
      shown.add(file, frames_of(run));
      withheld.take_away(file, frames_of(run));
    }
    result.disclosed_seconds = shown.longest(journal_);
    result.withheld_seconds = withheld.longest(journal_);
  }

  [[nodiscard]] os::Path free_name(const os::Path& folder) const {
    for (int number = 1; number <= max_excerpts; ++number) {
      auto path = folder / bag::excerpt_folder(number);
      if (!fs_.status(path)) return path;
    }
    throw Error(ErrorKind::surroundings, folder.string(),
                tr("{} holds {} excerpts already", base::printable(folder.string()), max_excerpts));
  }

  os::FileSystem& fs_;
  const os::Clock& clock_;
  const ExcerptRequest& request_;
  os::Path original_;
  journal::JournalContent journal_;
  std::vector<timeline::Run> runs_;
};

}  // namespace

void require_unchanged(os::FileSystem& fs, const os::Path& bag, const os::Path& archive) {
  auto found = verify(fs, bag, {{}, archive});
  if (!found.unchanged) throw NotUnchanged(std::move(found));
  require_word_of_ledger(fs, bag, archive);
}

void require_word_of_ledger(os::FileSystem& fs, const os::Path& recording, const os::Path& archive) {
  const auto word = word_of_ledger(fs, recording, {{}, archive});
  const auto shown = base::printable(recording.string());
  for (const auto& doubt : word.doubts) {
    log::warning(tr("the archive's ledger does not have {} as it is now: {}", shown, doubt),
                 base::words_of(Step::verify_all));
  }
  if (word.against.empty()) return;
  throw ContradictedByLedger(ErrorKind::surroundings, recording.string(),
                             tr("the archive's ledger contradicts {}: {}", shown, word.against.front()),
                             Step::verify_all);
}

NotUnchanged::NotUnchanged(Verification verification)
    : Error(ErrorKind::surroundings, verification.bag.string(), reason_of(verification),
            NextStep(Step::verify, base::printable(verification.bag.string()))),
      verification_(std::move(verification)) {}

Excerpt make_excerpt(os::FileSystem& fs, const os::Clock& clock, const ExcerptRequest& request) {
  return ExcerptMaker(fs, clock, request).make();
}

}  // namespace earwitness::derive
