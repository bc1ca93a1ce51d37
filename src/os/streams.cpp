// SPDX-License-Identifier: MIT
#include "os/streams.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>

#include "os/file_errors.hpp"

namespace earwitness::os {

namespace {

/// Above the numbers that careless programs take for granted.
constexpr int lowest_kept = 10;

Descriptor& kept_stderr() noexcept {
  static Descriptor kept(::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, lowest_kept));
  return kept;
}

Descriptor open_for_messages(const Path& path) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, 0600));
  if (!file) throw file_error(errno, path, "open");
  return file;
}

void wait_for_room(int fd) noexcept {
  pollfd polled{fd, POLLOUT, 0};
  ::poll(&polled, 1, -1);
}

/// The errno that ended it; 0 once all is written.
int write_fully(int fd, std::string_view text) noexcept {
  while (!text.empty()) {
    const ssize_t put = ::write(fd, text.data(), text.size());
    if (put >= 0) {
      text.remove_prefix(static_cast<std::size_t>(put));
    } else if (errno == EAGAIN) {
      wait_for_room(fd);  // a stream that the starter made non-blocking
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

}  // namespace

void keep_streams() noexcept {
  // A closed one would be given to the next file that is opened, and a library's words would land in it.
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(fd, F_GETFD) >= 0) continue;
    if (::open("/dev/null", fd == STDIN_FILENO ? O_RDONLY : O_WRONLY) != fd) return;
  }
  kept_stderr();
}

Fd message_stream() noexcept { return kept_stderr().fd(); }

void write_message(std::string_view text) noexcept { write_fully(kept_stderr().number(), text); }

void write_output(std::string_view text) {
  const int error = write_fully(STDOUT_FILENO, text);
  if (error != 0 && error != EPIPE) throw file_error(error, "standard output", "write to");
}

void redirect_stderr(const Path& path) {
  kept_stderr();
  const auto file = open_for_messages(path);
  if (::dup2(file.number(), STDERR_FILENO) < 0) throw file_error(errno, path, "write messages to");
}

void redirect_messages(const Path& path) {
  redirect_stderr(path);
  kept_stderr() = Descriptor(::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, lowest_kept));
}

StderrSilencer::StderrSilencer() noexcept {
  kept_stderr();
  const Descriptor nowhere(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  if (!nowhere) return;
  saved_ = Descriptor(::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, lowest_kept));
  if (saved_) ::dup2(nowhere.number(), STDERR_FILENO);
}

StderrSilencer::~StderrSilencer() {
  if (saved_) ::dup2(saved_.number(), STDERR_FILENO);
}

}  // namespace earwitness::os
