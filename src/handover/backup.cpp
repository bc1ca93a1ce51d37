// SPDX-License-Identifier: MIT
#include "handover/backup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "archive/archive.hpp"
#include "archive/backups.hpp"
#include "archive/inside.hpp"
#include "archive/ledger.hpp"
#include "archive/ledger_line.hpp"
#include "archive/opening.hpp"
#include "archive/recordings.hpp"
#include "bag/contents.hpp"
#include "bag/layout.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "crypto/sha256.hpp"
#include "handover/checked_copy.hpp"
#include "log/log.hpp"
#include "os/local_time.hpp"

namespace earwitness::handover {

namespace {

constexpr const char* top = "backup";
constexpr const char* folder_list = "folders.txt";
constexpr std::size_t stamp_characters = 19;  // 2026-11-23_15-30-05
constexpr std::size_t piece_characters = 8;   // of a UUID or a seal: enough to tell two of one second apart
constexpr int max_names_tried = 5;

/// What a command works in until it is done, or what it removes: it is of no use to anyone, and may be what was
/// deleted.
bool is_unfinished(const std::string& name) { return name.starts_with('.') || name.ends_with(".new"); }

std::string first_name_of(const std::string& path) { return path.substr(0, path.find('/')); }

/// The files of a conversation that go into a backup.
std::vector<bag::Content> files_of(os::FileSystem& fs, const os::Path& conversation) {
  auto contents = bag::contents(fs, conversation);
  std::erase_if(contents, [](const bag::Content& content) {
    return content.kind != os::EntryKind::file || is_unfinished(first_name_of(content.path));  // no link is followed
  });
  return contents;
}

/// What a conversation's folder holds, without reading its sound: sealed files never change, and what is added to them
/// has a name of its own. The one file that is rewritten is taken by its content.
std::string print_of(os::FileSystem& fs, const os::Path& conversation, const std::vector<bag::Content>& files) {
  crypto::Sha256 hash;
  for (const auto& file : files) {
    hash.update(base::as_bytes(fmt::format("{} {}\n", file.size, file.path)));
    if (file.path == "label.json") hash.update(base::as_bytes(bag::hash_file(fs, conversation / file.path)));
  }
  return base::to_hex(hash.finish());
}

/// Empty where nothing tells which recording it is.
std::string uuid_of(os::FileSystem& fs, const archive::Item& item) {
  if (!item.recording.empty()) return item.recording;
  try {
    const auto opening = archive::read_opening(fs, archive::Conversation{item.folder}.bag());
    return opening ? opening->recording : std::string();
  } catch (const Error&) {
    return {};
  }
}

/// `_` and the beginning of what must be hex; empty where it is not.
std::string piece_of(const std::string& hex) {
  const auto piece = hex.substr(0, piece_characters);
  return piece.size() == piece_characters && base::from_hex(piece) ? "_" + piece : std::string();
}

/// Without its title. With a piece of its UUID, as two that began in one second may lie in two backups that are
/// unpacked into one folder; with a piece of its seal where a part of it was deleted: what an earlier backup has of it
/// must not be unpacked into the same folder. All else is only ever added to a recording.
std::string neutral_name(os::FileSystem& fs, const archive::Item& item, std::set<std::string>& taken) {
  const auto& folder = item.name;
  const bool has_time = folder.size() >= stamp_characters &&
                        std::all_of(folder.begin(), folder.begin() + stamp_characters,
                                    [](char c) { return (c >= '0' && c <= '9') || c == '-' || c == '_'; });
  auto name = has_time ? folder.substr(0, stamp_characters) : std::string("recording");
  name += piece_of(uuid_of(fs, item));
  const auto bag = archive::Conversation{item.folder}.bag();
  if (fs.status(bag / bag::excerpt_path)) name += piece_of(archive::read_seal(fs, bag));
  auto free = name;
  for (int n = 2; !taken.insert(free).second; ++n) free = fmt::format("{}-{}", name, n);
  return free;
}

/// A conversation that is to be copied, as it was at the moment of the backup.
struct Picked {
  os::Path folder;
  std::string name;  ///< in the backup
  std::vector<bag::Content> files;
  bool is_running = false;
};

class BackupMaker {
 public:
  BackupMaker(os::FileSystem& fs, const os::Clock& clock, const BackupRequest& request)
      : fs_(fs), clock_(clock), request_(request), began_(clock.utc()), progress_(request.progress) {}

