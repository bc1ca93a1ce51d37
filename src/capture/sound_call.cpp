// SPDX-License-Identifier: MIT
#include "capture/sound_call.hpp"

#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include "base/translate.hpp"
#include "earwitness/base.hpp"

namespace earwitness::capture {

namespace {

std::atomic<int> left_behind{0};

/// Whose turn it is.
class Turn {
 public:
  bool begin_call(std::chrono::milliseconds timeout) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, timeout, [&] { return !calls_; })) return false;
    calls_ = true;
    changed_.wait_for(lock, Closing::wait, [&] { return closing_ == 0; });
    return true;
  }
  void end_call() {
    const std::lock_guard lock(mutex_);
    calls_ = false;
    changed_.notify_all();
  }
  void begin_closing() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, Closing::wait, [&] { return !calls_ && closing_ == 0; });
    ++closing_;
  }
  void end_closing() {
    const std::lock_guard lock(mutex_);
    --closing_;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool calls_ = false;
  int closing_ = 0;
};

/// Never destroyed: a thread that hangs in a driver may outlive all else.
Turn& turn() {
  static auto* const the_turn = new Turn;
  return *the_turn;
}

struct Call {
  std::mutex mutex;
  std::condition_variable changed;
  bool done = false;
  std::exception_ptr error;
  GivenUp given_up{false};
};

DeviceError no_reply() {
  return {"PortAudio", _("the sound system does not answer: it hangs, or its server is stopped"),
          Step::restart_sound_server};
}

}  // namespace

Closing::Closing() { turn().begin_closing(); }

Closing::~Closing() { turn().end_closing(); }

void call_sound_system(std::function<void(const GivenUp&)> call, std::chrono::milliseconds timeout) {
  if (left_behind.load() > 0 || !turn().begin_call(timeout)) throw no_reply();
  const struct EndOfTurn {
    ~EndOfTurn() { turn().end_call(); }
  } end_of_turn;
  auto state = std::make_shared<Call>();
  try {
    std::thread([state, work = std::move(call)]() mutable {
      std::exception_ptr error;
      try {
        work(state->given_up);
      } catch (...) {
        error = std::current_exception();
      }
      work = nullptr;  // closes what is open, still as the only one
      const std::lock_guard lock(state->mutex);
      state->error = std::move(error);
      state->done = true;
      if (state->given_up) --left_behind;
      state->changed.notify_all();
    }).detach();
  } catch (const std::system_error&) {
    throw DeviceError("PortAudio", _("the system has no room for another thread"));
  }
  std::unique_lock lock(state->mutex);
  if (!state->changed.wait_for(lock, timeout, [&] { return state->done; })) {
    state->given_up = true;
    ++left_behind;
    throw no_reply();
  }
  if (state->error) std::rethrow_exception(std::exchange(state->error, nullptr));
}

}  // namespace earwitness::capture
