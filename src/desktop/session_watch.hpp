// SPDX-License-Identifier: MIT
//
// What happens around the microphone, as logind tells it: the lid, the screen's lock, sleep, and the end of the login
// session that this process was started from.
//
// The session is $XDG_SESSION_ID's; where that names none any more (an old tmux), the one that logind finds. A lid is
// told at once where UPower runs, else within BusTalk::tick_interval: logind itself sends no signal for it.
// Made in microseconds; a thread does the rest. The end takes at most Worker::end_timeout. Without libsystemd, or
// without logind, nothing happens. Threads: any may ask. Errors: none.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "desktop/worker.hpp"

namespace earwitness::desktop {

enum class SessionEvent {
  session_found,  ///< from here on its lock and its end are seen; again after the bus was restarted
  lid_closed,
  lid_opened,
  locked,
  unlocked,
  going_to_sleep,
  woke_up,
  session_ends  ///< logged out, or the machine is shut down
};

class SessionWatch {
 public:
  /// Reads the environment; before threads that change it.
  SessionWatch() noexcept;

  /// What happened since the last call, oldest first.
  [[nodiscard]] std::vector<SessionEvent> take_events();

 private:
  struct State;
  std::shared_ptr<State> state_;  // none: no libsystemd, or no memory
  std::optional<Worker> worker_;  // ends first
};

/// A lock or unlock is told twice by some desktops (the order to lock, then the hint that it is) and once by others.
/// This says each once. A value.
class LockState {
 public:
  /// logind's Lock or Unlock signal. True if it is news.
  bool order(bool lock) noexcept;
  /// The session's LockedHint. True if it is news.
  bool hint(bool is_locked) noexcept;

 private:
  bool hinted_ = false;           ///< as the last hint said
  std::optional<bool> expected_;  ///< an order was told already, and the hint for it may follow
};

}  // namespace earwitness::desktop
