// SPDX-License-Identifier: MIT
#include "os/other_writers.hpp"

#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <deque>
#include <string>

#include "os/file_errors.hpp"

namespace earwitness::os {

namespace {

constexpr int max_links = 40;  // as the kernel has it

/// With one, the group's bits are the most that it gives to anybody: a list that gives nobody a write leaves no trace
/// here.
bool has_acl(const Path& path) { return ::getxattr(path.c_str(), "system.posix_acl_access", nullptr, 0) > 0; }

std::optional<OtherWriter> other_writer_of(const Path& path, const struct stat& info) {
  if (info.st_uid != 0 && info.st_uid != ::geteuid()) return OtherWriter{path, OtherWriter::Why::owner};
  if (S_ISLNK(info.st_mode)) return std::nullopt;  // its mode says nothing: only who may write its folder makes another
  const bool removes_own_only = S_ISDIR(info.st_mode) && (info.st_mode & S_ISVTX) != 0;
  if ((info.st_mode & (S_IWGRP | S_IWOTH)) == 0 || removes_own_only) return std::nullopt;
  return OtherWriter{path, has_acl(path) ? OtherWriter::Why::acl : OtherWriter::Why::permissions};
}

Path target_of(const Path& link) {
  std::string target(PATH_MAX, '\0');
  const auto size = ::readlink(link.c_str(), target.data(), target.size());
  if (size < 0) throw file_error(errno, link, "look at");
  target.resize(static_cast<std::size_t>(size));
  return target;
}

void put_in_front(std::deque<Path>& rest, const Path& path) {
  std::deque<Path> parts(path.begin(), path.end());
  rest.insert(rest.begin(), parts.begin(), parts.end());
}

}  // namespace

std::optional<OtherWriter> find_other_writer(const Path& path) {
  std::deque<Path> rest;
  put_in_front(rest, std::filesystem::absolute(path));
  Path at;
  int links = 0;
  while (!rest.empty()) {
    const auto part = rest.front();
    rest.pop_front();
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      at = at.parent_path();  // no link is left in it
      continue;
    }
    const auto next = part.is_absolute() ? part : at / part;
    struct stat info {};
    if (::lstat(next.c_str(), &info) != 0) {
      if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
      throw file_error(errno, next, "look at");
    }
    if (auto other = other_writer_of(next, info)) return other;
    if (!S_ISLNK(info.st_mode)) {
      at = next;
      continue;
    }
    if (++links > max_links) return OtherWriter{next, OtherWriter::Why::links};
    put_in_front(rest, target_of(next));
  }
  return std::nullopt;
}

}  // namespace earwitness::os
