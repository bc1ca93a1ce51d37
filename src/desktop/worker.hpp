// SPDX-License-Identifier: MIT
//
// A thread that serves a library which may hang: its owner waits for its end only so long, and then leaves it behind.
// So all that the thread touches is owned by the body itself (a shared_ptr in its captures).
#pragma once

#include <chrono>
#include <functional>
#include <memory>

namespace earwitness::desktop {

class Worker {
 public:
  static constexpr std::chrono::milliseconds end_timeout{1000};

  /// Runs `body` until it returns. `ask_to_end`, called by the destructor, must make that happen soon, without waiting.
  /// Where there is no thread to be had nothing runs.
  Worker(std::function<void()> body, std::function<void()> ask_to_end) noexcept;
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

 private:
  struct End;
  std::shared_ptr<End> end_;  // none: nothing runs
  std::function<void()> ask_to_end_;
};

}  // namespace earwitness::desktop
