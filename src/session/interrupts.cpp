// SPDX-License-Identifier: MIT
#include "session/interrupts.hpp"

#include "base/text.hpp"
#include "os/poller.hpp"

namespace earwitness::session {

namespace {

constexpr std::chrono::milliseconds after_failure{100};

}  // namespace

Interrupts::Interrupts(const os::Clock& clock, Outlets outlets)
    : clock_(clock), outlets_(std::move(outlets)), listener_([this] { listen(); }) {}

Interrupts::~Interrupts() { end(); }

std::optional<os::Signal> Interrupts::next() {
  const std::lock_guard lock(mutex_);
  if (waiting_.empty()) return std::nullopt;
  const auto signal = waiting_.front();
  waiting_.pop_front();
  if (waiting_.empty()) came_.clear();
  return signal;
}

void Interrupts::set_recording(std::string_view name) {
  const std::lock_guard lock(mutex_);
  name_ = base::printable(name);
}

void Interrupts::set_question(bool begins) {
  const std::lock_guard lock(mutex_);
  question_ = begins;
}

void Interrupts::end() {
  if (!listener_.joinable()) return;
  end_.wake();
  listener_.join();
  while (next()) {
  }
}

void Interrupts::listen() noexcept {
  for (;;) {
    try {
      if (!wait()) return;
      while (const auto signal = signals_.next()) handle(*signal);
      if (!leaving_ || clock_.boot() < *asked_ + reading_time) continue;
      outlets_.leave(recording());
      return;
    } catch (const std::exception&) {  // a recording is worth more than a word about it
      clock_.sleep(after_failure);
    }
  }
}

/// False once it is over.
bool Interrupts::wait() {
  os::Poller poller;
  poller.watch(signals_.fd());
  poller.watch(end_.fd());
  if (leaving_) {
    poller.wait(*asked_ + reading_time - clock_.boot());
  } else {
    poller.wait();
  }
  return !poller.readable(end_.fd());
}

void Interrupts::handle(os::Signal signal) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(signal);
    came_.wake();
    if (signal != os::Signal::interrupt || question_) return;
  }
  ++pressed_;
  if (pressed_ == 2) {
    asked_ = clock_.boot();
    outlets_.warn(recording());
  }
  leaving_ = pressed_ > 2;
}

std::string Interrupts::recording() {
  const std::lock_guard lock(mutex_);
  return name_;
}

}  // namespace earwitness::session
