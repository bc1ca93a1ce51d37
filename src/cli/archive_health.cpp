// SPDX-License-Identifier: MIT
#include "cli/archive_health.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "os/random.hpp"

namespace earwitness::cli {

namespace {

constexpr const char* trial_prefix = ".earwitness-doctor-";
constexpr const char* unfinished_suffix = ".new";
constexpr std::size_t trial_name_bytes = 8;
constexpr std::size_t piece_bytes = std::size_t{96} * 1024;
constexpr int pieces = 3;

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

ArchiveHealth look_at_archive(os::FileSystem& fs, const os::Path& root, const std::vector<archive::Item>& items) {
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

std::chrono::nanoseconds try_disk(os::FileSystem& fs, const os::Clock& clock, const os::Path& folder) {
  const std::vector<std::byte> piece(piece_bytes, std::byte{0x55});
  std::chrono::nanoseconds longest{0};
  Trial trial(fs, folder);
  for (int i = 0; i < pieces; ++i) {
    const auto before = clock.boot();
    os::write_all(trial.file(), piece);
    trial.file().sync_data();
    longest = std::max<std::chrono::nanoseconds>(longest, clock.boot() - before);
  }
  trial.file().close();
  trial.remove();
  fs.sync_folder(folder);
  return longest;
}

}  // namespace earwitness::cli
