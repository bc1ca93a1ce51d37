// SPDX-License-Identifier: MIT
//
// A mailbox between the writer thread and the others: commands and their results, the stop among them, events around
// the recording, warnings, and the journal's last line. The real-time callback never comes near it.
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
#include "record/command.hpp"
#include "record/event.hpp"
#include "record/settings.hpp"
#include "record/warnings.hpp"

namespace earwitness::record {

class Mailbox {
 public:
  struct StopRequest {
    StopReason reason = StopReason::stopped;
    BootTime at{};
  };
  /// Only the first one counts.
  void request_stop(StopReason reason, BootTime at);
  [[nodiscard]] std::optional<StopRequest> stop_request() const;
  /// Returns once a command or a stop is there, or after `timeout`.
  void wait_for_command(std::chrono::nanoseconds timeout);

  /// Its moment is now, on `clock`: every block that the writer takes from here on came after it.
  CommandId post(Command command, const os::Clock& clock);
  /// Those that nobody took yet, oldest first. Costs one atomic load where there are none.
  [[nodiscard]] std::vector<PostedCommand> take_commands();
  void reply(CommandResult result);
  [[nodiscard]] std::vector<CommandResult> take_results();

  void post(Event event);
  [[nodiscard]] std::vector<Event> take_events();

  void set_last_line(std::optional<JournalLine> line);
  [[nodiscard]] std::optional<JournalLine> last_line() const;

  void set_warning(Warning warning, bool active, BootTime now);
  // Of what Warnings leaves out.
  void pause_warnings(BootTime since);
  void resume_warnings(BootTime now);
  void leave_out_of_warnings(std::chrono::nanoseconds slept);
  /// Warnings that began or ended since the last call.
  [[nodiscard]] std::vector<WarningChange> take_warning_changes();
  [[nodiscard]] std::vector<WarningSummary> warnings(BootTime now) const;

 private:
  mutable std::mutex mutex_;
  std::condition_variable posted_;
  std::optional<StopRequest> stop_;
  std::vector<PostedCommand> commands_;
  std::atomic<bool> any_command_{false};
  std::uint64_t last_id_ = 0;
  std::vector<CommandResult> results_;
  std::vector<Event> events_;
  std::optional<JournalLine> last_line_;
  Warnings warnings_;
  std::vector<WarningChange> changes_;
};

}  // namespace earwitness::record
