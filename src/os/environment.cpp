// SPDX-License-Identifier: MIT
#include "os/environment.hpp"

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "base/translate.hpp"
#include "earwitness/base.hpp"
#include "os/descriptor.hpp"
#include "os/retry.hpp"

namespace earwitness::os {

std::optional<std::string> environment(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

void set_environment(const char* name, const std::string& value) { ::setenv(name, value.c_str(), 1); }

void restore_environment(const char* name, const std::optional<std::string>& value) {
  if (value) {
    set_environment(name, *value);
  } else {
    ::unsetenv(name);
  }
}

std::optional<std::string> other_owner_of(const Path& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0 || info.st_uid == ::geteuid()) return std::nullopt;
  if (const passwd* entry = ::getpwuid(info.st_uid); entry != nullptr && entry->pw_name != nullptr) {
    return entry->pw_name;
  }
  return std::to_string(info.st_uid);
}

Path home_folder() {
  if (auto home = environment("HOME")) return *home;
  if (const passwd* entry = ::getpwuid(::getuid()); entry != nullptr && entry->pw_dir != nullptr) {
    return entry->pw_dir;
  }
  throw Error(ErrorKind::surroundings, "HOME", _("this user has no home folder"), Step::name_archive);
}

std::optional<Path> runtime_folder() {
  auto value = environment("XDG_RUNTIME_DIR");
  if (!value || value->front() != '/') return std::nullopt;
  return *value;
}

Path config_folder() {
  const auto value = environment("XDG_CONFIG_HOME");
  return value && value->front() == '/' ? Path(*value) : home_folder() / ".config";
}

Path data_folder() {
  const auto value = environment("XDG_DATA_HOME");
  return value && value->front() == '/' ? Path(*value) : home_folder() / ".local" / "share";
}

bool has_controlling_terminal() noexcept {
  constexpr int flags = O_RDWR | O_NOCTTY | O_CLOEXEC;
  return static_cast<bool>(Descriptor(retry_interrupted([] { return ::open("/dev/tty", flags); })));
}

}  // namespace earwitness::os
