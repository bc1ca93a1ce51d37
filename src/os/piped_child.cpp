// SPDX-License-Identifier: MIT
#include "os/piped_child.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "os/file_errors.hpp"
#include "os/poller.hpp"

namespace earwitness::os {

namespace {

constexpr std::size_t pipe_bytes = std::size_t{1} << 20;
constexpr std::size_t copy_chunk_bytes = std::size_t{1} << 20;

Descriptor memory_copy(File& file) {
  Descriptor copy(::memfd_create("file", MFD_CLOEXEC));
  if (!copy) throw file_error(errno, file.path(), "read");
  std::vector<std::byte> chunk(copy_chunk_bytes);
  file.seek(0);
  for (auto got = file.read(chunk); got > 0; got = file.read(chunk)) {
    for (std::size_t done = 0; done < got;) {
      const auto put = ::write(copy.number(), chunk.data() + done, got - done);
      if (put < 0 && errno == EINTR) continue;
      if (put <= 0) throw file_error(errno, file.path(), "read");
      done += static_cast<std::size_t>(put);
    }
  }
  return copy;
}

/// dup2 of a descriptor onto itself would leave it closed on exec.
class Actions {
 public:
  Actions() { ::posix_spawn_file_actions_init(&all_); }
  ~Actions() { ::posix_spawn_file_actions_destroy(&all_); }
  Actions(const Actions&) = delete;
  Actions& operator=(const Actions&) = delete;
  void duplicate(int from, int to) { ::posix_spawn_file_actions_adddup2(&all_, from, to); }
  void discard(int fd) { ::posix_spawn_file_actions_addopen(&all_, fd, "/dev/null", O_RDWR, 0); }
  [[nodiscard]] const posix_spawn_file_actions_t* get() const noexcept { return &all_; }

 private:
  posix_spawn_file_actions_t all_{};
};

class Attributes {
 public:
  Attributes() {
    ::posix_spawnattr_init(&all_);
    sigset_t signals;
    sigemptyset(&signals);
    ::posix_spawnattr_setsigmask(&all_, &signals);
    sigfillset(&signals);
    ::posix_spawnattr_setsigdefault(&all_, &signals);
    ::posix_spawnattr_setpgroup(&all_, 0);
    ::posix_spawnattr_setflags(&all_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  ~Attributes() { ::posix_spawnattr_destroy(&all_); }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;
  [[nodiscard]] const posix_spawnattr_t* get() const noexcept { return &all_; }

 private:
  posix_spawnattr_t all_{};
};

}  // namespace

PipedChild::PipedChild(const Path& program, const std::vector<std::string>& arguments, File& input) {
  Descriptor copy;
  auto file = input.descriptor();
  if (file.number < 0) {
    copy = memory_copy(input);
    file = copy.fd();
  }
  std::array<int, 2> ends{-1, -1};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw file_error(errno, program, "start");
  pipe_ = Descriptor(ends[0]);
  const Descriptor writes(ends[1]);
  ::fcntl(ends[0], F_SETPIPE_SZ, static_cast<int>(pipe_bytes));  // fewer turns; the usual size is enough
  Actions actions;
  actions.duplicate(file.number, STDIN_FILENO);
  actions.duplicate(writes.number(), STDOUT_FILENO);
  actions.discard(STDERR_FILENO);
  const Attributes attributes;
  std::vector<std::string> own{program.string()};
  own.insert(own.end(), arguments.begin(), arguments.end());
  std::vector<char*> words;
  for (auto& word : own) words.push_back(word.data());
  words.push_back(nullptr);
  std::array<char*, 1> no_environment{nullptr};
  pid_t child = 0;
  const int error =
      ::posix_spawn(&child, program.c_str(), actions.get(), attributes.get(), words.data(), no_environment.data());
  if (error != 0) throw file_error(error, program, "start");
  pid_ = child;
  process_ = Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, child, 0)));
}

PipedChild::~PipedChild() {
  if (pid_ < 0) return;
  ::kill(pid_, SIGKILL);
  (void)end();
}

std::optional<std::size_t> PipedChild::read(std::span<std::byte> into, std::chrono::milliseconds timeout) {
  for (;;) {
    Poller poller;
    poller.watch(pipe_.fd());
    if (!poller.wait(timeout)) return std::nullopt;
    const auto got = ::read(pipe_.number(), into.data(), into.size());
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) return 0;
  }
}

ChildEnd PipedChild::finish(std::chrono::milliseconds timeout) {
  pipe_.reset();
  Poller poller;
  if (process_) poller.watch(process_.fd());
  if (!poller.wait(timeout)) {
    ::kill(pid_, SIGKILL);
    auto ended = end();
    ended.why = ChildEnd::Why::timed_out;
    return ended;
  }
  return end();
}

ChildEnd PipedChild::end() {
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  if (WIFSIGNALED(status)) return {ChildEnd::Why::killed, WTERMSIG(status)};
  return {ChildEnd::Why::exited, WEXITSTATUS(status)};
}

Path own_folder() {
  std::error_code unseen;
  return std::filesystem::read_symlink("/proc/self/exe", unseen).parent_path();
}

}  // namespace earwitness::os
