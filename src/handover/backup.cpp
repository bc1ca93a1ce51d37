// SPDX-License-Identifier: MIT
#include "handover/backup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <optional>
#include <set>

#include "archive/archive.hpp"
#include "archive/backups.hpp"
#include "archive/inside.hpp"
#include "archive/ledger.hpp"
#include "archive/recordings.hpp"
#include "bag/contents.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "crypto/sha256.hpp"
#include "handover/checked_copy.hpp"
#include "os/local_time.hpp"

namespace earwitness::handover {

namespace {

constexpr const char* top = "backup";
constexpr std::size_t stamp_characters = 19;  // 2026-11-23_15-30-05

/// What a conversation's folder holds, without reading its sound: sealed files never change, and what is added to them
/// has a name of its own. The one file that is rewritten is taken by its content.
std::string print_of(os::FileSystem& fs, const os::Path& conversation) {
  crypto::Sha256 hash;
  for (const auto& content : bag::contents(fs, conversation)) {
    hash.update(base::as_bytes(fmt::format("{} {}\n", content.size, content.path)));
    if (content.path == "label.json") hash.update(base::as_bytes(bag::hash_file(fs, conversation / content.path)));
  }
  return base::to_hex(hash.finish());
}

/// Without its title. With a piece of its UUID, as two that began in one second may lie in two backups that are
/// unpacked into one folder.
std::string neutral_name(const archive::Item& item, std::set<std::string>& taken) {
  constexpr std::size_t uuid_characters = 8;
  const auto& folder = item.name;
  const bool has_time = !archive::is_discarded(folder) && folder.size() >= stamp_characters &&
                        std::all_of(folder.begin(), folder.begin() + stamp_characters,
                                    [](char c) { return (c >= '0' && c <= '9') || c == '-' || c == '_'; });
  auto name = has_time ? folder.substr(0, stamp_characters) : std::string("recording");
  const auto piece = item.recording.substr(0, uuid_characters);
  if (piece.size() == uuid_characters && base::from_hex(piece)) name += "_" + piece;
  auto free = name;
  for (int n = 2; !taken.insert(free).second; ++n) free = fmt::format("{}-{}", name, n);
  return free;
}

class BackupMaker {
 public:
  BackupMaker(os::FileSystem& fs, const os::Clock& clock, const BackupRequest& request)
      : fs_(fs), clock_(clock), request_(request) {}

  Backup run() {
    require_folder();
    made_ = archive::read_backups(fs_, request_.archive);
    const auto chosen = choose();
    if (chosen.empty() && !request_.full) return std::move(result_);
    const auto name = fmt::format("backup-{}", os::local_stamp(clock_.utc()));
    copy_.emplace(fs_, make_zip_destination(fs_, request_.to, name, request_.passphrase, clock_.utc(), top));
    copy_->add_text("how-to-restore.txt", how_to_restore());
    for (const auto& item : chosen) add_conversation(item);
    add_folder_files(request_.keys, "keys");
    // Last, so that it knows of all that is in here.
    add_if_there(archive::ledger_path(request_.archive), "archive/ledger.jsonl");
    check();
    result_.path = copy_->commit();
    remember();
    return std::move(result_);
  }

 private:
  void require_folder() {
    const auto shown = base::printable(request_.to.string());
    const auto entry = fs_.status(request_.to / ".");
    if (!entry || entry->kind != os::EntryKind::folder) {
      throw Error(ErrorKind::usage, request_.to.string(), tr("there is no folder {}", shown),
                  _("plug in the disk that the backup is to lie on, and name a folder on it"));
    }
    if (archive::is_inside(request_.to, request_.archive)) {
      throw Error(ErrorKind::usage, request_.to.string(),
                  tr("{} lies in the archive itself, and is lost with it", shown), _("name a folder on another disk"));
    }
  }

  /// Of those backups that really lie in the folder.
  [[nodiscard]] std::map<std::string, std::set<std::string>> held_there() const {
    std::map<std::string, std::set<std::string>> held;
    for (const auto& backup : made_) {
      const auto entry = fs_.status(request_.to / backup.file);
      if (!entry || entry->kind != os::EntryKind::file || entry->size != backup.bytes) continue;
      for (const auto& [key, print] : backup.held) held[key].insert(print);
    }
    return held;
  }

