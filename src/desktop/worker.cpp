// SPDX-License-Identifier: MIT
#include "desktop/worker.hpp"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

namespace earwitness::desktop {

struct Worker::End {
  std::mutex mutex;
  std::condition_variable changed;
  bool reached = false;
};

Worker::Worker(std::function<void()> body, std::function<void()> ask_to_end) noexcept {
  try {
    ask_to_end_ = std::move(ask_to_end);
    auto end = std::make_shared<End>();
    std::thread([end, body = std::move(body)]() mutable {
      try {
        body();
      } catch (const std::exception&) {  // what the desktop knows is a help: a recording goes on without it
      }
      body = nullptr;  // what it owned is gone before the owner goes on
      const std::lock_guard lock(end->mutex);
      end->reached = true;
      end->changed.notify_all();
    }).detach();
    end_ = std::move(end);
  } catch (const std::exception&) {
  }
}

Worker::~Worker() {
  if (!end_) return;
  ask_to_end_();
  std::unique_lock lock(end_->mutex);
  end_->changed.wait_for(lock, end_timeout, [&] { return end_->reached; });
}

}  // namespace earwitness::desktop
