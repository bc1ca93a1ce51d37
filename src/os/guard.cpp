// SPDX-License-Identifier: MIT
#include "os/guard.hpp"

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <map>
#include <mutex>
#include <new>

#include "base/secret.hpp"

namespace earwitness::os {

namespace {

std::atomic<bool> is_any_unlocked{false};

/// What is in use, to be locked again in a child.
struct Mappings {
  std::mutex mutex;
  std::map<void*, std::size_t> sizes;
};
Mappings& mappings() {
  static Mappings all;
  return all;
}

void lock(void* memory, std::size_t bytes) noexcept {
  if (::mlock(memory, bytes) != 0) is_any_unlocked = true;
}

/// In whole pages: a page that is locked or left out is so for everything in it.
std::size_t in_pages(std::size_t bytes) {
  static const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  return (bytes + page - 1) / page * page;
}

void* acquire_guarded(std::size_t bytes) {
  void* memory = ::mmap(nullptr, in_pages(bytes), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  ::madvise(memory, in_pages(bytes), MADV_DONTDUMP);
  lock(memory, in_pages(bytes));
  const std::scoped_lock held(mappings().mutex);
  mappings().sizes.emplace(memory, in_pages(bytes));
  return memory;
}

void release_guarded(void* memory, std::size_t bytes) noexcept {
  {
    const std::scoped_lock held(mappings().mutex);
    mappings().sizes.erase(memory);
  }
  ::munmap(memory, in_pages(bytes));
}

}  // namespace

void guard_process() noexcept {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  (void)mappings();  // made first, so that it goes last
  base::set_secret_memory({&acquire_guarded, &release_guarded});
}

void guard_after_fork() noexcept {
  for (const auto& [memory, bytes] : mappings().sizes) lock(memory, bytes);
}

bool secrets_are_locked() noexcept { return !is_any_unlocked; }

}  // namespace earwitness::os
