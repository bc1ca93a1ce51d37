// SPDX-License-Identifier: MIT
//
// Runs a part of a test in a process of its own: what it does to its streams, signals and terminal ends with it.
#pragma once

#include <signal.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <thread>

namespace earwitness::test {

inline constexpr auto patience = std::chrono::seconds(20);

/// Starts it; the process ends with what `body` returns, or 99 if it throws, or at the end of our patience.
inline pid_t start_child(const std::function<int()>& body, std::chrono::seconds limit = patience) {
  const pid_t child = ::fork();
  if (child != 0) return child;
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGALRM}) ::signal(number, SIG_DFL);  // not the test program's
  ::alarm(static_cast<unsigned>(limit.count()));
  int code = 99;
  try {
    code = body();
  } catch (const std::exception&) {  // 99 says so
  }
  ::_exit(code);
}

/// Its exit code; 128 and more for a signal, also for one that only stopped it.
inline int end_of(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, WUNTRACED) < 0 && errno == EINTR) {
  }
  if (WIFSTOPPED(status)) {
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    return 128 + WSTOPSIG(status);
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

inline int in_child(const std::function<int()>& body) { return end_of(start_child(body)); }

inline std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Waits until it holds; false at the end of our patience.
inline bool wait_for(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

}  // namespace earwitness::test
