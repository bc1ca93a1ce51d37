// SPDX-License-Identifier: MIT
#include "os/file_facts.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include "os/place.hpp"

namespace earwitness::os {

namespace {

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

}  // namespace earwitness::os
