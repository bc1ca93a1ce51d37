// SPDX-License-Identifier: MIT
#include "os/file_facts.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <filesystem>
#include <system_error>

#include "os/place.hpp"

namespace earwitness::os {

namespace {

/// The name that the system lists a disk under: a link to the device that has this number.
std::string id_of(dev_t device) {
  std::error_code unseen;
  for (const auto& link : std::filesystem::directory_iterator("/dev/disk/by-uuid", unseen)) {
    struct stat info {};
    if (::stat(link.path().c_str(), &info) == 0 && S_ISBLK(info.st_mode) && info.st_rdev == device) {
      return link.path().filename().string();
    }
  }
  return {};
}

std::optional<Place> find_place(const Path& path) noexcept try {
  return Place::find(path);
} catch (const std::exception&) {
  return std::nullopt;
}

}  // namespace

std::optional<UtcTime> last_changed(const Path& path) noexcept {
  struct stat info {};
  const auto place = find_place(path);
  if (!place || ::fstatat(place->folder(), place->name(), &info, AT_SYMLINK_NOFOLLOW) != 0) return std::nullopt;
  constexpr std::int64_t max_seconds = 9'000'000'000;  // what nanoseconds in 64 bits can count
  if (info.st_mtim.tv_sec < -max_seconds || info.st_mtim.tv_sec > max_seconds) return std::nullopt;
  return UtcTime(std::chrono::seconds(info.st_mtim.tv_sec) + std::chrono::nanoseconds(info.st_mtim.tv_nsec));
}

std::optional<bool> on_one_disk(const Path& a, const Path& b) noexcept {
  struct stat first {};
  struct stat second {};
  if (::stat(a.c_str(), &first) != 0 || ::stat(b.c_str(), &second) != 0) return std::nullopt;
  return first.st_dev == second.st_dev;
}

std::optional<Disk> disk_of(const Path& path) noexcept try {
  struct stat info {};
  std::error_code failed;
  auto begin = std::filesystem::canonical(path, failed);
  if (failed || ::stat(begin.c_str(), &info) != 0) return std::nullopt;
  for (struct stat above{}; begin.has_relative_path(); begin = begin.parent_path()) {
    if (::stat(begin.parent_path().c_str(), &above) != 0) return std::nullopt;
    if (above.st_dev != info.st_dev) break;
  }
  return Disk{begin, id_of(info.st_dev)};
} catch (const std::exception&) {
  return std::nullopt;
}

}  // namespace earwitness::os
