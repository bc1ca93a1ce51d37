// SPDX-License-Identifier: MIT
#include "record/mailbox.hpp"

#include <utility>

namespace earwitness::record {

void Mailbox::request_stop(StopReason reason, BootTime at) {
  {
    const std::lock_guard lock(mutex_);
    if (!stop_) stop_ = StopRequest{reason, at};
  }
  posted_.notify_all();
}

std::optional<Mailbox::StopRequest> Mailbox::stop_request() const {
  const std::lock_guard lock(mutex_);
  return stop_;
}

void Mailbox::wait_for_command(std::chrono::nanoseconds timeout) {
  std::unique_lock lock(mutex_);
  posted_.wait_for(lock, timeout, [&] { return stop_.has_value() || !commands_.empty(); });
}

CommandId Mailbox::post(Command command, const os::Clock& clock) {
  CommandId id{};
  {
    const std::lock_guard lock(mutex_);
    id = CommandId{++last_id_};
    commands_.push_back({id, clock.boot(), std::move(command)});
    any_command_.store(true, std::memory_order_release);
  }
  posted_.notify_all();
  return id;
}

std::vector<PostedCommand> Mailbox::take_commands() {
  if (!any_command_.load(std::memory_order_acquire)) return {};
  const std::lock_guard lock(mutex_);
  any_command_.store(false, std::memory_order_relaxed);
  return std::exchange(commands_, {});
}

void Mailbox::reply(CommandResult result) {
  const std::lock_guard lock(mutex_);
  results_.push_back(result);
}

std::vector<CommandResult> Mailbox::take_results() {
  const std::lock_guard lock(mutex_);
  return std::exchange(results_, {});
}

void Mailbox::post(Event event) {
  const std::lock_guard lock(mutex_);
  events_.push_back(std::move(event));
}

std::vector<Event> Mailbox::take_events() {
  const std::lock_guard lock(mutex_);
  return std::exchange(events_, {});
}

void Mailbox::set_last_line(std::optional<JournalLine> line) {
  const std::lock_guard lock(mutex_);
  last_line_ = std::move(line);
}

std::optional<JournalLine> Mailbox::last_line() const {
  const std::lock_guard lock(mutex_);
  return last_line_;
}

void Mailbox::set_warning(Warning warning, bool active, BootTime now) {
  const std::lock_guard lock(mutex_);
  if (const auto change = warnings_.update(warning, active, now)) changes_.push_back(*change);
}

void Mailbox::pause_warnings(BootTime since) {
  const std::lock_guard lock(mutex_);
  warnings_.pause(since);
}

void Mailbox::resume_warnings(BootTime now) {
  const std::lock_guard lock(mutex_);
  warnings_.resume(now);
}

void Mailbox::leave_out_of_warnings(std::chrono::nanoseconds slept) {
  const std::lock_guard lock(mutex_);
  warnings_.leave_out(slept);
}

std::vector<WarningChange> Mailbox::take_warning_changes() {
  const std::lock_guard lock(mutex_);
  return std::exchange(changes_, {});
}

std::vector<WarningSummary> Mailbox::warnings(BootTime now) const {
  const std::lock_guard lock(mutex_);
  return warnings_.summary(now);
}

}  // namespace earwitness::record
