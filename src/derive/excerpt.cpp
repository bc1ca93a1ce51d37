// SPDX-License-Identifier: MIT
#include "derive/excerpt.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>

#include "archive/tags.hpp"
#include "archive/work_folder.hpp"
#include "bag/contents.hpp"
#include "bag/layout.hpp"
#include "bag/writer.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "crypto/sha256.hpp"
#include "derive/disclosed_notes.hpp"
#include "derive/excerpt_sound.hpp"
#include "json/value.hpp"
#include "verify/verify.hpp"

namespace earwitness::derive {

namespace {

constexpr const char* work_name = "excerpt.new";
constexpr int max_excerpts = 10'000;

std::string reason_of(const Verification& found) {
  const auto shown = base::printable(found.bag.string());
  return found.sealed ? tr("{} is not as it was sealed", shown) : tr("{} is not sealed", shown);
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
    runs_ = timeline::select(journal_, request_.wanted);
    auto notes = disclosed_notes(fs_, original_, request_.notes);
    const auto folder = request_.into ? *request_.into : original_.parent_path();
    archive::WorkFolder work(fs_, folder, work_name);
    write_data(work.path(), found, notes);

    Excerpt result;
    result.recording = found.recording;
    result.original = found.seal;
    result.seal = bag::seal(fs_, work.path(), info(found), base::rfc3339(clock_.utc()).substr(0, 10), request_.key);
    check_made(work.path(), result.seal);
    measure(result);
    result.notes = std::move(notes.numbers);
    result.withheld_notes = notes.withheld;
    result.bag = free_name(folder);
    work.commit(result.bag);
    return result;
  }

 private:
  Verification check_original() {
    auto found = verify(fs_, request_.recording, {{}, request_.archive});
    if (!found.unchanged) throw NotUnchanged(std::move(found));
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
    const auto key = request_.key != nullptr ? json::Value(base::to_hex(request_.key->fingerprint())) : json::Value();
    const json::Value excerpt = {{"format", journal::known_format},
                                 {"original", found.seal},
                                 {"key", key},
                                 {"ranges", ranges()},
                                 {"notes", notes.lines}};
    os::write_new(fs_, bag / bag::excerpt_path, excerpt.dump() + "\n");
    fs_.sync_folder(bag / bag::payload_folder);
  }

  void copy(const os::Path& from, const os::Path& to, std::uint64_t limit) {
    os::write_new(fs_, to, os::read_all(fs_, original_ / from, limit));
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
    const flac::Tags tags{journal_.started_utc, journal_.recording, EARWITNESS_SOFTWARE};
    copy_sound(fs_, original_ / file.name, bag / name, file, shown, journal_.audio, tags);
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
                      {archive::tags::kind, "excerpt"},
                      {archive::tags::excerpt_of, found.seal}};
    if (!request_.name.empty()) info.emplace_back(archive::tags::name, base::printable(request_.name));
    return info;
  }

  void check_made(const os::Path& bag, const std::string& seal) {
    const auto made = verify(fs_, bag);
    if (made.unchanged && made.seal == seal) return;
    throw FileError(EIO, bag.string(), _("the excerpt that was just made does not check, and was removed"),
                    _("the disk can't be trusted: copy the recording to another one, and make the excerpt there"));
  }

  void measure(Excerpt& result) const {
    const auto begins = timeline::beginnings(journal_);
    Frames all = 0;
    Frames shown = 0;
    for (const auto& file : journal_.files) all += file.frames();
    for (const auto& run : runs_) {
      const auto from =
          begins[run.file] + timeline::length(journal_.audio, journal_.files[run.file].seconds[run.begin].from);
      result.disclosed.push_back({from, from + timeline::length(journal_.audio, frames_of(run))});
      shown += frames_of(run);
    }
    result.disclosed_seconds = journal_.audio.seconds(shown);
    result.withheld_seconds = journal_.audio.seconds(all - shown);
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

NotUnchanged::NotUnchanged(Verification verification)
    : Error(ErrorKind::surroundings, verification.bag.string(), reason_of(verification),
            NextStep(Step::verify, base::printable(verification.bag.string()))),
      verification_(std::move(verification)) {}

Excerpt make_excerpt(os::FileSystem& fs, const os::Clock& clock, const ExcerptRequest& request) {
  return ExcerptMaker(fs, clock, request).make();
}

}  // namespace earwitness::derive
