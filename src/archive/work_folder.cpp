// SPDX-License-Identifier: MIT
#include "archive/work_folder.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "os/left_behind.hpp"
#include "os/random.hpp"

namespace earwitness::archive {

namespace {

constexpr std::size_t work_id_bytes = 8;
constexpr std::size_t work_id_digits = 2 * work_id_bytes;
constexpr std::string_view work_end = ".new";

}  // namespace

std::string new_work_name(std::string_view stem) {
  return fmt::format("{}-{}{}", stem, os::random_hex(work_id_bytes), work_end);
}

std::string work_id(std::string_view name) {
  if (!name.ends_with(work_end)) return {};
  name.remove_suffix(work_end.size());
  const auto dash = name.rfind('-');
  if (dash == std::string_view::npos || dash == 0) return {};
  const auto id = name.substr(dash + 1);
  return base::is_lower_hex(id, work_id_digits) ? std::string(id) : std::string();
}

bool is_work_name(std::string_view name, std::string_view stem) {
  return !work_id(name).empty() && name.size() == stem.size() + 1 + work_id_digits + work_end.size() &&
         name.starts_with(stem);
}

WorkFolder::WorkFolder(os::FileSystem& fs, os::Path parent, const std::string& name)
    : fs_(fs), parent_(std::move(parent)), path_(parent_ / name) {
  fs_.make_folder(path_);
}

WorkFolder::~WorkFolder() {
  if (committed_) return;
  // Another error is on its way.
  (void)os::remove_or_tell(path_, [this] {
    if (fs_.status(path_)) os::remove_tree(fs_, path_);
  });
}

void WorkFolder::commit(const os::Path& to) {
  fs_.rename(path_, to);
  committed_ = true;
  fs_.sync_folder(parent_);
}

}  // namespace earwitness::archive
