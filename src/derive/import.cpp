// SPDX-License-Identifier: MIT
#include "derive/import.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <utility>

#include "archive/archive.hpp"
#include "archive/clock_doubt.hpp"
#include "archive/imported_files.hpp"
#include "archive/label.hpp"
#include "archive/work_folder.hpp"
#include "bag/contents.hpp"
#include "bag/layout.hpp"
#include "base/limits.hpp"
#include "base/recording_kind.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "crypto/sha256.hpp"
#include "derive/import_journal.hpp"
#include "derive/import_limits.hpp"
#include "derive/import_sound.hpp"
#include "journal/claims.hpp"
#include "os/file_facts.hpp"
#include "os/local_time.hpp"
#include "os/random.hpp"

namespace earwitness::derive {

namespace {

constexpr std::size_t day_characters = 10;
constexpr std::size_t import_chunk_bytes = std::size_t{1} << 20;

/// What kind of thing lies there, where it is no file.
const char* word_for(os::EntryKind kind) noexcept {
  switch (kind) {
    case os::EntryKind::folder:
      return _("a folder");
    case os::EntryKind::link:
      return _("a link");
    default:
      return _("a device, a pipe or a socket");
  }
}

/// Letters and digits of its ending, so that the copy opens as the original does; its whole name is foreign text.
std::string safe_ending(const os::Path& file) {
  auto ending = file.extension().string();
  if (!ending.empty()) ending.erase(0, 1);
  const bool is_plain = !ending.empty() && ending.size() <= limits::import_ending_characters &&
                        std::all_of(ending.begin(), ending.end(), [](unsigned char c) {
                          return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
                        });
  if (!is_plain) return {};
  std::transform(ending.begin(), ending.end(), ending.begin(), [](unsigned char c) { return std::tolower(c); });
  return ending;
}

/// Where it was recorded is nobody's business unasked: the bag, which is handed over, only says that the file says it.
constexpr const char* place_claim = "place";

class Importer {
 public:
  Importer(os::FileSystem& fs, const os::Clock& clock, const os::Path& root, const ImportRequest& request)
      : fs_(fs),
        clock_(clock),
        root_(root),
        request_(request),
        all_{request.file},
        recorded_(request.recorded),
        recorded_is_day_(request.recorded && request.recorded_is_day) {
    for (const auto& more : request.more) all_.push_back(more.file);
  }

  Imported make() {
    for (const auto& file : all_) require_file(file);
    os::make_folders(fs_, root_);
    archive::WorkFolder work(
        fs_, root_,
        request_.work_name.empty() ? archive::new_work_name(archive::import_work_stem) : request_.work_name);
    const auto bag = archive::Conversation{work.path()}.bag();
    os::make_folders(fs_, bag / bag::imported_folder);
    imported_before_.emplace(fs_, root_);
    std::vector<os::Path> copies;
    for (const auto& file : all_) {
      copies.push_back(bag / copy(file, bag));
      add_same(files_.back().sha256);
    }
    result_.recording = os::random_uuid();
    auto sound = decode_import(fs_, copies, bag / import_audio, result_.recording, request_.sound);
    leave_out_silent(sound, copies);
    date(sound);
    add_claims(sound);
    result_.opening_hash = write_import_journal(fs_, clock_, bag, result_.recording, request_, files_, claims_, sound,
                                                archive::doubt_clock(fs_, clock_, root_).behind);
    fs_.sync_folder(bag / bag::imported_folder);
    fs_.sync_folder(bag / bag::payload_folder);
    describe(sound);
    result_.seal = seal(bag);
    keep_place(work.path());
    result_.conversation = free_name();
    if (request_.on_sealed) request_.on_sealed(result_);
    work.commit(result_.conversation);
    std::vector<std::string> hashes;
    for (const auto& file : files_) hashes.push_back(file.sha256);
    imported_before_->keep(result_.conversation.filename().string(), hashes);
    return std::move(result_);
  }

 private:
  static std::string shown(const os::Path& file) { return base::printable(file.string()); }

