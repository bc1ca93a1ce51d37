// SPDX-License-Identifier: MIT
#include "os/launch.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <exception>

#include "os/descriptor.hpp"

namespace earwitness::os {

namespace {

constexpr int first_of_ours = 3;
constexpr int max_descriptors = 65'536;

/// Everything but the standard streams is closed when the program takes over. glibc 2.36 closes them in one call; the
/// loop is for kernels that have none.
void close_ours_at_exec() noexcept {
  if (::close_range(first_of_ours, ~0U, CLOSE_RANGE_CLOEXEC) == 0) return;
  for (int fd = first_of_ours; fd < max_descriptors; ++fd) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
}

void reset_signals() noexcept {
  sigset_t none;
  sigemptyset(&none);
  for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_DFL);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

/// In the grandchild. Only returns if the program can't be had.
void become(char* const* words) noexcept {
  reset_signals();
  const int nothing = ::open("/dev/null", O_RDWR);
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(nothing, stream);
  close_ours_at_exec();
  ::execvp(words[0], words);
}

/// The child: a session of its own, and one more process, so that it leads none and no terminal can become its own.
[[noreturn]] void run_child(char* const* words, int told) noexcept {
  ::setsid();
  const pid_t pid = ::fork();
  if (pid == 0) {
    become(words);
    const char failed = 1;
    (void)!::write(told, &failed, 1);
  }
  ::_exit(pid < 0 ? 1 : 0);
}

/// The pipe closes at exec; a byte before that says that there was none.
bool hears_nothing(int pipe) noexcept {
  char byte = 0;
  for (;;) {
    const ssize_t got = ::read(pipe, &byte, 1);
    if (got < 0 && errno == EINTR) continue;
    return got == 0;
  }
}

}  // namespace

bool launch_detached(const std::vector<std::string>& command) noexcept try {
  if (command.empty()) return false;
  std::vector<std::string> kept = command;
  std::vector<char*> words;
  for (auto& word : kept) words.push_back(word.data());
  words.push_back(nullptr);
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0) return false;
  const Descriptor hears(ends[0]);
  Descriptor tells(ends[1]);
  const pid_t child = ::fork();
  if (child < 0) return false;
  if (child == 0) run_child(words.data(), tells.number());
  tells.reset();
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return hears_nothing(hears.number()) && WIFEXITED(status) && WEXITSTATUS(status) == 0;
} catch (const std::exception&) {
  return false;
}

}  // namespace earwitness::os
