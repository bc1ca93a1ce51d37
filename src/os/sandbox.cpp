// SPDX-License-Identifier: MIT
#include "os/sandbox.hpp"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <vector>

namespace earwitness::os {

namespace {

constexpr unsigned first_beyond_streams = 3;

#if defined(__x86_64__) && !defined(__ILP32__)
constexpr std::uint32_t own_architecture = AUDIT_ARCH_X86_64;
#elif defined(__i386__)
constexpr std::uint32_t own_architecture = AUDIT_ARCH_I386;
#elif defined(__aarch64__)
constexpr std::uint32_t own_architecture = AUDIT_ARCH_AARCH64;
#elif defined(__arm__) && defined(__ARM_EABI__)
constexpr std::uint32_t own_architecture = AUDIT_ARCH_ARM;
#elif defined(__riscv) && __riscv_xlen == 64
constexpr std::uint32_t own_architecture = AUDIT_ARCH_RISCV64;
#else
constexpr std::uint32_t own_architecture = 0;
#endif

/// Memory, time, and the descriptors that are open.
constexpr std::array allowed_calls{
    __NR_read,
    __NR_write,
    __NR_pread64,
    __NR_writev,
    __NR_close,
    __NR_munmap,
    __NR_mremap,
    __NR_brk,
    __NR_madvise,
    __NR_futex,
    __NR_clock_gettime,
    __NR_gettimeofday,
    __NR_getrandom,
    __NR_sched_yield,
    __NR_rt_sigreturn,
    __NR_rt_sigprocmask,
    __NR_getpid,
    __NR_gettid,
    __NR_sched_getaffinity,
    __NR_restart_syscall,
    __NR_exit,
    __NR_exit_group,
#ifdef __NR_lseek
    __NR_lseek,
#endif
#ifdef __NR__llseek
    __NR__llseek,
#endif
#ifdef __NR_time
    __NR_time,
#endif
#ifdef __NR_clock_gettime64
    __NR_clock_gettime64,
#endif
#ifdef __NR_futex_time64
    __NR_futex_time64,
#endif
#ifdef __NR_riscv_flush_icache
    __NR_riscv_flush_icache,
#endif
};

/// Allowed where nothing becomes executable: their third argument.
constexpr std::array memory_calls {
#ifdef __NR_mmap2
  __NR_mmap2,
#endif
#if defined(__NR_mmap) && !defined(__i386__) && !defined(__arm__)
      __NR_mmap,
#endif
      __NR_mprotect
};

/// Refused, and the process goes on: a library that looks for a file does without.
constexpr std::array refused_calls{__NR_openat,
#ifdef __NR_open
                                   __NR_open,
#endif
#ifdef __NR_access
                                   __NR_access,
#endif
#ifdef __NR_faccessat
                                   __NR_faccessat,
#endif
#ifdef __NR_stat
                                   __NR_stat,
#endif
#ifdef __NR_newfstatat
                                   __NR_newfstatat,
#endif
#ifdef __NR_statx
                                   __NR_statx,
#endif
#ifdef __NR_readlink
                                   __NR_readlink,
#endif
                                   __NR_readlinkat, __NR_sysinfo};

class Filter {
 public:
  Filter() {
    load(offsetof(seccomp_data, arch));
    jump_unless_equal(own_architecture, 0, 1);
    answer(SECCOMP_RET_KILL_PROCESS);
    load(offsetof(seccomp_data, nr));
#if defined(__x86_64__)
    // The numbers of the x32 interface, which the same kernel may take.
    add(BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000U, 0, 1));
    answer(SECCOMP_RET_KILL_PROCESS);
#endif
    for (const auto call : allowed_calls) match(call, SECCOMP_RET_ALLOW);
    for (const auto call : refused_calls) match(call, SECCOMP_RET_ERRNO | EPERM);
    for (const auto call : memory_calls) match_memory(call);
    answer(SECCOMP_RET_KILL_PROCESS);
  }

