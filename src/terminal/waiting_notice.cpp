// SPDX-License-Identifier: MIT
#include "terminal/waiting_notice.hpp"

#include <system_error>
#include <utility>

#include "log/log.hpp"
#include "os/signals.hpp"

namespace earwitness::terminal {

WaitingNotice::WaitingNotice(std::string words) noexcept {
  const os::AllSignalsBlocked in_thread;
  try {
    thread_ = std::thread([this, text = std::move(words)] {
      std::unique_lock lock(mutex_);
      if (!changed_.wait_for(lock, patience, [&] { return over_; })) log::info(text);
    });
  } catch (const std::system_error&) {
  }
}

WaitingNotice::~WaitingNotice() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

}  // namespace earwitness::terminal
