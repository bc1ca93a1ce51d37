// SPDX-License-Identifier: MIT
//
// Where the writer thread and the others leave things for each other: the wish to stop, what happened around the
// recording, and warnings. The real-time callback never comes near it.
//
// Any thread may call anything; nothing here waits for a disk or a device.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <vector>

#include "earwitness/base.hpp"
#include "record/happening.hpp"
#include "record/line_reached.hpp"
#include "record/settings.hpp"
#include "record/warnings.hpp"

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
  /// Until somebody asks to stop, or `longest` has passed.
  void wait_for_stop(std::chrono::nanoseconds longest);

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
  std::condition_variable stop_asked_;
  std::optional<Stop> stop_;
  std::vector<Happening> happenings_;
  std::optional<LineReached> reached_;
  Warnings warnings_;
  std::vector<WarningChange> changes_;
};

}  // namespace earwitness::record
