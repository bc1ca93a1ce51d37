// SPDX-License-Identifier: MIT
#include "archive/inside.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace earwitness::archive {

namespace {

os::Path resolved(const os::Path& path) {
  std::error_code unseen;
  auto canonical = std::filesystem::weakly_canonical(path, unseen);
  if (unseen || !canonical.is_absolute()) canonical = std::filesystem::absolute(path, unseen).lexically_normal();
  return canonical.has_filename() ? canonical : canonical.parent_path();  // without a slash at the end
}

}  // namespace

bool is_inside(const os::Path& path, const os::Path& folder) {
  if (folder.empty()) return false;
  const auto inner = resolved(path);
  const auto outer = resolved(folder);
  return std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
}

}  // namespace earwitness::archive
