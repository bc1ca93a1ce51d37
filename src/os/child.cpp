// SPDX-License-Identifier: MIT
#include "os/child.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/text.hpp"
#include "base/translate.hpp"
#include "os/file_errors.hpp"
#include "os/poller.hpp"
#include "os/signals.hpp"
#include "os/streams.hpp"

extern char** environ;

namespace earwitness::os {

namespace {

constexpr std::chrono::seconds time_to_end{2};
constexpr std::chrono::milliseconds stopped_interval{500};
constexpr int max_stopped_looks = 5;  // two seconds and more without a pause

/// What a child starts with: no signal blocked or ignored, and its standard streams.
class Spawn {
 public:
  Spawn() {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawnattr_init(&attributes_);
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    flags_ = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
  }
  ~Spawn() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  Spawn(const Spawn&) = delete;
  Spawn& operator=(const Spawn&) = delete;

  void own_group() {
    ::posix_spawnattr_setpgroup(&attributes_, 0);
    flags_ = static_cast<short>(flags_ | POSIX_SPAWN_SETPGROUP);
  }
  void open(int fd, const Path& path, int flags) {
    ::posix_spawn_file_actions_addopen(&actions_, fd, path.c_str(), flags, 0600);
  }
  void duplicate(int from, int to) { ::posix_spawn_file_actions_adddup2(&actions_, from, to); }

  pid_t start(const std::vector<std::string>& words) {
    ::posix_spawnattr_setflags(&attributes_, flags_);
    std::vector<std::string> own = words;
    std::vector<char*> arguments;
    for (auto& word : own) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    pid_t child = 0;
    const int error = ::posix_spawnp(&child, arguments[0], &actions_, &attributes_, arguments.data(), environ);
    if (error != 0) throw file_error(error, words.front(), "start");
    return child;
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
  short flags_ = 0;
};

ChildEnd reap(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFSIGNALED(status)) return {ChildEnd::Why::killed, WTERMSIG(status)};
  return {ChildEnd::Why::exited, WEXITSTATUS(status)};
}

/// Ctrl-C at the terminal reaches everybody there; while it is the editor's, it is not ours.
class KeysIgnored {
 public:
  KeysIgnored() noexcept {
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    ::sigaction(SIGINT, &ignore, &interrupt_);
    ::sigaction(SIGQUIT, &ignore, &quit_);
  }
  ~KeysIgnored() {
    ::sigaction(SIGINT, &interrupt_, nullptr);
    ::sigaction(SIGQUIT, &quit_, nullptr);
  }
  KeysIgnored(const KeysIgnored&) = delete;
  KeysIgnored& operator=(const KeysIgnored&) = delete;

 private:
  struct sigaction interrupt_ {};
  struct sigaction quit_ {};
};

bool wait_for(const Descriptor& process, std::chrono::nanoseconds limit) {
  Poller poller;
  poller.watch(process.fd());
  return poller.wait(limit);
}

/// Whether nothing of it runs until somebody lets it: how long it takes says nothing then.
bool is_stopped(pid_t child) noexcept {
  siginfo_t info{};
  return ::waitid(P_PID, static_cast<id_t>(child), &info, WSTOPPED | WNOHANG | WNOWAIT) == 0 && info.si_pid == child &&
         info.si_code == CLD_STOPPED;
}

/// First asked, then made.
ChildEnd end_group(pid_t child, const Descriptor& process, ChildEnd::Why why) {
  ::kill(-child, SIGTERM);
  (void)wait_for(process, time_to_end);
  ::kill(-child, SIGKILL);
  return {why, reap(child).code};
}

}  // namespace

std::vector<std::string> command_words(std::string_view command) {
  std::vector<std::string> words;
  char quote = 0;
  bool in_word = false;
  for (const char c : command) {
    const bool is_space = c == ' ' || c == '\t';
    if (quote == 0 && is_space) {
      in_word = false;
      continue;
    }
    if (!in_word) words.emplace_back();
    in_word = true;
    if (quote == 0 && (c == '\'' || c == '"')) {
      quote = c;
    } else if (c == quote) {
      quote = 0;
    } else {
      words.back() += c;
    }
  }
  if (quote != 0 || words.empty() || words.front().empty()) {
    throw Error(
        ErrorKind::usage, std::string(command),
        tr("{} is not a command: it has no first word, or a quote that is not closed", base::printable(command)),
        _("words are split at spaces, and quotes keep them together"));
  }
  return words;
}

ChildEnd run_at_terminal(const std::vector<std::string>& words) {
  const KeysIgnored ours;
  Spawn spawn;
  spawn.duplicate(message_stream().number, STDOUT_FILENO);
  return reap(spawn.start(words));
}

ChildEnd run_unattended(const std::vector<std::string>& words, const Path& output, const Path& messages,
                        std::chrono::seconds limit) {
  Signals signals;
  Spawn spawn;
  spawn.own_group();
  spawn.open(STDIN_FILENO, "/dev/null", O_RDONLY);
  spawn.open(STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW);
  spawn.open(STDERR_FILENO, messages, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW);
  const pid_t child = spawn.start(words);
  const Descriptor process(static_cast<int>(::syscall(SYS_pidfd_open, child, 0)));
  const auto deadline = std::chrono::steady_clock::now() + limit;
  int stopped_looks = 0;
  for (;;) {
    Poller poller;
    poller.watch(process.fd());
    poller.watch(signals.fd());
    const auto left = deadline - std::chrono::steady_clock::now();
    if (!poller.wait(std::min<std::chrono::nanoseconds>(left, stopped_interval))) {
      if (left <= stopped_interval) return end_group(child, process, ChildEnd::Why::timed_out);
      stopped_looks = is_stopped(child) ? stopped_looks + 1 : 0;
      if (stopped_looks >= max_stopped_looks) return end_group(child, process, ChildEnd::Why::stopped);
      continue;
    }
    if (poller.readable(process.fd())) {
      ::kill(-child,
             SIGKILL);  // what it left running; it is waited for afterwards, so that its number is still its own
      return reap(child);
    }
    if (signals.next()) return end_group(child, process, ChildEnd::Why::interrupted);
  }
}

}  // namespace earwitness::os
