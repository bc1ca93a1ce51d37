// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <thread>

#include "base/limits.hpp"
#include "base/translate.hpp"
#include "os/file_errors.hpp"
#include "os/guard.hpp"
#include "os/process.hpp"
#include "os/retry.hpp"
#include "os/signals.hpp"
#include "os/streams.hpp"

namespace earwitness::os {

namespace {

struct Pair {
  Descriptor child;
  Descriptor parent;
};

/// A socket pair rather than a pipe: its writing end can be watched for the reader's death.
Pair make_pair() {
  int ends[2] = {-1, -1};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) throw file_error(errno, "pipe", "make a");
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

void leave_terminal(const Path& errors) {
  ::setsid();
  const Descriptor nothing(retry_interrupted([] { return ::open("/dev/null", O_RDWR | O_CLOEXEC); }));
  const auto leads_nowhere = [&](int stream) {
    return retry_interrupted([&] { return ::dup2(nothing.number(), stream); }) >= 0;
  };
  if (!nothing || !leads_nowhere(STDIN_FILENO) || !leads_nowhere(STDOUT_FILENO)) {
    throw file_error(errno, "/dev/null", "open");
  }
  redirect_messages(errors);
}

/// One byte from the starter confirms; its end brings none.
bool is_confirmed(const Descriptor& pipe) noexcept {
  for (;;) {
    char byte = 0;
    const ssize_t got = ::read(pipe.number(), &byte, 1);
    if (got < 0 && errno == EINTR) continue;
    return got == 1;
  }
}

}  // namespace

void Announcer::end_with_starter() {
  const AllSignalsBlocked in_thread;  // which takes none
  std::thread([pipe = pipe_, announced = announced_] {
    if (is_confirmed(*pipe)) return;
    ::kill(::getpid(), SIGTERM);
    if (announced->load()) return;  // there is a recording, which is sealed, however long that takes
    std::this_thread::sleep_for(unannounced_end_timeout);
    if (!announced->load()) exit_immediately(1);
  }).detach();
}

bool Announcer::announce(std::string_view word) noexcept {
  bool heard = true;
  announced_->store(true);
  while (heard && !word.empty()) {
    const ssize_t put = ::send(pipe_->number(), word.data(), word.size(), MSG_NOSIGNAL);
    if (put >= 0) {
      word.remove_prefix(static_cast<std::size_t>(put));
    } else {
      heard = errno == EINTR;
    }
  }
  ::shutdown(pipe_->number(), SHUT_WR);
  return heard;
}

/// Reads until the child hangs up: its word is whole then, or it is gone.
FirstWord Starter::hear() {
  std::string word;
  char buffer[1024];
  for (;;) {
    const ssize_t got = ::read(pipe_.number(), buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0 || word.size() > limits::control_message_bytes) break;
    word.append(buffer, static_cast<std::size_t>(got));
  }
  if (!word.empty()) return word;
  (void)retry_interrupted([&] { return ::waitpid(static_cast<pid_t>(background_), nullptr, 0); });
  return std::nullopt;
}

void Starter::confirm() noexcept {
  constexpr char yes = 1;
  while (::send(pipe_.number(), &yes, 1, MSG_NOSIGNAL) < 0 && errno == EINTR) {
  }
}

std::variant<Announcer, Starter> go_to_background(const Path& errors) {
  auto pair = make_pair();
  const pid_t child = ::fork();
  if (child < 0) throw file_error(errno, _("background process"), "start the");
  if (child > 0) {
    pair.child.reset();
    return Starter(std::move(pair.parent), child);
  }
  pair.parent.reset();
  guard_after_fork();
  leave_terminal(errors);
  return Announcer(std::move(pair.child));
}

}  // namespace earwitness::os
