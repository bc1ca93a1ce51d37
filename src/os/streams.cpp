// SPDX-License-Identifier: MIT
#include "os/streams.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

#include "base/limits.hpp"
#include "base/translate.hpp"
#include "os/file_errors.hpp"
#include "os/place.hpp"
#include "os/retry.hpp"

namespace earwitness::os {

namespace {

/// Above the numbers that careless programs take for granted.
constexpr int lowest_kept = 10;

constexpr int wait_for_ever = -1;
/// How long a terminal may keep us waiting: stopped with Ctrl-S it takes nothing, and a recording must go on and end.
constexpr int write_timeout_ms = 1000;

/// A copy of descriptor 2 that never waits, where that is possible. Opened anew, since the starter shares the flags of
/// its own: a terminal or a pipe only, as a file would be written from its beginning.
Descriptor copy_stderr() noexcept {
  struct stat info {};
  if (::fstat(STDERR_FILENO, &info) == 0 && (S_ISCHR(info.st_mode) || S_ISFIFO(info.st_mode))) {
    constexpr int flags = O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    const Descriptor opened(retry_interrupted([] { return ::open("/proc/self/fd/2", flags); }));
    if (opened) return Descriptor(::fcntl(opened.number(), F_DUPFD_CLOEXEC, lowest_kept));
  }
  return Descriptor(::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, lowest_kept));
}

Descriptor& kept_stderr() noexcept {
  static Descriptor kept = copy_stderr();
  return kept;
}

Descriptor open_for_messages(const Path& path) {
  constexpr int access = O_WRONLY | O_APPEND | O_CREAT;
  const auto place = Place::find(path);
  if (!place) throw file_error(errno, path, "open");
  if (place->is_confined()) {
    auto file = open_own_file(*place, path, access);
    if (!file) throw file_error(errno, path, "open");
    return file;
  }
  // A terminal or a pipe that a person names; without a reader, a pipe is not waited for.
  constexpr int named = access | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
  Descriptor file(retry_interrupted([&] { return ::open(path.c_str(), named, 0600); }));
  if (!file) throw file_error(errno, path, "open");
  const int flags = ::fcntl(file.number(), F_GETFL);
  if (flags >= 0) ::fcntl(file.number(), F_SETFL, flags & ~O_NONBLOCK);
  return file;
}

/// True if there is some; without a limit it waits for ever.
bool wait_for_room(int fd, int limit_ms) noexcept {
  pollfd polled{fd, POLLOUT, 0};
  return retry_interrupted([&] { return ::poll(&polled, 1, limit_ms); }) > 0;
}

/// The errno that ended it; 0 once all is written. What finds no room within the limit ends it with EAGAIN.
int write_fully(int fd, std::string_view text, int limit_ms) noexcept {
  while (!text.empty()) {
    const ssize_t put = ::write(fd, text.data(), text.size());
    if (put >= 0) {
      text.remove_prefix(static_cast<std::size_t>(put));
    } else if (errno == EAGAIN) {
      if (!wait_for_room(fd, limit_ms)) return EAGAIN;
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
    const int access = fd == STDIN_FILENO ? O_RDONLY : O_WRONLY;
    if (retry_interrupted([access] { return ::open("/dev/null", access); }) != fd) return;
  }
  kept_stderr();
}

Fd message_stream() noexcept { return kept_stderr().fd(); }

void write_message(std::string_view text) noexcept {
  static std::atomic<bool> stuck{false};  // once it has kept us waiting, nothing waits until it takes words again
  const int fd = kept_stderr().number();
  if (!wait_for_room(fd, stuck ? 0 : write_timeout_ms)) {
    stuck = true;
    return;
  }
  stuck = write_fully(fd, text, write_timeout_ms) == EAGAIN;
}

void write_output(std::string_view text) {
  const int error = write_fully(STDOUT_FILENO, text, wait_for_ever);
  if (error != 0 && error != EPIPE) throw file_error(error, _("standard output"), "write to");
}

std::optional<std::string> read_input_line() {
  std::string line;
  for (;;) {
    char byte = 0;
    const ssize_t got = ::read(STDIN_FILENO, &byte, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw file_error(errno, "/dev/stdin", "read");
    if (got == 0 && line.empty()) return std::nullopt;
    if (got == 0 || byte == '\n') break;
    if (line.size() == limits::input_line_bytes) {
      throw Error(
          ErrorKind::usage, "-",
          tr("a line of standard input is longer than the {} bytes that it may have", limits::input_line_bytes));
    }
    line += byte;
  }
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

void redirect_stderr(const Path& path) {
  kept_stderr();
  const auto file = open_for_messages(path);
  if (retry_interrupted([&] { return ::dup2(file.number(), STDERR_FILENO); }) < 0)
    throw file_error(errno, path, "write messages to");
}

void redirect_messages(const Path& path) {
  redirect_stderr(path);
  kept_stderr() = copy_stderr();
}

StderrSilencer::StderrSilencer() noexcept {
  kept_stderr();
  const Descriptor nowhere(retry_interrupted([] { return ::open("/dev/null", O_WRONLY | O_CLOEXEC); }));
  if (!nowhere) return;
  saved_ = Descriptor(::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, lowest_kept));
  if (saved_) (void)retry_interrupted([&] { return ::dup2(nowhere.number(), STDERR_FILENO); });
}

StderrSilencer::~StderrSilencer() {
  if (saved_) (void)retry_interrupted([&] { return ::dup2(saved_.number(), STDERR_FILENO); });
}

}  // namespace earwitness::os
