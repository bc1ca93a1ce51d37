// SPDX-License-Identifier: MIT
//
// Where the writer thread and the others leave things for each other: wishes, the one to stop among them, what happened
// around the recording, and warnings. The real-time callback never comes near it.
//
// Any thread may call anything; nothing here waits for a disk or a device.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <vector>

#include "earwitness/base.hpp"
#include "os/clock.hpp"
#include "record/happening.hpp"
#include "record/line_reached.hpp"
#include "record/settings.hpp"
#include "record/warnings.hpp"
#include "record/wish.hpp"

namespace earwitness::record {

class Board {
 public:
  struct Stop {
    StopReason reason = StopReason::stopped;
    BootTime at{};
  };
  /// Only the first one counts.
  void ask_stop(StopReason reason, BootTime at);
  [[nodiscard]] std::optional<Stop> stop() const;
  /// Until somebody wishes for anything, or `longest` has passed.
  void wait_for_wish(std::chrono::nanoseconds longest);

  /// Its moment is now, on `clock`: whatever the writer takes from here on came after it.
  WishId wish(Wanted wanted, const os::Clock& clock);
  /// Those that nobody took yet, oldest first. Costs nothing where there are none.
  [[nodiscard]] std::vector<Wish> take_wishes();
  void grant(Granted granted);
  [[nodiscard]] std::vector<Granted> take_granted();

  void tell(Happening happening);
  [[nodiscard]] std::vector<Happening> take_happenings();

  /// The journal's last line, as the writer said it last.
  void reach(std::optional<LineReached> line);
  [[nodiscard]] std::optional<LineReached> reached() const;

  void warn(Warning warning, bool active, BootTime now);
  /// Warnings that began or ended since the last call.
  [[nodiscard]] std::vector<WarningChange> take_changes();
  [[nodiscard]] std::vector<WarningSummary> warnings(BootTime now) const;

 private:
  mutable std::mutex mutex_;
  std::condition_variable wished_;
  std::optional<Stop> stop_;
  std::vector<Wish> wishes_;
  std::atomic<bool> any_wish_{false};
  std::uint64_t last_wish_ = 0;
  std::vector<Granted> granted_;
  std::vector<Happening> happenings_;
  std::optional<LineReached> reached_;
  Warnings warnings_;
  std::vector<WarningChange> changes_;
};

}  // namespace earwitness::record
