// SPDX-License-Identifier: MIT
#include "os/piped_child.hpp"

#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <bit>
#include <cerrno>
#include <utility>

#include "os/file_errors.hpp"
#include "os/poller.hpp"

namespace earwitness::os {

namespace {

constexpr std::size_t pipe_bytes = std::size_t{1} << 20;
constexpr std::size_t copy_chunk_bytes = std::size_t{1} << 20;
/// A child takes microseconds for the one, and reads its program from a disk for the other.
constexpr std::chrono::seconds bound_timeout{5};
constexpr std::chrono::seconds start_timeout{30};
constexpr int not_started_exit = 127;

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

/// Every signal is kept for later: a Ctrl-C that came now would leave a child behind that nobody ends.
class SignalsHeld {
 public:
  SignalsHeld() noexcept {
    sigset_t all;
    sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsHeld() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsHeld(const SignalsHeld&) = delete;
  SignalsHeld& operator=(const SignalsHeld&) = delete;

 private:
  sigset_t before_{};
};

/// What the child needs between its birth and the program, all of it made before: nothing may be allocated there, since
/// another thread may have held the allocator's lock.
struct Birth {
  const char* program;
  char* const* words;
  int input;
  int output;
  int errors;
  int told;  ///< a byte once its end is its owner's; an int, errno, where the program can't be started
  pid_t owner;
};

/// dup2 of a descriptor onto itself would leave it closed on exec.
bool move_to(int from, int to) noexcept { return from == to ? ::fcntl(to, F_SETFD, 0) == 0 : ::dup2(from, to) == to; }

/// posix_spawn can't bind the child's end to its owner's: the program would have to do it itself, and one that is
/// stopped before it has would never end.
[[noreturn]] void become(const Birth& birth) noexcept {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != birth.owner) ::_exit(not_started_exit);  // it ended before it could be asked for
  struct sigaction usual {};
  usual.sa_handler = SIG_DFL;
  for (int number = 1; number < NSIG; ++number) ::sigaction(number, &usual, nullptr);
  sigset_t none;
  sigemptyset(&none);
  ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
  ::close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
  std::array<char*, 1> no_environment{nullptr};
  constexpr char bound = 0;
  if (::write(birth.told, &bound, sizeof bound) == sizeof bound && ::setpgid(0, 0) == 0 &&
      move_to(birth.input, STDIN_FILENO) && move_to(birth.output, STDOUT_FILENO) &&
      move_to(birth.errors, STDERR_FILENO)) {
    ::execve(birth.program, birth.words, no_environment.data());
  }
  const int error = errno;
  (void)!::write(birth.told, &error, sizeof error);
  ::_exit(not_started_exit);
}

/// Fills `into` from a pipe: how much of it came. Throws where nothing comes for so long.
std::size_t read_pipe(const Descriptor& pipe, std::span<std::byte> into, std::chrono::milliseconds timeout,
                      const Path& program) {
  std::size_t got = 0;
  while (got < into.size()) {
    Poller poller;
    poller.watch(pipe.fd());
    if (!poller.wait(timeout)) throw file_error(ETIMEDOUT, program, "start");
    const auto piece = ::read(pipe.number(), into.data() + got, into.size() - got);
    if (piece < 0 && errno == EINTR) continue;
    if (piece <= 0) break;
    got += static_cast<std::size_t>(piece);
  }
  return got;
}

struct Pipe {
  explicit Pipe(const Path& program) {
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw file_error(errno, program, "start");
    reads = Descriptor(ends[0]);
    writes = Descriptor(ends[1]);
  }
  Descriptor reads;
  Descriptor writes;
};

}  // namespace

PipedChild::PipedChild(const Path& program, const std::vector<std::string>& arguments, File& input) {
  Descriptor copy;
  auto file = input.descriptor();
  if (file.number < 0) {
    copy = memory_copy(input);
    file = copy.fd();
  }
  Pipe said(program);
  Pipe told(program);
  pipe_ = std::move(said.reads);
  ::fcntl(pipe_.number(), F_SETPIPE_SZ, static_cast<int>(pipe_bytes));  // fewer turns; the usual size is enough
  const Descriptor nowhere(::open("/dev/null", O_RDWR | O_CLOEXEC));
  std::vector<std::string> own{program.string()};
  own.insert(own.end(), arguments.begin(), arguments.end());
  std::vector<char*> words;
  for (auto& word : own) words.push_back(word.data());
  words.push_back(nullptr);
  const Birth birth{program.c_str(),  words.data(),         file.number, said.writes.number(),
                    nowhere.number(), told.writes.number(), ::getpid()};
  try {
    {
      const SignalsHeld held;
      const pid_t child = ::fork();
      if (child < 0) throw file_error(errno, program, "start");
      if (child == 0) become(birth);
      pid_ = child;
      told.writes.reset();
      std::array<std::byte, 1> bound{};
      (void)read_pipe(told.reads, bound, bound_timeout, program);
    }
    std::array<std::byte, sizeof(int)> why{};
    if (read_pipe(told.reads, why, start_timeout, program) == why.size()) {
      throw file_error(std::bit_cast<int>(why), program, "start");
    }
    process_ = Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
  } catch (...) {
    kill();
    throw;
  }
}

PipedChild::~PipedChild() { kill(); }

void PipedChild::kill() noexcept {
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

ChildEnd PipedChild::end() noexcept {
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  if (WIFSIGNALED(status)) return {ChildEnd::Why::killed, WTERMSIG(status)};
  return {ChildEnd::Why::exited, WEXITSTATUS(status)};
}

Path find_own_program(const char* name) {
  std::error_code unseen;
  const auto own = std::filesystem::read_symlink("/proc/self/exe", unseen).parent_path();
  if (own.empty()) return {};
  for (const auto& path : {own / name, own / ".." / "libexec" / "earwitness" / name}) {
    if (std::filesystem::is_regular_file(path, unseen)) return path;
  }
  return {};
}

}  // namespace earwitness::os
