// SPDX-License-Identifier: MIT
#include "cli/missing_disk.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

#include "base/text.hpp"
#include "base/translate.hpp"
#include "log/log.hpp"
#include "os/file_facts.hpp"

namespace earwitness::cli {

bool is_place_for_disks(const os::Path& path) {
  const auto plain = std::filesystem::absolute(path).lexically_normal();
  constexpr std::array places{"/media", "/run/media", "/mnt"};
  return std::any_of(places.begin(), places.end(), [&](const os::Path& place) {
    const auto [end, unused] = std::mismatch(place.begin(), place.end(), plain.begin(), plain.end());
    return end == place.end() && unused != plain.end() && !unused->empty();
  });
}

void warn_of_missing_disk(os::FileSystem& fs, const os::Path& archive) {
  if (!is_place_for_disks(archive)) return;
  auto there = std::filesystem::absolute(archive).lexically_normal();
  while (there.has_relative_path() && !fs.status(there)) there = there.parent_path();
  if (!os::on_one_disk(there, "/").value_or(false)) return;
  log::warning(
      tr("no disk is mounted at {}: it is a folder on the computer's own disk", base::printable(archive.string())),
      _("plug the disk in before you begin, or choose another folder: --archive DIR"));
}

}  // namespace earwitness::cli