  std::vector<archive::Item> choose() {
    const auto held = request_.full ? std::map<std::string, std::set<std::string>>{} : held_there();
    std::vector<archive::Item> chosen;
    for (auto& item : archive::list(fs_, request_.archive)) {
      if (item.state == archive::State::recording) {
        ++result_.left_out;
        continue;
      }
      const auto key = archive::key_of(item);
      auto print = print_of(fs_, item.folder);
      const auto known = held.find(key);
      if (known != held.end() && known->second.contains(print)) {
        ++result_.others;
        continue;
      }
      prints_[key] = std::move(print);
      chosen.push_back(std::move(item));
    }
    result_.recordings = chosen.size();
    return chosen;
  }

  /// What no recording can hold would only fill the disk.
  static void require_possible(const os::Path& path, std::uint64_t bytes) {
    if (bytes <= limits::sound_file_bytes) return;
    const auto shown = base::printable(path.string());
    throw Error(ErrorKind::surroundings, path.string(),
                tr("{} is larger than the {} bytes that such a file may have", shown, limits::sound_file_bytes),
                tr("look at what it is, and move it away: ls -ld {}", shown));
  }

  void add_conversation(const archive::Item& item) {
    const auto name = neutral_name(item, names_);
    for (const auto& content : bag::contents(fs_, item.folder)) {
      if (content.kind != os::EntryKind::file) continue;  // links are never followed
      require_possible(item.folder / content.path, content.size);
      copy_->add_file(fmt::format("archive/{}/{}", name, content.path), item.folder / content.path);
    }
  }

  void add_folder_files(const os::Path& folder, const std::string& name) {
    if (!fs_.status(folder)) return;
    for (const auto& entry : fs_.list(folder)) {
      if (entry.kind != os::EntryKind::file || entry.name.starts_with('.')) continue;
      copy_->add_file(fmt::format("{}/{}", name, entry.name), folder / entry.name);
    }
  }

  void add_if_there(const os::Path& from, const std::string& name) {
    const auto entry = fs_.status(from);
    if (entry && entry->kind == os::EntryKind::file) copy_->add_file(name, from);
  }

  void check() {
    copy_->check([&](const std::string& name) {
      const auto told = name.empty() ? request_.to.string() : name;
      throw FileError(EIO, told, tr("{} reads back differently than it was copied", base::printable(told)),
                      _("the disk can't be trusted: make the backup on another one"));
    });
    result_.files = copy_->files();
    result_.bytes = copy_->bytes();
  }

  void remember() {
    archive::BackupMade made{clock_.utc(), result_.path.filename().string(),
                             std::filesystem::absolute(request_.to).string(), 0, prints_};
    if (const auto entry = fs_.status(result_.path)) made.bytes = entry->size;
    made_.push_back(std::move(made));
    archive::write_backups(fs_, request_.archive, made_);
  }

  os::FileSystem& fs_;
  const os::Clock& clock_;
  const BackupRequest& request_;
  std::vector<archive::BackupMade> made_;
  std::optional<CheckedCopy> copy_;
  std::map<std::string, std::string> prints_;  // of what is in it, by key
  std::set<std::string> names_;                // of conversations in it
  Backup result_;
};

}  // namespace

Backup make_backup(os::FileSystem& fs, const os::Clock& clock, const BackupRequest& request) {
  return BackupMaker(fs, clock, request).run();
}

std::string how_to_restore() {
  return _(
      "How to have these recordings back\n"
      "\n"
      "Open every backup file of the folder, the oldest first, in one place (7-Zip on\n"
      "Windows and macOS; sudo apt install 7zip, or p7zip-full, on Debian and Ubuntu).\n"
      "Lines that begin with four blanks are to be typed:\n"
      "\n"
      "    for f in backup-*.zip; do 7z x -aoa \"$f\"; done\n"
      "    chmod -R go= backup\n"
      "    earwitness verify --all --archive backup/archive\n"
      "    earwitness keys restore backup/keys/signing-key.pem\n"
      "\n"
      "Then backup/archive is your archive: move it to where it is to lie. Its folders\n"
      "are called by their time alone; `earwitness list` shows their titles.\n");
}

}  // namespace earwitness::handover