  void require_file(const os::Path& file) const {
    const auto entry = fs_.status(file);
    if (!entry) throw Error(ErrorKind::usage, file.string(), tr("there is no file {}", shown(file)));
    if (entry->kind != os::EntryKind::file) {
      throw Error(ErrorKind::usage, file.string(),
                  tr("{} is {}, and only a file can be imported", shown(file), word_for(entry->kind)),
                  _("name the file itself"));
    }
    if (entry->size == 0) throw Error(ErrorKind::usage, file.string(), tr("{} is empty", shown(file)));
    if (entry->size > limits::import_bytes) {
      throw Error(ErrorKind::usage, file.string(),
                  tr("{} is larger than the {} bytes that can be imported", shown(file), limits::import_bytes));
    }
  }

  [[noreturn]] static void changed(const os::Path& file) {
    throw Error(ErrorKind::usage, file.string(), tr("{} changed while it was read", shown(file)),
                _("close what writes to it, and try again"));
  }

  /// Read twice: what is still being written differs. Returns the path in the bag.
  std::string copy(const os::Path& file, const os::Path& bag) {
    const auto changed_before = os::last_changed(file);
    const auto before = bag::hash_and_count(fs_, file);
    ImportedBytes copied;
    copied.path = bag::imported_path(files_.size() + 1, safe_ending(file));
    const auto from = fs_.open(file);
    const auto to = fs_.create(bag / copied.path);
    crypto::Sha256 hash;
    std::vector<std::byte> chunk(import_chunk_bytes);
    for (auto got = from->read(chunk); got > 0; got = from->read(chunk)) {
      if (copied.bytes + got > before.bytes) changed(file);
      hash.update(std::span(chunk).first(got));
      os::write_all(*to, std::span(chunk).first(got));
      copied.bytes += got;
    }
    to->sync_data();
    to->close();
    copied.sha256 = base::to_hex(hash.finish());
    if (copied.sha256 != before.sha256 || os::last_changed(file) != changed_before) changed(file);
    files_.push_back(copied);
    changed_.push_back(changed_before);
    return copied.path;
  }

  /// A text, say, or a picture. What was to be a recording, and can't be decoded, is sealed all the same.
  static bool is_no_sound(const ImportedFileSound& file) {
    return file.failure == media::Failure::none && !file.facts.too_long &&
           (file.no_sound == media::NoSound::unknown_form || file.no_sound == media::NoSound::no_stream);
  }

  /// What lay in a folder beside sound.
  void leave_out_silent(ImportedSound& sound, const std::vector<os::Path>& copies) {
    for (auto i = all_.size(); i > 0; --i) {
      const auto at = static_cast<std::ptrdiff_t>(i) - 1;
      const bool is_optional = i == 1 ? request_.only_sound : request_.more[i - 2].only_sound;
      if (!is_optional || !is_no_sound(sound.files[i - 1])) continue;
      if (all_.size() == 1) {
        throw Error(ErrorKind::not_found, all_.front().string(),
                    tr("{} holds no sound that can be decoded", shown(all_.front())));
      }
      fs_.remove_file(copies[i - 1]);
      result_.left_out.insert(result_.left_out.begin(), all_[i - 1]);
      all_.erase(all_.begin() + at);
      files_.erase(files_.begin() + at);
      changed_.erase(changed_.begin() + at);
      sound.files.erase(sound.files.begin() + at);
    }
  }

  void add_same(const std::string& sha256) {
    for (const auto& name : imported_before_->conversations_with(sha256)) {
      const auto there = std::find(result_.same_as.begin(), result_.same_as.end(), name);
      if (there == result_.same_as.end()) result_.same_as.push_back(name);
    }
  }

  void claim(std::string text) {
    if (text.size() > limits::import_claim_bytes) text.resize(limits::import_claim_bytes);
    claims_.push_back(base::printable(text));
  }

  /// When it was, as the user says, or agrees to: the first file that says it.
  void date(const ImportedSound& sound) {
    for (std::size_t i = 0; i < all_.size() && !result_.claimed; ++i) {
      result_.claimed = claimed_time(all_[i].filename().string(), sound.files[i].facts.claims, clock_.utc());
    }
    if (!recorded_ && result_.claimed && request_.confirm && request_.confirm(*result_.claimed)) {
      recorded_ = result_.claimed->time;
      recorded_is_day_ = result_.claimed->is_day;
    }
    result_.recorded = recorded_;
    result_.recorded_is_day = recorded_is_day_;
  }

