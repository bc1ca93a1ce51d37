// SPDX-License-Identifier: MIT
//
// What happens to the clocks while a recording runs: the wall clock jumps, gains or loses its synchronisation; the
// machine sleeps. Lengths of time never come from the wall clock, so nothing but the journal has to know. One thread.
#pragma once

#include <chrono>
#include <optional>

#include "os/clock.hpp"

namespace earwitness::record {

class ClockWatch {
 public:
  /// A change of the wall clock against the other that is no slewing: NTP moves it by 0.5 ms a second.
  static constexpr std::chrono::milliseconds min_step{100};
  /// Between two looks at the synchronisation, which costs a system call.
  static constexpr std::chrono::seconds state_interval{1};
  static constexpr std::chrono::milliseconds min_sleep{500};

  explicit ClockWatch(const os::Clock& clock);

  struct Change {
    std::chrono::nanoseconds step{0};
    bool synchronised = false;
  };
  /// Something only if the wall clock jumped, or its synchronisation changed.
  [[nodiscard]] std::optional<Change> detect_change();
  /// How long the machine slept since the last call, if it did.
  [[nodiscard]] std::optional<std::chrono::nanoseconds> detect_sleep();

 private:
  [[nodiscard]] std::chrono::nanoseconds offset() const;

  const os::Clock& clock_;
  std::chrono::nanoseconds offset_;
  std::chrono::nanoseconds suspended_;
  BootTime last_state_look_;
  bool synchronised_;
};

}  // namespace earwitness::record
