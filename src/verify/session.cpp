// SPDX-License-Identifier: MIT
#include "verify/session.hpp"

#include <algorithm>
#include <filesystem>

#include "base/limits.hpp"
#include "json/reader.hpp"

namespace earwitness::verify_detail {

bool has_seconds(const JournalContent& journal) noexcept {
  return std::any_of(journal.files.begin(), journal.files.end(),
                     [](const auto& file) { return !file.seconds.empty(); });
}

namespace {

/// Null where there is no regular file of that name.
const bag::Content* find_file(const std::vector<bag::Content>& contents, const std::string& path) {
  const auto found = std::lower_bound(contents.begin(), contents.end(), path,
                                      [](const bag::Content& c, const std::string& p) { return c.path < p; });
  return found != contents.end() && found->path == path && found->kind == os::EntryKind::file ? &*found : nullptr;
}

}  // namespace

bool is_file(const std::vector<bag::Content>& contents, const std::string& path) {
  return find_file(contents, path) != nullptr;
}

bool is_too_large(const std::vector<bag::Content>& contents, const std::string& path) {
  const auto* file = find_file(contents, path);
  return file != nullptr && bag::is_too_large(*file);
}

bool Session::is_too_large(const std::string& path) const { return verify_detail::is_too_large(bag.contents, path); }

std::optional<std::string> Session::read_small(const std::string& path) const {
  if (!is_file(path)) return std::nullopt;
  const auto entry = fs.status(at(path));
  if (!entry || entry->size > limits::tag_file_bytes) return std::nullopt;
  return os::read_all(fs, at(path), limits::tag_file_bytes);
}

std::optional<json::Value> read_document(const Session& session, const std::string& path) {
  const auto text = session.read_small(path);
  if (!text) return std::nullopt;
  std::string_view object = *text;
  if (object.ends_with('\n')) object.remove_suffix(1);
  return json::parse_line(object, json::document);
}

os::Path named_bag(const os::Path& path) {
  const auto whole = std::filesystem::absolute(path).lexically_normal();
  return whole.has_filename() ? whole : whole.parent_path();
}

}  // namespace earwitness::verify_detail
