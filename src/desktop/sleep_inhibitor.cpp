// SPDX-License-Identifier: MIT
#include "desktop/sleep_inhibitor.hpp"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <string_view>
#include <vector>

#ifdef EARWITNESS_WITH_SDBUS
#include "base/translate.hpp"
#include "desktop/system_bus.hpp"
#include "os/descriptor.hpp"
#endif

namespace earwitness::desktop {

#ifdef EARWITNESS_WITH_SDBUS

namespace {

constexpr const char* sleep = "sleep";
constexpr const char* idle = "idle";
constexpr const char* lid = "handle-lid-switch";
constexpr const char* all = "sleep:idle:handle-lid-switch";
// Any user of the machine can list who inhibits it and why, so the reason says nothing of a recording.
constexpr const char* who = "earwitness";
constexpr const char* why = "keeps the computer awake while it works";

}  // namespace

struct SleepInhibitor::State : BusTalk {
  BusEnd end;
  mutable std::mutex mutex;  // for the next two
  mutable std::condition_variable changed;
  Inhibition now;

  // The bus's thread alone.
  Inhibition next;
  std::vector<os::Descriptor> held;   ///< closing one lets go of it
  std::vector<os::Descriptor> older;  ///< of an earlier connection, until the new one has an answer
  int unanswered = 0;

  void connected(sd_bus* bus) override {
    for (auto& lock : held) older.push_back(std::move(lock));
    held.clear();
    unanswered = 0;
    next = {};
    request(bus, all, "block", [this, bus](const std::string& refused) {
      if (refused.empty()) return;
      for (const auto* what : {sleep, idle, lid}) {
        request(bus, what, "block", [this, bus, what](const std::string& again) {
          if (!again.empty() && std::string_view(what) == sleep)
            request(bus, sleep, "delay", [](const std::string&) {});
        });
      }
    });
  }

  void unreachable() override {
    const std::lock_guard lock(mutex);
    if (now.answered) return;  // what logind has granted it keeps without the bus
    now.answered = true;
    now.why_not = _("no system bus answers");
    changed.notify_all();
  }

  /// `then` gets why it was refused, empty if it was not.
  void request(sd_bus* bus, const char* what, const char* mode, std::function<void(const std::string&)> then) {
    ++unanswered;
    call(bus, logind_path, logind_manager, "Inhibit", {what, who, why, mode},
         [this, what, mode, then = std::move(then)](sd_bus_message* answer) {
           const auto refused = accept_reply(answer, what, mode);
           then(refused);
           if (--unanswered == 0) settle();
         });
  }

  std::string accept_reply(sd_bus_message* answer, std::string_view what, std::string_view mode) {
    int lent = -1;  // the message's
    std::string refused;
    if (const auto* error = sd_bus_message_get_error(answer)) {
      refused = error->message != nullptr ? error->message : error->name;
    } else if (sd_bus_message_read_basic(answer, 'h', &lent) > 0) {
      held.push_back(os::duplicate(os::Fd{lent}));
      if (!held.back()) refused = _("no descriptor is left");
    } else {
      refused = _("logind's answer makes no sense");
    }
    note(what, mode, refused);
    return refused;
  }

  void note(std::string_view what, std::string_view mode, const std::string& refused) {
    if (!refused.empty()) {
      if (next.why_not.empty()) next.why_not = refused;
      return;
    }
    const bool blocks = mode == "block";
    next.sleep = next.sleep || (blocks && what != idle && what != lid);
    next.idle = next.idle || what == all || what == idle;
    next.lid = next.lid || what == all || what == lid;
    next.sleep_delayed = !blocks;
  }

  void settle() {
    older.clear();
    const std::lock_guard lock(mutex);
    now = std::exchange(next, {});
    now.answered = true;
    changed.notify_all();
  }
};

SleepInhibitor::SleepInhibitor() noexcept {
  try {
    state_ = std::make_shared<State>();
    worker_.emplace([state = state_] { run_bus(*state, state->end); }, [state = state_] { state->end.request(); });
  } catch (const std::exception&) {
  }
}

bool bus_supported() noexcept { return true; }

#else

struct SleepInhibitor::State {
  std::mutex mutex;
  std::condition_variable changed;
  Inhibition now{true, false, false, false, false, _("this build has no libsystemd to ask logind with")};
};

SleepInhibitor::SleepInhibitor() noexcept {
  try {
    state_ = std::make_shared<State>();
  } catch (const std::exception&) {
  }
}

bool bus_supported() noexcept { return false; }

#endif

Inhibition SleepInhibitor::state() const { return wait(std::chrono::milliseconds(0)); }

Inhibition SleepInhibitor::wait(std::chrono::milliseconds timeout) const {
  if (!state_) return {};
  std::unique_lock lock(state_->mutex);
  state_->changed.wait_for(lock, timeout, [&] { return state_->now.answered; });
  return state_->now;
}

}  // namespace earwitness::desktop
