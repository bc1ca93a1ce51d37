// SPDX-License-Identifier: MIT
#include "archive/backups.hpp"

#include <algorithm>
#include <cerrno>
#include <iterator>

#include "archive/archive.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "json/fields.hpp"
#include "json/reader.hpp"
#include "json/writer.hpp"

namespace earwitness::archive {

namespace {

constexpr std::int64_t backups_format = 1;
constexpr std::int64_t max_backup_bytes = std::int64_t{1} << 50;

os::Path backups_path(const os::Path& root) { return root / ".backups.json"; }

std::optional<BackupMade> parse_one(const json::Value& object) {
  json::Fields fields(object);
  const auto made = base::parse_rfc3339(fields.text("made"));
  BackupMade backup{made.value_or(UtcTime{}),
                    fields.text("file"),
                    fields.text("where"),
                    static_cast<std::uint64_t>(fields.number("bytes", 0, max_backup_bytes)),
                    {},
                    object["unnamed"].is_boolean() && object["unnamed"].as_bool()};
  const auto& held = object["held"];
  const bool fits = made && fields.missing().empty() && held.is_object() && held.size() <= limits::recordings &&
                    backup.file.find('/') == std::string::npos && backup.file.find('\0') == std::string::npos &&
                    backup.where.size() <= limits::path_bytes;
  if (!fits) return std::nullopt;
  for (const auto& [key, print] : held.members()) {
    if (print.is_string()) backup.held.emplace(key, print.as_string());
  }
  return backup;
}

bool lies_there(os::FileSystem& fs, const BackupMade& backup) {
  try {
    const auto entry = fs.status(os::Path(backup.where) / backup.file);
    return entry && entry->kind == os::EntryKind::file && entry->size == backup.bytes;
  } catch (const Error&) {  // a disk that is not there, or can't be looked at
    return false;
  }
}

}  // namespace

std::string key_of(const Item& item) {
  const bool is_sealed = item.state == State::sealed || item.state == State::recovered;
  return is_sealed && !item.recording.empty() ? item.recording : item.name;
}

std::vector<BackupMade> parse_backups(std::string_view text) {
  const auto object = json::parse_object(text, json::document);
  if (!object) return {};
  json::Fields fields(*object);
  (void)fields.number("format", backups_format, backups_format);
  const auto& list = fields.objects("backups");
  if (!fields.missing().empty() || list.size() > limits::backups) return {};
  std::vector<BackupMade> backups;
  for (const auto& entry : list) {
    auto backup = parse_one(entry);
    if (!backup) return {};
    backups.push_back(std::move(*backup));
  }
  return backups;
}

std::string backups_text(const std::vector<BackupMade>& backups) {
  std::string text;
  json::Writer writer(text, json::Encoding::replacing);
  writer.begin_object();
  writer.member("format", backups_format);
  writer.key("backups");
  writer.begin_array();
  for (const auto& backup : backups) {
    writer.begin_object();
    writer.member("made", base::rfc3339(backup.made));
    writer.member("file", backup.file);
    writer.member("where", backup.where);
    writer.member("bytes", backup.bytes);
    writer.key("held");
    writer.begin_object();
    for (const auto& [key, print] : backup.held) writer.member(key, print);
    writer.end_object();
    if (backup.is_unnamed) writer.member("unnamed", true);
    writer.end_object();
  }
  writer.end_array();
  writer.end_object();
  writer.finish();
  return text + "\n";
}

std::vector<BackupMade> read_backups(os::FileSystem& fs, const os::Path& root) {
  const auto path = backups_path(root);
  const auto entry = fs.status(path);
  if (!entry || entry->kind != os::EntryKind::file || entry->size > limits::backups_bytes) return {};
  auto backups = parse_backups(os::read_all(fs, path, limits::backups_bytes));
  std::erase_if(backups, [&](BackupMade& backup) {
    if (!backup.is_unnamed) return false;
    backup.is_unnamed = false;
    return !lies_there(fs, backup);
  });
  return backups;
}

void require_own_backups(os::FileSystem& fs, const os::Path& root) {
  const auto path = backups_path(root);
  const auto entry = fs.status(path);
  if (!entry) return;
  const bool is_readable = entry->kind == os::EntryKind::file && entry->size <= limits::backups_bytes;
  const auto text = is_readable ? os::read_all(fs, path, limits::backups_bytes) : std::string();
  const auto object = json::parse_object(text, json::document);
  if (!object || !object->contains("backups")) throw in_the_way(path);
}

void write_backups(os::FileSystem& fs, const os::Path& root, std::vector<BackupMade> backups) {
  if (backups.size() > limits::backups) {
    backups.erase(backups.begin(), std::prev(backups.end(), static_cast<std::ptrdiff_t>(limits::backups)));
  }
  try {
    os::replace(fs, backups_path(root), backups_text(backups), os::Leftover::kept);
  } catch (const FileError& error) {
    if (error.code() != EROFS)
      throw;  // an archive that can't be written remembers nothing: the next one is whole again
  }
}

std::set<std::string> kept_elsewhere(const std::vector<BackupMade>& backups) {
  std::set<std::string> keys;
  for (const auto& backup : backups) {
    for (const auto& [key, print] : backup.held) keys.insert(key);
  }
  return keys;
}

}  // namespace earwitness::archive
