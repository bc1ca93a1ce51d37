// SPDX-License-Identifier: MIT
#include "context/missing_disk.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <iterator>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "context/only_own.hpp"
#include "json/fields.hpp"
#include "json/reader.hpp"
#include "json/writer.hpp"
#include "log/log.hpp"
#include "os/environment.hpp"
#include "os/file_facts.hpp"

namespace earwitness::context {

namespace {

constexpr std::size_t max_disks = 100;
constexpr std::uint64_t max_disks_bytes = std::uint64_t{1024} * 1024;

/// Also with --no-config, which leaves out what the user set: this was found.
os::Path disks_path() { return os::config_folder() / "earwitness" / "disks.json"; }

std::vector<ArchiveDisk> read_disks(os::FileSystem& fs) {
  const auto path = disks_path();
  const auto entry = fs.status(path);
  if (!entry || entry->kind != os::EntryKind::file || entry->size > max_disks_bytes) return {};
  if (!is_only_own_quietly(path)) return {};
  return parse_archive_disks(os::read_all(fs, path, max_disks_bytes));
}

/// The folder itself, or what of its path is there.
os::Path existing_part(os::FileSystem& fs, os::Path path) {
  while (path.has_relative_path() && !fs.status(path)) path = path.parent_path();
  return path;
}

os::Path plain(const os::Path& path) { return std::filesystem::absolute(path).lexically_normal(); }

/// A warning where it is a place for disks and nothing is mounted there.
void warn_of_missing_disk(os::FileSystem& fs, const os::Path& archive) {
  if (!is_place_for_disks(archive)) return;
  if (!os::on_one_disk(existing_part(fs, plain(archive)), "/").value_or(false)) return;
  log::warning(
      tr("no disk is mounted at {}: it is a folder on the computer's own disk", base::printable(archive.string())),
      _("plug the disk in before you begin, or choose another folder: --archive DIR"));
}

}  // namespace

bool is_place_for_disks(const os::Path& path) {
  const auto absolute = plain(path);
  constexpr std::array places{"/media", "/run/media", "/mnt"};
  return std::any_of(places.begin(), places.end(), [&](const os::Path& place) {
    const auto [end, unused] = std::mismatch(place.begin(), place.end(), absolute.begin(), absolute.end());
    return end == place.end() && unused != absolute.end() && !unused->empty();
  });
}

std::vector<ArchiveDisk> parse_archive_disks(std::string_view text) {
  const auto object = json::parse_object(text, json::document);
  if (!object) return {};
  json::Fields fields(*object);
  std::vector<ArchiveDisk> disks;
  for (const auto& entry : fields.objects("archives")) {
    ArchiveDisk disk{json::text_in(entry, "archive"), json::text_in(entry, "mounted_at"), json::text_in(entry, "id")};
    const bool is_told = disk.archive.starts_with('/') && disk.mounted_at.starts_with('/');
    if (is_told && disks.size() < max_disks) disks.push_back(std::move(disk));
  }
  return disks;
}

std::string archive_disks_text(const std::vector<ArchiveDisk>& disks) {
  std::string text;
  json::Writer writer(text, json::Encoding::replacing);
  writer.begin_object();
  writer.key("archives");
  writer.begin_array();
  for (const auto& disk : disks) {
    writer.begin_object();
    writer.member("archive", disk.archive);
    writer.member("mounted_at", disk.mounted_at);
    writer.member("id", disk.id);
    writer.end_object();
  }
  writer.end_array();
  writer.end_object();
  writer.finish();
  return text + "\n";
}

void require_disk_of(const Context& context, const os::Path& archive) {
  if (!context.fs.status(archive)) {
    const auto disks = read_disks(context.fs);
    const auto was = std::find_if(disks.begin(), disks.end(),
                                  [&](const ArchiveDisk& disk) { return disk.archive == archive.string(); });
    const auto now = was == disks.end() ? std::nullopt : os::disk_of(existing_part(context.fs, plain(archive)));
    const bool is_other =
        now && (now->mounted_at != was->mounted_at || (!now->id.empty() && !was->id.empty() && now->id != was->id));
    if (is_other) {
      const auto shown = base::printable(archive.string());
      throw Error(
          ErrorKind::surroundings, archive.string(),
          tr("{} was on another disk, which is not plugged in: nothing is made on this one in its place", shown),
          tr("plug that disk in, or choose another folder: earwitness --archive DIR start; or, if it "
             "is to be here from now on: mkdir -p {}",
             shown));
    }
  }
  warn_of_missing_disk(context.fs, archive);
}

void remember_disk_of(const Context& context, const os::Path& archive) noexcept {
  try {
    const auto here = os::disk_of(archive);
    if (!here) return;
    auto disks = read_disks(context.fs);
    const auto is_this = [&](const ArchiveDisk& disk) { return disk.archive == archive.string(); };
    const ArchiveDisk now{archive.string(), here->mounted_at.string(), here->id};
    if (std::find(disks.begin(), disks.end(), now) != disks.end()) return;
    const auto known = std::erase_if(disks, is_this);
    const bool is_own = os::on_one_disk(archive, os::home_folder()).value_or(false);
    if (is_own && known == 0) return;
    if (!is_own) disks.push_back(now);
    if (disks.size() > max_disks) disks.erase(disks.begin());
    os::make_folders(context.fs, disks_path().parent_path());
    os::replace(context.fs, disks_path(), archive_disks_text(disks));
  } catch (const std::exception&) {
  }
}

}  // namespace earwitness::context
