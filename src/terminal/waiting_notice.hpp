// SPDX-License-Identifier: MIT
//
// Says on the screen what is waited for, once that takes longer than a moment. Nobody should look at an empty screen
// and wonder. Its thread takes no signals; it is over before the destructor returns. Not to be alive at a fork.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace earwitness::terminal {

class WaitingNotice {
 public:
  static constexpr std::chrono::milliseconds patience{900};

  /// `words`: a message for stderr. Where there is no thread to be had nothing is said.
  explicit WaitingNotice(std::string words) noexcept;
  ~WaitingNotice();
  WaitingNotice(const WaitingNotice&) = delete;
  WaitingNotice& operator=(const WaitingNotice&) = delete;

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool over_ = false;
  std::thread thread_;
};

}  // namespace earwitness::terminal