  Backup run() {
    require_backup_folder(fs_, request_.to, request_.archive);
    archive::require_own_backups(fs_, request_.archive);
    made_ = archive::read_backups(fs_, request_.archive);
    pick();
    if (result_.recordings == 0 && !request_.full) return std::move(result_);
    tell_unfinished();
    copy_.emplace(fs_,
                  make_zip_destination(fs_, request_.to, free_name(), request_.passphrase, clock_.utc(), top,
                                       request_.unfinished_name),
                  progress_);
    expect();
    copy_->add_text("how-to-restore.txt", how_to_restore());
    copy_->add_text(folder_list, folders_);
    for (const auto& conversation : picked_) add_conversation(conversation);
    add_keys();
    if (ledger_bytes_) copy_->add_file("archive/ledger.jsonl", archive::ledger_path(request_.archive), ledger_bytes_);
    check();
    // Remembered before it has its name, too: whoever reads that checks whether it got it.
    remember(true);
    result_.path = copy_->commit();
    remember(false);
    return std::move(result_);
  }

 private:
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

  /// One moment: no line enters the ledger meanwhile, so what lies in the folders is what it speaks of. The copying is
  /// done later, of files that are only added to, up to the sizes that they have now.
  void pick() {
    std::optional<archive::LedgerLock> moment;
    const auto ledger = fs_.status(archive::ledger_path(request_.archive));
    const bool has_ledger = ledger && ledger->kind == os::EntryKind::file;
    if (has_ledger) moment.emplace(archive::LedgerLock::acquire(clock_, request_.archive));
    const auto held = request_.full ? std::map<std::string, std::set<std::string>>{} : held_there();
    const auto running = archive::running(request_.archive);
    const auto runs_in = running ? os::Path(running->folder).filename().string() : std::string();
    for (auto& item : archive::list(fs_, request_.archive)) {
      if (is_unfinished(item.name)) continue;
      Picked conversation{item.folder, neutral_name(fs_, item, names_), files_of(fs_, item.folder), false};
      folders_ += conversation.name + "\n";
      // Until its process ends the ledger may not have its seal yet.
      conversation.is_running = item.state == archive::State::recording || item.name == runs_in;
      if (conversation.is_running) {
        keep_what_is_recorded(conversation);
        ++result_.left_out;
      } else if (!is_new(item, conversation, held)) {
        ++result_.others;
        continue;
      } else {
        ++result_.recordings;
      }
      picked_.push_back(std::move(conversation));
    }
    if (has_ledger) ledger_bytes_ = archive::ledger_size(*fs_.open(archive::ledger_path(request_.archive)));
  }

  /// Notes in `prints_` what is new.
  bool is_new(const archive::Item& item, const Picked& conversation,
              const std::map<std::string, std::set<std::string>>& held) {
    const auto key = archive::key_of(item);
    auto print = print_of(fs_, item.folder, conversation.files);
    const auto known = held.find(key);
    if (known != held.end() && known->second.contains(print)) return false;
    prints_[key] = std::move(print);
    return true;
  }

  /// A recording that runs is what an interruption would leave now: its journal, and the sound that this speaks of. The
  /// next backup has all of it.
  static void keep_what_is_recorded(Picked& conversation) {
    const auto payload = fmt::format("{}/{}/", bag::recording_folder, bag::payload_folder);
    std::erase_if(conversation.files, [&](const bag::Content& file) { return !file.path.starts_with(payload); });
    const auto journal = fmt::format("{}/{}", bag::recording_folder, bag::journal_path);
    std::stable_partition(conversation.files.begin(), conversation.files.end(),
                          [&](const bag::Content& file) { return file.path == journal; });
  }

  /// Each file is copied and read back.
  void expect() {
    for (const auto& conversation : picked_) {
      for (const auto& file : conversation.files) progress_.expect(2 * file.size);
    }
    progress_.expect(2 * ledger_bytes_.value_or(0));
  }

  /// What looks like half a backup and nothing proves to be one of ours: it may be anyone's file.
  void tell_unfinished() {
    for (const auto& entry : fs_.list(request_.to)) {
      if (!entry.name.starts_with(backup_work_stem) || !entry.name.ends_with(".new")) continue;
      const auto shown = base::printable((request_.to / entry.name).string());
      log::warning(tr("{} may be left of a backup that was interrupted; nothing proves it, so it stays", shown),
                   tr("look at what it is, and remove it: ls -la {}", shown));
    }
  }

  /// Backups are called by the second, and their names are their order: where one has this name, a second is waited
  /// for.
  [[nodiscard]] std::string free_name() const {
    for (int tried = 0;; ++tried) {
      auto name = fmt::format("backup-{}", os::local_stamp(clock_.utc()));
      if (tried == max_names_tried || !fs_.status(request_.to / (name + ".zip"))) return name;
      clock_.sleep(std::chrono::seconds(1));
    }
  }

  /// What no recording can hold would only fill the disk.
  static void require_possible(const os::Path& path, std::uint64_t bytes) {
    if (bytes <= limits::sound_file_bytes) return;
    const auto shown = base::printable(path.string());
    throw Error(ErrorKind::surroundings, path.string(),
                tr("{} is larger than the {} bytes that such a file may have", shown, limits::sound_file_bytes),
                tr("look at what it is, and move it away: ls -ld {}", shown));
  }

