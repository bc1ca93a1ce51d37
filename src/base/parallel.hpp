// SPDX-License-Identifier: MIT
//
// The same work on many independent things, on all cores. What is called must be safe from any thread.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "base/translate.hpp"

namespace earwitness::base {

inline constexpr std::size_t max_workers = 16;

/// Calls `work(i)` for each i below `count`, in no order; returns when all are done. A worker has at least `at_least`
/// things to do: fewer are done here, in order. All of it speaks the caller's language. The first exception is thrown
/// again, and what was not begun is left.
template <typename Work>
void on_all_cores(std::size_t count, std::size_t at_least, const Work& work) {
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::exception_ptr failure;
  const auto run = [&, language = base::language()]() noexcept {
    const InLanguage callers(language);
    for (auto i = next.fetch_add(1); i < count; i = next.fetch_add(1)) {
      try {
        work(i);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!failure) failure = std::current_exception();
        next.store(count);
      }
    }
  };
  const std::size_t cores = std::min<std::size_t>(std::max(1U, std::thread::hardware_concurrency()), max_workers);
  const auto workers = std::min(cores, count / std::max<std::size_t>(at_least, 1));
  std::vector<std::thread> others;
  for (std::size_t i = 1; i < workers; ++i) others.emplace_back(run);
  run();
  for (auto& other : others) other.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace earwitness::base
