// SPDX-License-Identifier: MIT
#include "os/piped_child.hpp"

#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <string>

#include "os/poller.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;
using namespace std::chrono_literals;

namespace {

constexpr auto patience = 30s;

std::string said_by(os::PipedChild& child) {
  std::string all;
  std::array<std::byte, 256> piece{};
  while (const auto got = child.read(piece, patience)) {
    if (*got == 0) break;
    for (std::size_t i = 0; i < *got; ++i) all += static_cast<char>(piece.at(i));
  }
  return all;
}

struct Input {
  explicit Input(std::string_view text) {
    auto& fs = os::posix_file_system();
    const auto path = folder.path() / "input";
    const auto made = fs.create(path);
    made->write(std::as_bytes(std::span(text)));
    file = fs.open(path);
  }
  test::TemporaryFolder folder;
  std::unique_ptr<os::File> file;
};

}  // namespace

TEST_CASE("piped child: it has the file, its words, its streams, and how it ended comes back") {
  Input input("handed over");
  os::PipedChild child("/bin/sh", {"-c", "cat; echo \" $1\"; echo lost >&2; exit 3", "sh", "$a"}, *input.file);
  CHECK(said_by(child) == "handed over $a\n");
  const auto end = child.finish(patience);
  CHECK(end.why == os::ChildEnd::Why::exited);
  CHECK(end.code == 3);
}

TEST_CASE("piped child: a program that is not there is ENOENT, and one that may not be run EACCES") {
  Input input("");
  const auto code_of = [&](const os::Path& program) {
    try {
      const os::PipedChild child(program, {}, *input.file);
    } catch (const FileError& error) {
      return error.code();
    }
    return 0;
  };
  CHECK(code_of(input.folder.path() / "none") == ENOENT);
  CHECK(code_of(input.folder.path() / "input") == EACCES);
}

TEST_CASE("piped child: it starts with no signal held or ignored") {
  Input input("");
  sigset_t terminate;
  sigemptyset(&terminate);
  sigaddset(&terminate, SIGTERM);
  sigset_t before;
  pthread_sigmask(SIG_BLOCK, &terminate, &before);
  struct sigaction ignored {};
  ignored.sa_handler = SIG_IGN;
  struct sigaction usual {};
  sigaction(SIGTERM, &ignored, &usual);
  os::PipedChild child("/bin/sh", {"-c", "kill -TERM $$; echo lives"}, *input.file);
  sigaction(SIGTERM, &usual, nullptr);
  sigset_t during;
  pthread_sigmask(SIG_SETMASK, &before, &during);
  CHECK(sigismember(&during, SIGTERM) == 1);
  CHECK(sigismember(&during, SIGINT) == 0);
  CHECK(said_by(child).empty());
  CHECK(child.finish(patience).why == os::ChildEnd::Why::killed);
}

TEST_CASE("piped child: it ends with a killed owner, although its program knows nothing of that and stands still") {
  Input input("");
  std::array<int, 2> ends{};
  REQUIRE(pipe(ends.data()) == 0);
  const pid_t owner = fork();
  REQUIRE(owner >= 0);
  if (owner == 0) {
    // A stopped group whose owner ends is sent SIGHUP by the kernel, which would hide what is missing.
    os::PipedChild child("/bin/sh", {"-c", "trap '' HUP; echo $$; kill -STOP $$; exec sleep 1000"}, *input.file);
    std::array<std::byte, 256> number{};
    const auto got = child.read(number, patience);
    if (!got || write(ends[1], number.data(), *got) < 0) std::_Exit(1);
    for (;;) pause();
  }
  std::array<char, 256> number{};
  const auto got = ::read(ends[0], number.data(), number.size() - 1);
  close(ends[0]);
  close(ends[1]);
  CHECK(got > 1);
  const int child = std::atoi(number.data());
  const os::Descriptor process(child > 1 ? static_cast<int>(syscall(SYS_pidfd_open, child, 0)) : -1);
  CHECK(process);
  kill(owner, SIGKILL);
  waitpid(owner, nullptr, 0);
  os::Poller poller;
  if (process) poller.watch(process.fd());
  const bool ended = poller.wait(5s);
  CHECK(ended);
  if (!ended && child > 1) kill(child, SIGKILL);
}
