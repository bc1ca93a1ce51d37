// SPDX-License-Identifier: MIT
#include "os/file_errors.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <string>
#include <system_error>

#include "base/text.hpp"
#include "base/translate.hpp"
#include "os/environment.hpp"

namespace earwitness::os {

namespace {

std::string parent_of_text(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::optional<uid_t> owner_of(const Path& path) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0) return std::nullopt;
  return info.st_uid;
}

bool is_one_word_to_a_shell(const std::string& text) {
  constexpr auto plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+";
  return text.find_first_not_of(plain) == std::string::npos;
}

/// The first part of a path in the user's own home folder that is root's, as a command that was typed with sudo left
/// it. Nothing for root, and for a name that a shell would not read as one word.
std::optional<std::string> find_part_of_root(const Path& path) {
  const auto home = environment("HOME");
  constexpr uid_t root = 0;
  if (!home || ::geteuid() == root || owner_of(*home) != ::geteuid()) return std::nullopt;
  const auto below = path.lexically_relative(*home);
  Path part = *home;
  for (const auto& name : below) {
    if (name == "..") return std::nullopt;  // not in there
    part /= name;
    const auto owner = owner_of(part);
    if (!owner) return std::nullopt;
    if (*owner == root) return is_one_word_to_a_shell(part.string()) ? std::optional(part.string()) : std::nullopt;
  }
  return std::nullopt;
}

NextStep permission_step(const Path& path, const std::string& shown) {
  if (const auto part = find_part_of_root(path)) return tr("make it yours again: sudo chown -R $USER {}", *part);
  return tr("look at who may write there: ls -ld {}", shown);
}

NextStep next_step(int code, const Path& at, const std::string& path) {
  switch (code) {
    case ENOSPC:
    case EDQUOT:
      return {Step::free_space_of, path};
    case EACCES:
    case EPERM:
      return permission_step(at, path);
    case EROFS:
      return Step::choose_writable_folder;
    case ENOTDIR:
      return Step::choose_folder;
    case EIO:
      return Step::leave_failing_disk;
    case EMFILE:
    case ENFILE:
      return _("close some programs, or allow more open files: ulimit -n 4096");
    case ENOMEM:
      return _("close some programs");
    case EFBIG:
      return _(
          "raise the limit on the size of files: ulimit -f unlimited   or, where it is a stick formatted as FAT32, "
          "which takes "
          "no file of 4 GB: use one formatted as exFAT or ext4");
    case ENOENT:
      return tr("look whether its folder is there: ls -ld {}", parent_of_text(path));
    case EEXIST:
      return tr("choose another name, or look at what is there: ls -ld {}", path);
    default:
      if (path.find('/') == std::string::npos) return {};  // it names no file
      return tr("see what is there: ls -ld {}", path);
  }
}

/// What the C library says; kept here to be translated, as its own translations want a generated locale.
constexpr const char* messages_of_the_system[] = {
    N_("Operation not permitted"),
    N_("No such file or directory"),
    N_("Input/output error"),
    N_("Bad file descriptor"),
    N_("Cannot allocate memory"),
    N_("Permission denied"),
    N_("Device or resource busy"),
    N_("File exists"),
    N_("Invalid cross-device link"),
    N_("Not a directory"),
    N_("Is a directory"),
    N_("Invalid argument"),
    N_("Too many open files"),
    N_("Text file busy"),
    N_("File too large"),
    N_("No space left on device"),
    N_("Read-only file system"),
    N_("Broken pipe"),
    N_("File name too long"),
    N_("Directory not empty"),
    N_("Address already in use"),
    N_("Connection refused"),
    N_("Transport endpoint is not connected"),
    N_("Stale file handle"),
    N_("Disk quota exceeded"),
};

}  // namespace

std::string system_message(int code) {
  if (code == ELOOP) return _("links are not followed there");
  const auto message = std::generic_category().message(code);
  for (const auto* known : messages_of_the_system) {
    if (message == known) return _(known);
  }
  return message;
}

FileError file_error(int code, const Path& path, const std::string& doing) {
  const std::string shown = base::printable(path.string());
  return {code, path.string(), tr("can't {} {}: {}", _(doing.c_str()), shown, system_message(code)),
          next_step(code, path, shown)};
}

FileError not_a_file(const Path& path) {
  const auto shown = base::printable(path.string());
  return {EINVAL, path.string(), tr("{} is not a regular file, so it is left as it is", shown),
          tr("look at what it is, and move it away: ls -ld {}", shown)};
}

FileError has_other_names(const Path& path) {
  const auto shown = base::printable(path.string());
  return {EMLINK, path.string(), tr("{} has another name somewhere (a hard link), which would change with it", shown),
          tr("make a file of its own of it: cp -p {0} {0}.own && mv {0}.own {0}", shown)};
}

}  // namespace earwitness::os
