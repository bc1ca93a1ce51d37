// SPDX-License-Identifier: MIT
//
// A guarded process leaves no core dump, and what is secret in it lies where no dump takes it from.
#include "os/guard.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cinttypes>
#include <cstdio>
#include <fstream>
#include <functional>
#include <string>

#include "base/secret.hpp"
#include "tests/catch.hpp"
#include "tests/sanitized.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;

namespace {

/// What a child that does this ends with, as waitpid() tells it; it works in a folder of its own.
int in_child(const std::function<int()>& run) {
  const test::TemporaryFolder folder;
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    if (::chdir(folder.path().c_str()) != 0) ::_exit(99);
    const rlimit all{RLIM_INFINITY, RLIM_INFINITY};
    ::setrlimit(RLIMIT_CORE, &all);
    ::_exit(run());
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return status;
}

/// The kernel's flags of the mapping that an address lies in: "rd wr mr mw me lo dd ac".
std::string flags_of(const void* address) {
  std::ifstream maps("/proc/self/smaps");
  const auto at = reinterpret_cast<std::uintptr_t>(address);
  bool is_in = false;
  for (std::string line; std::getline(maps, line);) {
    std::uintptr_t from = 0;
    std::uintptr_t to = 0;
    if (std::sscanf(line.c_str(), "%" SCNxPTR "-%" SCNxPTR " ", &from, &to) == 2) is_in = at >= from && at < to;
    if (is_in && line.starts_with("VmFlags:")) return line + " ";
  }
  return {};
}

/// AddressSanitizer takes mlock() for itself, and does nothing; the plain build looks.
bool locking_is_ignored() {
  if (test::sanitized_stride == 1) return false;
  WARN("NOT TESTED: a sanitizer lets nobody lock memory");
  return true;
}

}  // namespace

TEST_CASE("guard: no dump is made of the process, and nobody else may look into it") {
  const auto status = in_child([] {
    os::guard_process();
    rlimit limit{};
    if (::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 0) return 1;
    return ::getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_cur == 0 && limit.rlim_max == 0 ? 0 : 2;
  });
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("guard: an abort leaves no core, where one without the guard does") {
  const auto plain = in_child([]() -> int {
    ::signal(SIGABRT, SIG_DFL);
    ::abort();
  });
  REQUIRE(WIFSIGNALED(plain));
  if (!WCOREDUMP(plain)) WARN("NOT TESTED: this machine makes no core dumps");
  const auto guarded = in_child([]() -> int {
    ::signal(SIGABRT, SIG_DFL);
    os::guard_process();
    ::abort();
  });
  REQUIRE(WIFSIGNALED(guarded));
  CHECK_FALSE(WCOREDUMP(guarded));
}

TEST_CASE("guard: secrets lie in pages that are locked and left out of dumps") {
  if (locking_is_ignored()) return;
  const auto status = in_child([] {
    os::guard_process();
    const base::SecretText text("a private key");
    base::Secret passphrase("open sesame");
    const std::string ordinary(1000, 'x');
    for (const char* secret : {text.c_str(), passphrase.text().data()}) {
      const auto flags = flags_of(secret);
      if (flags.find(" dd ") == std::string::npos) return 1;
      if (os::secrets_are_locked() && flags.find(" lo ") == std::string::npos) return 2;
    }
    return flags_of(ordinary.data()).find(" dd ") == std::string::npos ? 0 : 3;
  });
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("guard: a child locks again what its parent had locked") {
  if (locking_is_ignored()) return;
  const auto status = in_child([] {
    os::guard_process();
    const base::SecretText text("a private key");
    const pid_t child = ::fork();
    if (child == 0) {
      if (flags_of(text.c_str()).find(" lo ") != std::string::npos) ::_exit(4);  // or there would be nothing to do
      os::guard_after_fork();
      const bool is_locked = flags_of(text.c_str()).find(" lo ") != std::string::npos;
      ::_exit(is_locked || !os::secrets_are_locked() ? 0 : 5);
    }
    int inner = 0;
    return ::waitpid(child, &inner, 0) == child && WIFEXITED(inner) ? WEXITSTATUS(inner) : 6;
  });
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("guard: memory that can't be locked is used all the same, and that is known") {
  if (::geteuid() == 0) {
    WARN("NOT TESTED: no limit keeps root from locking memory");
    return;
  }
  const auto status = in_child([] {
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_MEMLOCK, &none);
    os::guard_process();
    const base::SecretText text("a private key");
    return text.view() == "a private key" && !os::secrets_are_locked() ? 0 : 1;
  });
  CHECK(WEXITSTATUS(status) == 0);
}
