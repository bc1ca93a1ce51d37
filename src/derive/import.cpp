// SPDX-License-Identifier: MIT
#include "derive/import.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cerrno>

#include "archive/archive.hpp"
#include "archive/work_folder.hpp"
#include "bag/contents.hpp"
#include "bag/layout.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "crypto/sha256.hpp"
#include "derive/import_journal.hpp"
#include "derive/import_limits.hpp"
#include "derive/import_sound.hpp"
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
std::string safe_name(const os::Path& file) {
  auto ending = file.extension().string();
  if (!ending.empty()) ending.erase(0, 1);
  const bool is_plain = !ending.empty() && ending.size() <= limits::import_ending_characters &&
                        std::all_of(ending.begin(), ending.end(), [](unsigned char c) {
                          return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
                        });
  if (!is_plain) return "file";
  std::transform(ending.begin(), ending.end(), ending.begin(), [](unsigned char c) { return std::tolower(c); });
  return fmt::format("file.{}", ending);
}

class Importer {
 public:
  Importer(os::FileSystem& fs, const os::Clock& clock, const os::Path& root, const ImportRequest& request)
      : fs_(fs), clock_(clock), root_(root), request_(request), recorded_(request.recorded) {}

  Imported make() {
    require_file();
    os::make_folders(fs_, root_);
    archive::WorkFolder work(fs_, root_, archive::unfinished_import);
    const auto bag = archive::Conversation{work.path()}.bag();
    os::make_folders(fs_, bag / bag::imported_folder);
    copy(bag);
    result_.same_as = find_same(file_.sha256);
    result_.recording = os::random_uuid();
    const auto sound = decode_import(fs_, bag / file_.path, bag / import_audio, result_.recording, request_.sound);
    if (request_.only_sound && !sound.is_decoded()) {
      throw Error(ErrorKind::not_found, request_.file.string(), tr("{} holds no sound that can be decoded", shown()));
    }
    date(sound);
    add_claims(sound);
    result_.opening_hash = write_import_journal(fs_, clock_, bag, result_.recording, request_, file_, sound);
    fs_.sync_folder(bag / bag::imported_folder);
    fs_.sync_folder(bag / bag::payload_folder);
    describe(sound);
    result_.seal = seal(bag);
    result_.conversation = free_name();
    if (request_.on_sealed) request_.on_sealed(result_);
    work.commit(result_.conversation);
    return std::move(result_);
  }

 private:
  [[nodiscard]] std::string shown() const { return base::printable(request_.file.string()); }

  void require_file() {
    const auto entry = fs_.status(request_.file);
    if (!entry) {
      throw Error(ErrorKind::usage, request_.file.string(), tr("there is no file {}", shown()));
    }
    if (entry->kind != os::EntryKind::file) {
      throw Error(ErrorKind::usage, request_.file.string(),
                  tr("{} is {}, and only a file can be imported", shown(), word_for(entry->kind)),
                  _("name the file itself"));
    }
    if (entry->size == 0) {
      throw Error(ErrorKind::usage, request_.file.string(), tr("{} is empty", shown()));
    }
    if (entry->size > limits::import_bytes) {
      throw Error(ErrorKind::usage, request_.file.string(),
                  tr("{} is larger than the {} bytes that can be imported", shown(), limits::import_bytes));
    }
  }

  [[noreturn]] void changed() const {
    throw Error(ErrorKind::usage, request_.file.string(), tr("{} changed while it was read", shown()),
                _("close what writes to it, and try again"));
  }

  /// Read twice: what is still being written differs.
  void copy(const os::Path& bag) {
    const auto changed_before = os::last_changed(request_.file);
    const auto before = bag::hash_and_count(fs_, request_.file);
    file_.path = fmt::format("{}/{}", bag::imported_folder, safe_name(request_.file));
    const auto from = fs_.open(request_.file);
    const auto to = fs_.create(bag / file_.path);
    crypto::Sha256 hash;
    std::vector<std::byte> chunk(import_chunk_bytes);
    for (auto got = from->read(chunk); got > 0; got = from->read(chunk)) {
      if (file_.bytes + got > before.bytes) changed();
      hash.update(std::span(chunk).first(got));
      os::write_all(*to, std::span(chunk).first(got));
      file_.bytes += got;
    }
    to->sync_data();
    to->close();
    file_.sha256 = base::to_hex(hash.finish());
    if (file_.sha256 != before.sha256 || os::last_changed(request_.file) != changed_before) changed();
    changed_ = changed_before;
  }

