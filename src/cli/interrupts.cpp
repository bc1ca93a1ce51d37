// SPDX-License-Identifier: MIT
#include "cli/interrupts.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "base/translate.hpp"
#include "cli/exit_code.hpp"
#include "os/poller.hpp"
#include "os/process.hpp"
#include "os/streams.hpp"
#include "os/terminal.hpp"

namespace earwitness::cli {

namespace {

constexpr std::chrono::milliseconds after_failure{100};

void say_at_terminal(std::string_view text) {
  // The meter and the keys, or the terminal's own ^C, may stand there.
  const bool drawn_on = os::is_terminal(os::Stream::errors);
  os::write_message(fmt::format("{}{}", drawn_on ? "\r\x1b[J" : "", text));
}

}  // namespace

Interrupts::Interrupts(const os::Clock& clock)
    : Interrupts(clock, {say_at_terminal, [] { os::leave_at_once(static_cast<int>(ExitCode::interrupted)); }}) {}

Interrupts::Interrupts(const os::Clock& clock, Outlets outlets)
    : clock_(clock), outlets_(std::move(outlets)), listener_([this] { listen(); }) {}

Interrupts::~Interrupts() { over(); }

std::optional<os::Signal> Interrupts::next() {
  const std::lock_guard lock(mutex_);
  if (waiting_.empty()) return std::nullopt;
  const auto signal = waiting_.front();
  waiting_.pop_front();
  if (waiting_.empty()) came_.clear();
  return signal;
}

void Interrupts::recording(std::string_view name) {
  const std::lock_guard lock(mutex_);
  name_ = base::printable(name);
}

void Interrupts::ask(bool begins) {
  const std::lock_guard lock(mutex_);
  question_ = begins;
}

void Interrupts::over() {
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
      while (const auto signal = signals_.next()) take(*signal);
      if (!leaving_ || clock_.boot() < *asked_ + time_to_read) continue;
      outlets_.say(words_of_third());
      outlets_.leave();
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
    poller.wait(*asked_ + time_to_read - clock_.boot());
  } else {
    poller.wait();
  }
  return !poller.readable(end_.fd());
}

void Interrupts::take(os::Signal signal) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(signal);
    came_.wake();
    if (signal != os::Signal::interrupt || question_) return;
  }
  ++pressed_;
  if (pressed_ == 2) {
    asked_ = clock_.boot();
    outlets_.say(words_of_second());
  }
  leaving_ = pressed_ > 2;
}

std::string Interrupts::words_of_second() {
  const std::lock_guard lock(mutex_);
  if (name_.empty()) {
    return _(
        "earwitness: the microphone is being opened, and nothing is recorded yet\n"
        "  Ctrl-C once more leaves at once\n");
  }
  return tr(
      "earwitness: the recording is being closed and sealed, which can take long on a slow disk\n"
      "  Ctrl-C once more leaves it unsealed; what was recorded stays, for: earwitness recover {}\n",
      name_);
}

std::string Interrupts::words_of_third() {
  const std::lock_guard lock(mutex_);
  if (name_.empty()) return _("earwitness: left before anything was recorded\n");
  return tr("earwitness: left unsealed, with all that was on the disk: {}\n  try: earwitness recover {}\n", name_,
            name_);
}

}  // namespace earwitness::cli
