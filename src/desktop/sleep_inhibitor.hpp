// SPDX-License-Identifier: MIT
//
// Keeps the machine awake: asks logind to hold sleep, idling and the lid's switch, and holds them until its end. What
// is refused as a whole (some systems keep the lid to the user in front of the screen) is asked for one by one, and
// sleep at least delayed.
//
// Made in microseconds; a thread does the rest, and asks again where the bus was restarted. The end takes at most
// Worker::end_timeout, and lets go of all. Without libsystemd, or without logind, nothing is held.
// Threads: any may ask. Errors: none; `why_not` says what is the matter.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "desktop/worker.hpp"

namespace earwitness::desktop {

/// What is held at the moment.
struct Inhibition {
  bool answered = false;       ///< logind has said yes or no; until then all else is false
  bool sleep = false;          ///< nothing but a forced order puts the machine to sleep
  bool idle = false;           ///< it does not count as idle
  bool lid = false;            ///< closing the lid does nothing
  bool sleep_delayed = false;  ///< sleep comes some seconds late, no more could be had
  std::string why_not;         ///< of the first refusal, others' text; or that there is no logind to ask
};

class SleepInhibitor {
 public:
  SleepInhibitor() noexcept;

  [[nodiscard]] Inhibition state() const;
  /// Returns as soon as it is answered, or after `timeout`.
  [[nodiscard]] Inhibition wait(std::chrono::milliseconds timeout) const;

 private:
  struct State;
  std::shared_ptr<State> state_;  // none: no memory
  std::optional<Worker> worker_;  // ends first
};

/// Whether this build can ask logind at all.
[[nodiscard]] bool bus_supported() noexcept;

}  // namespace earwitness::desktop
