// SPDX-License-Identifier: MIT
#include "doctor/archive_health.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>

#include "archive/deletion.hpp"
#include "base/translate.hpp"
#include "log/log.hpp"
#include "os/lock.hpp"
#include "os/random.hpp"
#include "os/refused.hpp"

namespace earwitness::doctor {

namespace {

constexpr const char* trial_prefix = ".earwitness-doctor-";
constexpr const char* unfinished_suffix = ".new";
constexpr std::size_t trial_name_bytes = 8;
constexpr std::size_t chunk_bytes = std::size_t{96} * 1024;
constexpr int chunks = 3;

/// Removes the file again, whatever happened to it.
class Trial {
 public:
  Trial(os::FileSystem& fs, const os::Path& folder)
      : fs_(fs), path_(folder / (trial_prefix + os::random_hex(trial_name_bytes))), file_(fs.create(path_)) {}
  ~Trial() {
    try {
      if (file_) remove();
    } catch (const std::exception& error) {  // another error is on its way
      log::warning(tr("what was begun is still there: {}", error.what()));
    }
  }
  Trial(const Trial&) = delete;
  Trial& operator=(const Trial&) = delete;

  os::File& file() { return *file_; }
  [[nodiscard]] const os::Path& path() const noexcept { return path_; }
  void remove() {
    file_.reset();
    fs_.remove_file(path_);
  }
  /// It has another name by now.
  void keep_nothing() noexcept { file_.reset(); }

 private:
  os::FileSystem& fs_;
  os::Path path_;
  std::unique_ptr<os::File> file_;
};

bool open_to_others(const os::Path& folder) {
  using std::filesystem::perms;
  std::error_code unseen;
  const auto status = std::filesystem::status(folder, unseen);
  return !unseen && (status.permissions() & (perms::group_all | perms::others_all)) != perms::none;
}

/// What a deletion moves aside. What is proven to be left of one is gone by now.
bool is_of_deletion(std::string_view name) {
  constexpr std::array<std::string_view, 4> begins{".discarded-", ".deleted-", ".recording.",
                                                   archive::part_deletion_folder};
  return std::any_of(begins.begin(), begins.end(), [&](std::string_view begin) { return name.starts_with(begin); });
}

void add_leftovers(os::FileSystem& fs, const os::Path& folder, std::vector<os::Path>& leftovers) {
  for (const auto& entry : fs.list(folder)) {
    if (entry.name.starts_with(trial_prefix) || entry.name.ends_with(unfinished_suffix) || is_of_deletion(entry.name) ||
        entry.name == archive::Conversation{folder}.reserve().filename()) {
      leftovers.push_back(folder / entry.name);
    }
  }
}

}  // namespace

ArchiveHealth inspect_archive(os::FileSystem& fs, const os::Path& root, const std::vector<archive::Item>& items) {
  ArchiveHealth health{root, fs.status(root).has_value(), 0, {}};
  if (!health.exists) return health;
  health.open_folders += open_to_others(root) ? 1 : 0;
  add_leftovers(fs, root, health.leftovers);
  for (const auto& item : items) {
    health.open_folders += open_to_others(item.folder) ? 1 : 0;
    if (item.state != archive::State::recording) add_leftovers(fs, item.folder, health.leftovers);
  }
  return health;
}

os::Path folder_to_write_in(os::FileSystem& fs, const os::Path& root) {
  auto folder = root;
  while (!fs.status(folder) && folder.has_relative_path()) folder = folder.parent_path();
  return folder;
}

std::chrono::nanoseconds measure_sync(os::FileSystem& fs, const os::Clock& clock, const os::Path& folder) {
  const std::vector<std::byte> chunk(chunk_bytes, std::byte{0x55});
  std::chrono::nanoseconds slowest{0};
  Trial trial(fs, folder);
  for (int i = 0; i < chunks; ++i) {
    const auto before = clock.boot();
    os::write_all(trial.file(), chunk);
    trial.file().sync_data();
    slowest = std::max<std::chrono::nanoseconds>(slowest, clock.boot() - before);
  }
  trial.file().close();
  trial.remove();
  fs.sync_folder(folder);
  return slowest;
}

std::vector<std::string> find_refusals(os::FileSystem& fs, const os::Path& folder) {
  os::forget_refusals();
  Trial trial(fs, folder);
  trial.file().allocate(chunk_bytes);
  trial.file().close();
  {
    Trial other(fs, folder);
    (void)os::Lock::acquire(other.path());
    fs.rename(other.path(), trial.path());
    other.keep_nothing();
  }
  fs.make_read_only(trial.path());
  fs.sync_folder(folder);
  trial.remove();
  std::vector<std::string> refused;
  for (const auto& refusal : os::take_refusals()) refused.push_back(os::describe(refusal));
  return refused;
}

Diagnosis diagnose_refusals(const std::vector<std::string>& refused) {
  return {"refused", Outcome::attention, fmt::format("{}", fmt::join(refused, "; ")),
          _("you can record there all the same; a disk that is formatted as ext4 can do all of this"),
          json::Value{{"refused", refused.size()}}};
}

Diagnosis diagnose_archive(const ArchiveHealth& health) {
  Diagnosis diagnosis{"archive", Outcome::ok, {}, {}, {}};
  const auto root = health.root.string();
  auto leftovers = json::Value::array();
  for (const auto& path : health.leftovers) leftovers.push_back(path.string());
  diagnosis.figures = json::Value{{"path", root},
                                  {"exists", health.exists},
                                  {"open_folders", health.open_folders},
                                  {"leftovers", std::move(leftovers)}};
  if (!health.exists) {
    diagnosis.text = tr("{} can be made; the first recording does", root);
  } else if (health.open_folders > 0) {
    diagnosis.outcome = Outcome::attention;
    diagnosis.text = trn("others on this computer may look into {} folder of {}",
                         "others on this computer may look into {} folders of {}", health.open_folders, root);
    diagnosis.next = fmt::format("chmod -R go= {}", root);
  } else if (!health.leftovers.empty()) {
    diagnosis.outcome = Outcome::attention;
    diagnosis.text = trn("{} file is left of something that was interrupted: {}",
                         "{} files are left of something that was interrupted: {}", health.leftovers.size(),
                         health.leftovers.front().string());
    const auto deleted = std::find_if(health.leftovers.begin(), health.leftovers.end(),
                                      [](const os::Path& path) { return is_of_deletion(path.filename().string()); });
    if (deleted == health.leftovers.end()) {
      diagnosis.next = _(
          "nothing needs what ends in .new, begins with .earwitness-doctor, or is called .reserve: it can be removed");
    } else {
      diagnosis.next =
          tr("it may hold what was deleted, and nothing proves where it came from: look at it, and remove "
             "it: ls -la {}",
             deleted->string());
    }
  } else {
    diagnosis.text = tr("{} can be written to, by you alone", root);
  }
  return diagnosis;
}

}  // namespace earwitness::doctor