  void add_claims(const ImportedSound& sound) {
    for (const auto& known : request_.known_claims) claim(known);
    for (std::size_t i = 0; request_.known_claims.empty() && i < all_.size(); ++i) {
      claim(fmt::format("{}name: {}", which(i), all_[i].filename().string()));
      if (!changed_[i]) continue;
      claim(fmt::format("{}last changed: {}, says the file system", which(i), base::rfc3339(*changed_[i])));
    }
    if (recorded_) {
      claim(journal::claim_of_start(*recorded_));
      if (recorded_is_day_) claim(journal::claim_of_day(os::local_text(*recorded_).substr(0, day_characters)));
    }
    for (std::size_t i = 0; i < all_.size(); ++i) add_claims_of(sound.files[i], which(i));
  }

  /// Of several each claim says which file it is of.
  [[nodiscard]] std::string which(std::size_t number) const {
    return all_.size() < 2 ? std::string() : fmt::format("file {}: ", number + 1);
  }

  void add_claims_of(const ImportedFileSound& sound, const std::string& of) {
    if (sound.decoded) claim(fmt::format("{}form: {}", of, sound.facts.form));
    bool has_place = false;
    for (const auto& [name, text] : sound.facts.claims) {
      if (name != place_claim) {
        claim(fmt::format("{}{}: {}, says the file", of, name, text));
        continue;
      }
      if (!std::exchange(has_place, true))
        claim(fmt::format("{}place: the file says where it was recorded; only the file itself has it", of));
      if (result_.place.empty()) result_.place = base::printable(text);
    }
  }

  /// Beside the bag, where nothing that is handed over is taken from.
  void keep_place(const os::Path& conversation) {
    if (result_.place.empty()) return;
    archive::Label label;
    label.notes.push_back({clock_.utc(), std::nullopt, tr("place, says the file: {}", result_.place)});
    archive::write_label(fs_, conversation, label);
  }

  void describe(const ImportedSound& sound) {
    for (std::size_t i = 0; i < all_.size(); ++i) {
      result_.files.push_back({all_[i], files_[i].bytes, files_[i].sha256, sound.files[i]});
      const auto& of_it = sound.files[i];
      if (result_.kind.empty() && of_it.decoded) result_.kind = base::printable(of_it.facts.form);
    }
    if (!sound.is_decoded()) return;
    result_.damaged = std::any_of(sound.files.begin(), sound.files.end(),
                                  [](const auto& file) { return !file.decoded || !file.facts.is_whole(); });
    result_.frames = sound.frames();
    result_.rate = sound.format.sample_rate;
    result_.seconds = sound.format.seconds(result_.frames);
  }

  std::string seal(const os::Path& bag) {
    archive::SealRequest sealing{result_.recording, recording_kind::imported, request_.title, recorded_,
                                 result_.seconds};
    sealing.key = request_.key;
    auto seal = archive::seal(fs_, clock_, bag, sealing, request_.statement);
    // What was hashed on its way in is what lies on the disk.
    for (std::size_t i = 0; i < files_.size(); ++i) {
      if (bag::hash_file(fs_, bag / files_[i].path) == files_[i].sha256) continue;
      throw FileError(EIO, root_.string(), tr("{} reads back differently than it was copied", shown(all_[i])),
                      _("the disk can't be trusted: import into another archive"));
    }
    return seal;
  }

  /// As a recording's: when it was, as the user says, else now; and the title.
  [[nodiscard]] os::Path free_name() const {
    constexpr int max_same_names = 100;
    const auto name = archive::folder_name(recorded_.value_or(clock_.utc()), request_.title);
    for (int n = 1; n <= max_same_names; ++n) {
      auto path = root_ / (n == 1 ? name : fmt::format("{}-{}", name, n));
      if (!fs_.status(path)) return path;
    }
    throw Error(ErrorKind::usage, root_.string(),
                tr("{} recordings are called {} already", max_same_names, base::printable(name)), Step::choose_title);
  }

  os::FileSystem& fs_;
  const os::Clock& clock_;
  os::Path root_;
  const ImportRequest& request_;
  std::vector<os::Path> all_;
  std::optional<UtcTime> recorded_;
  bool recorded_is_day_;
  std::optional<archive::ImportedFiles> imported_before_;
  std::vector<ImportedBytes> files_;
  std::vector<std::optional<UtcTime>> changed_;
  std::vector<std::string> claims_;
  Imported result_;
};

}  // namespace

Imported import_file(os::FileSystem& fs, const os::Clock& clock, const os::Path& root, const ImportRequest& request) {
  return Importer(fs, clock, root, request).make();
}

}  // namespace earwitness::derive
