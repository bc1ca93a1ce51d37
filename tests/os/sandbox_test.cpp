// SPDX-License-Identifier: MIT
//
// A process in the sandbox reaches nothing but the descriptors that it has, whatever takes it over.
#include "os/sandbox.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <functional>
#include <vector>

#include "tests/catch.hpp"
#include "tests/sanitized.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;

namespace {

constexpr int not_entered = 77;

/// The status of a process that entered the sandbox and did that; its return value is what it exits with.
int status_of(const std::function<int()>& action, const os::SandboxLimits& limits = {0, 20}) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const auto sandbox = os::enter_sandbox(limits);
    if (!sandbox.system_calls || !sandbox.limits) ::_exit(not_entered);
    ::_exit(action());
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return status;
}

bool is_killed(int status, int signal) { return WIFSIGNALED(status) && WTERMSIG(status) == signal; }
bool exits(int status, int code) { return WIFEXITED(status) && WEXITSTATUS(status) == code; }

/// A sanitizer makes calls of its own in the process, which the sandbox does not know.
bool is_sanitized() {
  if constexpr (test::sanitized_stride == 1) return false;
  WARN("NOT TESTED: a sanitizer's own calls end a process in the sandbox");
  return true;
}

int error_of(long result) { return result < 0 ? errno : 0; }

}  // namespace

TEST_CASE("sandbox: nothing is opened, connected, started or looked into") {
  if (is_sanitized()) return;
  const std::vector<std::pair<const char*, std::function<long()>>> deadly{
      {"socket", [] { return ::socket(AF_INET, SOCK_STREAM, 0); }},
      {"local socket", [] { return ::socket(AF_UNIX, SOCK_STREAM, 0); }},
      {"fork", [] { return ::fork(); }},
      {"exec",
       [] {
         std::array<char*, 1> words{nullptr};
         return ::execve("/bin/true", words.data(), words.data());
       }},
      {"kill", [] { return ::kill(::getppid(), SIGTERM); }},
      {"ptrace", [] { return ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr); }},
      {"unlink", [] { return ::unlink("/tmp/earwitness-nothing"); }},
      {"mkdir", [] { return ::mkdir("/tmp/earwitness-nothing", 0700); }},
      {"chdir", [] { return ::chdir("/"); }},
      {"pipe",
       [] {
         std::array<int, 2> ends{};
         return ::pipe(ends.data());
       }},
      {"dup", [] { return ::dup(0); }},
      {"executable memory",
       [] {
         auto* const memory = ::mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
         return memory == MAP_FAILED ? -1L : 0L;
       }},
      {"memory made executable",
       [] {
         auto* const memory = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
         return ::mprotect(memory, 4096, PROT_READ | PROT_EXEC);
       }},
  };
  for (const auto& [name, call] : deadly) {
    CAPTURE(name);
    CHECK(is_killed(status_of([&call = call] { return call() < 0 ? 1 : 0; }), SIGSYS));
  }
  CHECK(exits(status_of([] { return error_of(::open("/etc/passwd", O_RDONLY)); }), EPERM));
  CHECK(exits(status_of([] { return error_of(::open("/tmp/earwitness-nothing", O_RDWR | O_CREAT, 0600)); }), EPERM));
  CHECK(exits(status_of([] { return error_of(::access("/etc", F_OK)); }), EPERM));
}

TEST_CASE("sandbox: what was open before is closed, but for the standard streams; the file and the pipe go on") {
  if (is_sanitized()) return;
  const test::TemporaryFolder folder;
  const int file = ::open((folder / "file").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  REQUIRE(::write(file, "words", 5) == 5);
  CHECK(exits(status_of([file] {
                char byte = 0;
                return error_of(::read(file, &byte, 1));
              }),
              EBADF));
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(file, 0);
    ::dup2(ends[1], 1);
    const auto size = os::file_size({0});
    if (!os::enter_sandbox({0, 20}).system_calls) ::_exit(not_entered);
    std::array<std::byte, 16> bytes{};
    const auto got = os::read_at({0}, 1, bytes);
    const bool wrote = os::write_pipe({1}, std::span(bytes).first(got.value_or(0)));
    ::_exit(size == 5U && got == 4U && wrote ? 0 : 1);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(exits(status, 0));
  std::array<char, 8> heard{};
  CHECK(::read(ends[0], heard.data(), heard.size()) == 4);
  CHECK(std::memcmp(heard.data(), "ords", 4) == 0);
  ::close(ends[0]);
  ::close(ends[1]);
  ::close(file);
}

TEST_CASE("sandbox: memory and time have their limits") {
  if constexpr (test::sanitized_stride == 1) {  // a sanitizer has more memory mapped than there is
    CHECK(exits(status_of(
                    [] {
                      auto* const memory = ::mmap(nullptr, std::size_t{1} << 31U, PROT_READ | PROT_WRITE,
                                                  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
                      return memory == MAP_FAILED ? 5 : 6;
                    },
                    {std::uint64_t{1} << 30U, 20}),
                5));
  }
  const auto busy = status_of(
      [] {
        // not by yielding: where others wait for the processor, who yields takes next to none of it
        for (std::atomic<unsigned> turns{0};;) turns.fetch_add(1, std::memory_order_relaxed);
        return 0;
      },
      {0, 1});
  CHECK((is_killed(busy, SIGXCPU) || is_killed(busy, SIGKILL)));
}