  /// Whether most of what it holds gets smaller.
  static bool is_compressible(const Picked& conversation) {
    std::uint64_t all = 0;
    std::uint64_t compressible = 0;
    for (const auto& file : conversation.files) {
      all += file.size;
      if (handover::is_compressible(file.path)) compressible += file.size;
    }
    return compressible > all / 2;
  }

  /// One tar file, as each entry of the zip file costs a key that is derived from the passphrase, twice.
  void add_conversation(const Picked& conversation) {
    copy_->begin_tar(fmt::format("archive/{}.tar", conversation.name), began_, is_compressible(conversation));
    for (const auto& file : conversation.files) {
      const auto from = conversation.folder / file.path;
      require_possible(from, file.size);
      const auto name = fmt::format("{}/{}", conversation.name, file.path);
      const bool may_grow = conversation.is_running && !file.path.ends_with(".flac");
      try {
        copy_->add_file(name, from, may_grow ? std::optional(file.size) : std::nullopt);
      } catch (const FileError& error) {
        // A draft is sealed meanwhile, or a recording ends without any sound. What is sealed does not go.
        const bool is_beside = file.path.find('/') == std::string::npos;
        if (error.code() != ENOENT || !(is_beside || conversation.is_running)) throw;
      }
    }
    copy_->end_tar();
  }

  void add_keys() {
    if (!fs_.status(request_.keys)) return;
    for (const auto& entry : fs_.list(request_.keys)) {
      if (entry.kind != os::EntryKind::file || is_unfinished(entry.name)) continue;
      copy_->add_file(fmt::format("keys/{}", entry.name), request_.keys / entry.name);
    }
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

  void remember(bool is_unnamed) {
    const auto& made = copy_->destination();
    const auto lies = fs_.status(is_unnamed ? made.unfinished_path() : made.path());
    auto memory = made_;
    memory.push_back({began_, made.path().filename().string(), std::filesystem::absolute(request_.to).string(),
                      lies ? lies->size : 0, prints_, is_unnamed});
    archive::write_backups(fs_, request_.archive, std::move(memory));
  }

  os::FileSystem& fs_;
  const os::Clock& clock_;
  const BackupRequest& request_;
  UtcTime began_;
  CopyProgress progress_;
  std::vector<archive::BackupMade> made_;
  std::optional<CheckedCopy> copy_;
  std::map<std::string, std::string> prints_;  // of what is in it, by key
  std::set<std::string> names_;                // of conversations, in the backup
  std::vector<Picked> picked_;                 // to be copied
  std::string folders_;                        // all that there are now, one a line: what else is unpacked was deleted
  std::optional<std::uint64_t> ledger_bytes_;  // of the ledger, as it was then
  Backup result_;
};

}  // namespace

void require_backup_folder(os::FileSystem& fs, const os::Path& to, const os::Path& archive) {
  const auto shown = base::printable(to.string());
  const auto entry = fs.status(to / ".");
  if (!entry || entry->kind != os::EntryKind::folder) {
    throw Error(ErrorKind::usage, to.string(), tr("there is no folder {}", shown),
                _("plug in the disk for the backup, and name a folder on it"));
  }
  if (archive::is_inside(to, archive)) {
    throw Error(ErrorKind::usage, to.string(), tr("{} is in the archive itself, and is lost with it", shown),
                _("name a folder on another disk"));
  }
}

Backup make_backup(os::FileSystem& fs, const os::Clock& clock, const BackupRequest& request) {
  return BackupMaker(fs, clock, request).run();
}

std::string how_to_restore() {
  return _(
      "How to restore these recordings\n"
      "\n"
      "Open every backup file of the folder, the oldest first, in one place (7-Zip on\n"
      "Windows and macOS; sudo apt install 7zip, or p7zip-full, on Debian and Ubuntu).\n"
      "Type the indented lines exactly as shown:\n"
      "\n"
      "    for f in backup-*.zip; do 7z x -aoa \"$f\"; done\n"
      "    for t in backup/archive/*.tar; do tar -xf \"$t\" -C backup/archive && rm \"$t\"; done\n"
      "    for d in backup/archive/*/; do grep -qxF \"$(basename \"$d\")\" backup/folders.txt || mv \"$d\" backup/; "
      "done\n"
      "    chmod -R go= backup\n"
      "    earwitness verify --all --archive backup/archive\n"
      "    earwitness keys restore backup/keys/signing-key.pem\n"
      "\n"
      "Then backup/archive is your archive: move it wherever you want to keep it. Its folders\n"
      "are called by their time alone; `earwitness list` shows their titles. The second\n"
      "line unpacks each recording (7-Zip opens a .tar file, too). The third line sets aside\n"
      "what you had deleted before the last backup. A recording that ran during that backup\n"
      "is in it as far as it had come: earwitness recover --all\n");
}

}  // namespace earwitness::handover
