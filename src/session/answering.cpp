// SPDX-License-Identifier: MIT
#include "session/answering.hpp"

#include <chrono>
#include <exception>
#include <utility>

#include "log/log.hpp"
#include "os/poller.hpp"

namespace earwitness::session {

namespace {

constexpr std::chrono::milliseconds answering_round{500};
constexpr std::chrono::seconds long_wait{5};

}  // namespace

Answering::Answering(control::Server& server, Stoppers& stoppers, std::function<void()> when_long) noexcept
    : server_(server), stoppers_(stoppers), when_long_(std::move(when_long)) {
  try {
    wake_.emplace();
    thread_ = std::thread([this] { answer_until_ended(); });
  } catch (const std::exception& error) {
    log::note(error.what());
  }
}

Answering::~Answering() {
  ended_.store(true, std::memory_order_release);
  if (!thread_.joinable()) return;
  wake_->wake();
  thread_.join();
}

void Answering::answer_until_ended() noexcept {
  try {
    os::Poller poller;
    const auto long_from = std::chrono::steady_clock::now() + long_wait;
    while (!ended_.load(std::memory_order_acquire)) {
      poller.clear();
      poller.watch(wake_->fd());
      server_.watch(poller);
      poller.wait(answering_round);
      if (when_long_ && std::chrono::steady_clock::now() > long_from) std::exchange(when_long_, {})();
      (void)stoppers_.answer_others();
    }
  } catch (const std::exception& error) {  // want of memory or of descriptors
    log::note(error.what());
  }
}

}  // namespace earwitness::session
