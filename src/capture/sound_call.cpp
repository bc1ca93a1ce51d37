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

void call_sound_system(std::function<void(const GivenUp&)> call, std::chrono::milliseconds timeout) {
  if (left_behind.load() > 0) throw no_reply();
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
