// SPDX-License-Identifier: MIT
#include "cli/wishes.hpp"

#include <algorithm>

#include "base/time.hpp"
#include "base/translate.hpp"

namespace earwitness::cli {

namespace {

/// Both are sent in English, and translated by who shows them.
control::ErrorReply too_late() {
  return {ErrorKind::surroundings, {}, N_("the recording has ended or is being closed"), "earwitness list"};
}

control::ErrorReply too_early() {
  return {ErrorKind::surroundings, {}, N_("nothing is recorded yet"), N_("ask again in a moment")};
}

std::optional<record::Command> wanted_by(const control::Request& request, BootTime now) {
  if (const auto* mark = std::get_if<control::MarkRequest>(&request)) return record::MarkCommand{now, mark->text};
  if (std::holds_alternative<control::PauseRequest>(request)) return record::PauseCommand{};
  if (std::holds_alternative<control::ResumeRequest>(request)) return record::ResumeCommand{};
  if (const auto* extend = std::get_if<control::ExtendRequest>(&request)) return record::ExtendCommand{extend->by};
  return std::nullopt;
}

}  // namespace

bool Wishes::take(control::ClientId client, const control::Request& request, bool on_disk, BootTime now) {
  auto wanted = wanted_by(request, now);
  if (!wanted) return false;
  if (on_disk) {
    const auto what = what_of(*wanted);
    ask(what, client, std::move(*wanted));
  } else {
    server_.send(client, too_early());
  }
  return true;
}

record::CommandId Wishes::want(record::Command wanted) {
  const bool is_answered = !std::holds_alternative<record::MarkTextCommand>(wanted);
  const auto what = what_of(wanted);
  const auto id = recording_.post(std::move(wanted));
  if (is_answered) asked_.emplace(id, Asked{what, {}});
  return id;
}

void Wishes::ask(What what, std::optional<control::ClientId> client, record::Command wanted) {
  asked_.emplace(recording_.post(std::move(wanted)), Asked{what, client});
}

Wishes::What Wishes::what_of(const record::Command& wanted) noexcept {
  if (std::holds_alternative<record::PauseCommand>(wanted)) return What::pause;
  if (std::holds_alternative<record::ResumeCommand>(wanted)) return What::resume;
  if (std::holds_alternative<record::ExtendCommand>(wanted)) return What::extend;
  return What::mark;
}

bool Wishes::switching() const noexcept {
  return std::any_of(asked_.begin(), asked_.end(), [](const auto& entry) {
    return entry.second.what == What::pause || entry.second.what == What::resume;
  });
}

std::vector<std::string> Wishes::answer() {
  std::vector<std::string> said;
  for (const auto& granted : recording_.take_results()) {
    const auto found = asked_.find(granted.id);
    if (found == asked_.end()) continue;
    const auto asked = found->second;
    asked_.erase(found);
    if (asked.client) server_.send(*asked.client, reply_to(asked, granted));
    if (auto words = words_of(asked, granted); !words.empty()) said.push_back(std::move(words));
  }
  return said;
}

void Wishes::end() {
  for (const auto& [id, asked] : asked_) {
    if (asked.client) server_.send(*asked.client, too_late());
  }
  asked_.clear();
}

control::Reply Wishes::reply_to(const Asked& asked, const record::CommandResult& granted) const {
  switch (asked.what) {
    case What::mark:
      if (granted.changed) break;
      return control::ErrorReply{
          ErrorKind::surroundings, {}, tr("there are {} marks already, and more are not kept", record::max_marks), {}};
    case What::pause:
      return control::Paused{granted.at_seconds, granted.changed};
    case What::resume:
      return control::Resumed{granted.at_seconds, granted.changed, granted.seconds,
                              recording_.status().microphone_lost};
    case What::extend:
      return control::Extended{granted.at_seconds, granted.seconds};
  }
  return control::Marked{granted.at_seconds};
}

std::string Wishes::words_of(const Asked& asked, const record::CommandResult& granted) const {
  const auto at = base::clock_of(granted.at_seconds);
  switch (asked.what) {
    case What::mark:
      return granted.changed ? tr("mark at {}", at)
                             : tr("there are {} marks already, and more are not kept", record::max_marks);
    case What::pause:
      return granted.changed ? tr("paused at {}: the microphone is closed, and nothing is recorded", at)
                             : std::string();
    case What::resume:
      return granted.changed ? tr("recording again at {}, after a pause of {}", at, base::clock_of(granted.seconds))
                             : std::string();
    case What::extend:
      return tr("it ends by itself in {}", base::clock_of(granted.seconds));
  }
  return {};
}

}  // namespace earwitness::cli
