// SPDX-License-Identifier: MIT
#include "os/file_errors.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <system_error>

#include "base/text.hpp"

namespace earwitness::os {

namespace {

std::string advice(int code, const std::string& path) {
  switch (code) {
    case ENOSPC:
    case EDQUOT:
      return fmt::format("free some space where {} lies, or choose another folder with --archive DIR", path);
    case EACCES:
    case EPERM:
      return fmt::format("look at who may write there: ls -ld {}", path);
    case EROFS:
      return "choose a folder on a disk that can be written: --archive DIR";
    case ENOTDIR:
      return "a part of that path is a file, not a folder: choose another with --archive DIR";
    case EIO:
      return "the disk reports errors: use another one with --archive DIR, and save what is on this one";
    default:
      return {};
  }
}

}  // namespace

FileError file_error(int code, const Path& path, const std::string& doing) {
  const std::string shown = base::printable(path.string());
  return {code, path.string(), fmt::format("can't {} {}: {}", doing, shown, std::generic_category().message(code)),
          advice(code, shown)};
}

}  // namespace earwitness::os
