// SPDX-License-Identifier: MIT
//
// Where a path leads: the one place in which a name below a confined folder is looked up. Whatever lies there may be
// anyone's, so no part of the path is followed where it is a link: the name is given as an open folder and a name in
// it, for the calls that take both (openat and its like). Above such a folder, paths are the user's own, and links are
// followed as everywhere.
//
// Any thread.
#pragma once

#include <fcntl.h>

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "os/descriptor.hpp"
#include "os/file_system.hpp"

namespace earwitness::os {

/// Folders inside of which no link is followed; once one is confined, it stays so.
class Confines {
 public:
  void add(const Path& root);

  struct Below {
    std::string root;
    std::string rest;  ///< empty: it is the folder itself
  };
  /// The outermost of them that `path` lies in. One with `..` behind that folder's name may lead out of it, so it is
  /// none of what lies in there.
  [[nodiscard]] std::optional<Below> find(const Path& path) const;

 private:
  using Roots = std::vector<std::string>;
  mutable std::mutex mutex_;
  std::shared_ptr<const Roots> roots_ = std::make_shared<const Roots>();
};

/// Those of the whole process: confine() adds to them.
[[nodiscard]] Confines& process_confines() noexcept;

/// A name in an open folder.
class Place {
 public:
  /// By the process' confines, and `more` of them. `errno` and none where a folder on the way is a link (ELOOP), or is
  /// not there.
  [[nodiscard]] static std::optional<Place> find(const Path& path, const Confines* more = nullptr);

  /// For openat() and its like.
  [[nodiscard]] int folder() const noexcept { return folder_ ? folder_.number() : AT_FDCWD; }
  [[nodiscard]] const char* name() const noexcept { return name_.c_str(); }
  [[nodiscard]] bool is_confined() const noexcept { return static_cast<bool>(folder_); }
  /// What is opened as a folder here: O_NOFOLLOW below a confined folder, where a link is no folder.
  [[nodiscard]] int folder_flags() const noexcept { return folder_ ? O_NOFOLLOW : 0; }

 private:
  Place(Descriptor folder, std::string name) noexcept : folder_(std::move(folder)), name_(std::move(name)) {}
  Descriptor folder_;  ///< none: the name is a path, which is none of a confined folder's
  std::string name_;
};

/// How a folder below another one is opened.
enum class Beneath {
  any_disk,
  same_disk  ///< nothing that is mounted there, from the same disk either
};
/// `path` has no `..` and is relative; no part of it may be a link. `errno` and none where it fails.
[[nodiscard]] Descriptor open_beneath(int folder, const std::string& path, int flags, Beneath beneath);

/// A file that is written to in its place: made where `access` says so (0600), else `errno` and none where there is no
/// such name. Throws FileError for what is no regular file, and for one that has other names, as anything may be behind
/// those. Never waits.
[[nodiscard]] Descriptor open_own_file(const Path& path, int access);
[[nodiscard]] Descriptor open_own_file(const Place& place, const Path& path, int access);

/// For tests: the way of a kernel that lacks openat2 (Linux before 5.6, and some sandboxes).
void pretend_no_openat2(bool pretend) noexcept;

}  // namespace earwitness::os
