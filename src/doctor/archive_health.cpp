// SPDX-License-Identifier: MIT
#include "doctor/archive_health.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "base/translate.hpp"
#include "os/random.hpp"

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
    } catch (const std::exception&) {  // the first error is the one to report
    }
  }
  Trial(const Trial&) = delete;
  Trial& operator=(const Trial&) = delete;

  os::File& file() { return *file_; }
  void remove() {
    file_.reset();
    fs_.remove_file(path_);
  }

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

void add_leftovers(os::FileSystem& fs, const os::Path& folder, std::vector<os::Path>& leftovers) {
  for (const auto& entry : fs.list(folder)) {
    if (entry.name.starts_with(trial_prefix) || entry.name.ends_with(unfinished_suffix)) {
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
    diagnosis.next = _("nothing needs what ends in .new or begins with .earwitness-doctor: it can be removed");
  } else {
    diagnosis.text = tr("{} can be written to, by you alone", root);
  }
  return diagnosis;
}

}  // namespace earwitness::doctor