  /// A sealed import lists its file with its hash. What can't be read there is left to verify.
  [[nodiscard]] std::vector<std::string> find_same(const std::string& sha256) const {
    const auto listed = fmt::format("{}  {}/", sha256, bag::imported_folder);
    std::vector<std::string> names;
    for (const auto& entry : fs_.list(root_)) {
      if (entry.kind != os::EntryKind::folder || archive::is_discarded(entry.name)) continue;
      const auto path = archive::Conversation{root_ / entry.name}.bag() / bag::payload_manifest;
      try {
        const auto manifest = fs_.status(path);
        if (!manifest || manifest->kind != os::EntryKind::file || manifest->size > limits::tag_file_bytes) continue;
        const auto text = "\n" + os::read_all(fs_, path, limits::tag_file_bytes);
        if (text.find("\n" + listed) != std::string::npos) names.push_back(entry.name);
      } catch (const Error&) {
        continue;
      }
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  void claim(std::string text) {
    if (text.size() > limits::import_claim_bytes) text.resize(limits::import_claim_bytes);
    file_.claims.push_back(base::printable(text));
  }

  /// When it was, as the user says, or agrees to.
  void date(const ImportedSound& sound) {
    result_.claimed = claimed_time(request_.file.filename().string(), sound.facts.claims, clock_.utc());
    if (!recorded_ && result_.claimed && request_.confirm && request_.confirm(*result_.claimed)) {
      recorded_ = result_.claimed->time;
    }
    result_.recorded = recorded_;
  }

  void add_claims(const ImportedSound& sound) {
    for (const auto& known : request_.known_claims) claim(known);
    const bool is_new = request_.known_claims.empty();
    if (is_new) claim(fmt::format("name: {}", request_.file.filename().string()));
    if (is_new && changed_) claim(fmt::format("last changed: {}, says the file system", base::rfc3339(*changed_)));
    if (recorded_) {
      claim(fmt::format("recorded: {}, says who imported it", base::rfc3339(*recorded_)));
      if (request_.recorded_is_day) {
        claim(fmt::format("time of day: not said, {} is the day that was meant",
                          os::local_text(*recorded_).substr(0, day_characters)));
      }
    }
    if (sound.is_decoded()) claim(fmt::format("form: {}", sound.facts.form));
    for (const auto& [name, text] : sound.facts.claims) claim(fmt::format("{}: {}, says the file", name, text));
  }

  void describe(const ImportedSound& sound) {
    result_.bytes = file_.bytes;
    result_.sha256 = file_.sha256;
    result_.facts = sound.facts;
    result_.failure = sound.failure;
    result_.no_sound = sound.no_sound;
    result_.too_long = sound.facts.too_long;
    if (!sound.is_decoded()) return;
    result_.damaged = !sound.facts.is_whole();
    result_.rounded = sound.rounded;
    result_.kind = base::printable(sound.facts.form);
    result_.frames = sound.frames();
    result_.seconds = sound.format.seconds(result_.frames);
  }

  std::string seal(const os::Path& bag) {
    archive::SealRequest sealing{result_.recording, "import", request_.title, recorded_, result_.seconds};
    sealing.key = request_.key;
    auto seal = archive::seal(fs_, clock_, bag, sealing, request_.statement);
    // What was hashed on its way in is what lies on the disk.
    if (bag::hash_file(fs_, bag / file_.path) != file_.sha256) {
      throw FileError(EIO, root_.string(), tr("{} reads back differently than it was copied", shown()),
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
  std::optional<UtcTime> recorded_;
  ImportedBytes file_;
  std::optional<UtcTime> changed_;
  Imported result_;
};

}  // namespace

Imported import_file(os::FileSystem& fs, const os::Clock& clock, const os::Path& root, const ImportRequest& request) {
  return Importer(fs, clock, root, request).make();
}

}  // namespace earwitness::derive