  [[nodiscard]] bool install() noexcept {
    sock_fprog program{static_cast<unsigned short>(lines_.size()), lines_.data()};
    return ::syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0;
  }

 private:
  void add(const sock_filter& line) { lines_.push_back(line); }
  void load(std::size_t offset) { add(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset))); }
  void answer(std::uint32_t value) { add(BPF_STMT(BPF_RET | BPF_K, value)); }
  /// Goes `equal` or `different` lines further than the next one.
  void jump_unless_equal(std::uint32_t value, std::uint8_t different, std::uint8_t equal) {
    add(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, equal, different));
  }
  void match(long call, std::uint32_t value) {
    jump_unless_equal(static_cast<std::uint32_t>(call), 1, 0);
    answer(value);
  }
  void match_memory(long call) {
    jump_unless_equal(static_cast<std::uint32_t>(call), 4, 0);
    load(offsetof(seccomp_data, args[2]));  // its lower half: all of these machines are little-endian
    add(BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1));
    answer(SECCOMP_RET_KILL_PROCESS);
    answer(SECCOMP_RET_ALLOW);
  }

  std::vector<sock_filter> lines_;
};

bool limit(decltype(RLIMIT_AS) what, rlim_t value, rlim_t hard) noexcept {
  const rlimit wanted{value, hard};
  return ::setrlimit(what, &wanted) == 0;
}

bool limit(decltype(RLIMIT_AS) what, rlim_t value) noexcept { return limit(what, value, value); }

bool set_limits(const SandboxLimits& limits) noexcept {
  bool all = limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0);
  if (limits.address_bytes > 0) all = limit(RLIMIT_AS, limits.address_bytes) && all;
  if (limits.cpu_seconds > 0) all = limit(RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 1) && all;
  return limit(RLIMIT_NOFILE, first_beyond_streams) && all;
}

/// Every right to a file that the first version knows, and a rule for none.
bool restrict_paths() noexcept {
  landlock_ruleset_attr rules{};
  rules.handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1U) - 1;
  const long ruleset = ::syscall(__NR_landlock_create_ruleset, &rules, sizeof rules, 0);
  if (ruleset < 0) return false;
  const bool restricted = ::syscall(__NR_landlock_restrict_self, ruleset, 0) == 0;
  ::close(static_cast<int>(ruleset));
  return restricted;
}

}  // namespace

Sandbox enter_sandbox(const SandboxLimits& limits) noexcept try {
  Sandbox made;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::prctl(PR_SET_DUMPABLE, 0);
  ::close_range(first_beyond_streams, ~0U, 0);
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return made;
  Filter filter;
  made.landlock = restrict_paths();
  made.limits = set_limits(limits);
  made.system_calls = own_architecture != 0 && filter.install();
  return made;
} catch (const std::exception&) {
  return {};
}

std::optional<std::uint64_t> file_size(Fd file) noexcept {
  struct stat info {};
  if (::fstat(file.number, &info) != 0 || !S_ISREG(info.st_mode)) return std::nullopt;
  return static_cast<std::uint64_t>(info.st_size);
}

std::optional<std::size_t> read_at(Fd file, std::uint64_t offset, std::span<std::byte> into) noexcept {
  std::size_t got = 0;
  while (got < into.size()) {
    const auto piece = ::pread(file.number, into.data() + got, into.size() - got, static_cast<off_t>(offset + got));
    if (piece < 0 && errno == EINTR) continue;
    if (piece < 0) return std::nullopt;
    if (piece == 0) break;
    got += static_cast<std::size_t>(piece);
  }
  return got;
}

bool write_pipe(Fd pipe, std::span<const std::byte> bytes) noexcept {
  while (!bytes.empty()) {
    const auto put = ::write(pipe.number, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(put));
  }
  return true;
}

}  // namespace earwitness::os
