// SPDX-License-Identifier: MIT
#include "session/commands.hpp"

#include <algorithm>

#include "base/next_step.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"

namespace earwitness::session {

namespace {

/// Both are sent in English, and translated by who shows them.
control::ErrorReply too_late() {
  return {ErrorKind::surroundings,
          {},
          N_("the recording has ended or is being closed"),
          base::words_of(Step::list_recordings)};
}

control::ErrorReply too_early() {
  return {ErrorKind::surroundings, {}, N_("nothing is recorded yet"), N_("ask again in a moment")};
}

std::string too_many_marks() { return tr("there are {} marks already, and more are not kept", record::max_marks); }

std::optional<record::Command> to_command(const control::Request& request, BootTime now) {
  if (const auto* mark = std::get_if<control::MarkRequest>(&request)) return record::MarkCommand{now, mark->text};
  if (std::holds_alternative<control::PauseRequest>(request)) return record::PauseCommand{};
  if (std::holds_alternative<control::ResumeRequest>(request)) return record::ResumeCommand{};
  if (const auto* extend = std::get_if<control::ExtendRequest>(&request)) return record::ExtendCommand{extend->by};
  return std::nullopt;
}

}  // namespace

bool Commands::post(control::ClientId client, const control::Request& request, bool on_disk, BootTime now) {
  auto command = to_command(request, now);
  if (!command) return false;
  if (on_disk) {
    const auto what = what_of(*command);
    sent_.emplace(recording_.post(std::move(*command)), Sent{what, client});
  } else {
    server_.send(client, too_early());
  }
  return true;
}

record::CommandId Commands::post(record::Command command) {
  const bool has_result = !std::holds_alternative<record::MarkTextCommand>(command);
  const auto what = what_of(command);
  const auto id = recording_.post(std::move(command));
  if (has_result) sent_.emplace(id, Sent{what, {}});
  return id;
}

Commands::What Commands::what_of(const record::Command& command) noexcept {
  if (std::holds_alternative<record::PauseCommand>(command)) return What::pause;
  if (std::holds_alternative<record::ResumeCommand>(command)) return What::resume;
  if (std::holds_alternative<record::ExtendCommand>(command)) return What::extend;
  return What::mark;
}

bool Commands::is_switching() const noexcept {
  return std::any_of(sent_.begin(), sent_.end(), [](const auto& entry) {
    return entry.second.what == What::pause || entry.second.what == What::resume;
  });
}

std::vector<std::string> Commands::send_results() {
  std::vector<std::string> texts;
  for (const auto& result : recording_.take_results()) {
    const auto found = sent_.find(result.id);
    if (found == sent_.end()) continue;
    const auto sent = found->second;
    sent_.erase(found);
    if (sent.client) server_.send(*sent.client, reply_to(sent, result));
    if (auto text = describe(sent, result); !text.empty()) texts.push_back(std::move(text));
  }
  return texts;
}

void Commands::refuse_rest() {
  for (const auto& [id, sent] : sent_) {
    if (sent.client) server_.send(*sent.client, too_late());
  }
  sent_.clear();
}

control::Reply Commands::reply_to(const Sent& sent, const record::CommandResult& result) const {
  switch (sent.what) {
    case What::mark:
      if (result.changed) break;
      return control::ErrorReply{ErrorKind::surroundings, {}, too_many_marks(), {}};
    case What::pause:
      return control::Paused{result.at_seconds, result.changed};
    case What::resume:
      return control::Resumed{result.at_seconds, result.changed, result.seconds, recording_.status().microphone_lost};
    case What::extend:
      return control::Extended{result.at_seconds, result.seconds};
  }
  return control::Marked{result.at_seconds};
}

std::string Commands::describe(const Sent& sent, const record::CommandResult& result) {
  const auto at = base::clock_of(result.at_seconds);
  switch (sent.what) {
    case What::mark:
      return result.changed ? tr("mark at {}", at) : too_many_marks();
    case What::pause:
      return result.changed ? tr("paused at {}: the microphone is closed, and nothing is recorded", at) : std::string();
    case What::resume:
      return result.changed ? tr("recording again at {}, after a pause of {}", at, base::clock_of(result.seconds))
                            : std::string();
    case What::extend:
      return tr("it ends by itself in {}", base::clock_of(result.seconds));
  }
  return {};
}

}  // namespace earwitness::session
