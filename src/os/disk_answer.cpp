// SPDX-License-Identifier: MIT
#include "os/disk_answer.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <string>
#include <string_view>

#include "os/retry.hpp"

namespace earwitness::os {

namespace {

constexpr std::array may_hang{"fuse", "nfs",      "cifs",  "smb",    "9p",   "ceph",
                              "afs",  "virtiofs", "davfs", "lustre", "gfs2", "ocfs2"};

/// Only calls that a child may make which was forked beside other threads.
void look_at(const char* path) noexcept {
  struct stat info {};
  struct statvfs disk {};
  if (::stat(path, &info) != 0) return;
  (void)::statvfs(path, &disk);
  if (!S_ISDIR(info.st_mode)) return;
  const int folder = ::open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  std::array<char, 4096> names{};
  if (folder >= 0) (void)::syscall(SYS_getdents64, folder, names.data(), names.size());
}

/// Nothing of ours stays open in it: who reads what this process writes must not wait for a child that hangs.
[[noreturn]] void run_child(const char* path, int pipe) noexcept {
  if (pipe != STDERR_FILENO + 1) ::dup2(pipe, STDERR_FILENO + 1);
  ::close_range(STDERR_FILENO + 2, ~0U, 0);
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::close(stream);
  ::setsid();  // nor does a shell, for its job
  look_at(path);
  ::_exit(0);
}

}  // namespace

bool any_disk_may_hang() noexcept try {
  std::ifstream mounts("/proc/self/mountinfo");
  for (std::string line; std::getline(mounts, line);) {
    const auto type = line.find(" - ");
    if (type == std::string::npos) continue;
    for (const std::string_view name : may_hang) {
      if (std::string_view(line).substr(type + 3).starts_with(name)) return true;
    }
  }
  return !mounts.eof();  // where nothing tells, it is asked
} catch (const std::exception&) {
  return true;
}

DiskQuestion::DiskQuestion(const Path& path) noexcept {
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0) return;
  pipe_ = Descriptor(ends[0]);
  const Descriptor childs(ends[1]);
  child_ = ::fork();
  if (child_ == 0) run_child(path.c_str(), childs.number());
  if (child_ < 0) pipe_.reset();
}

DiskQuestion::~DiskQuestion() {
  if (child_ > 0 && !wait(std::chrono::milliseconds(0))) ::kill(child_, SIGKILL);
}

bool DiskQuestion::wait(std::chrono::milliseconds timeout) noexcept {
  if (child_ <= 0) return true;
  pollfd closed{pipe_.number(), POLLIN, 0};
  if (retry_interrupted([&] { return ::poll(&closed, 1, static_cast<int>(timeout.count())); }) == 0) return false;
  int status = 0;
  (void)retry_interrupted([&] { return ::waitpid(child_, &status, 0); });
  child_ = -1;
  return true;
}

}  // namespace earwitness::os
