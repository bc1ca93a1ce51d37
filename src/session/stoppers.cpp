// SPDX-License-Identifier: MIT
#include "session/stoppers.hpp"

#include <algorithm>
#include <chrono>

#include "base/next_step.hpp"
#include "base/translate.hpp"
#include "session/replies.hpp"

namespace earwitness::session {

namespace {

constexpr std::chrono::seconds last_word_timeout{2};

}  // namespace

base::Language Stoppers::language() const noexcept {
  return stoppers_.empty() ? base::language() : stoppers_.front().request.language.value_or(base::language());
}

void Stoppers::send_closed(const record::Finished& finished, bool ask) {
  closed_seconds_ = finished.seconds;
  for (const auto& stopper : stoppers_) {
    server_.send(stopper.client, control::Closed{ask && stopper.request.can_ask, finished.seconds});
  }
}

control::MeRequest Stoppers::ask_who(const std::function<bool()>& wait) {
  std::vector<control::ClientId> asked;
  for (const auto& stopper : stoppers_) {
    if (stopper.request.can_ask) asked.push_back(stopper.client);
  }
  const auto before = stoppers_.size();
  const auto is_there = [&](control::ClientId client) { return server_.connected(client); };
  while (std::any_of(asked.begin(), asked.end(), is_there) && stoppers_.size() == before && wait()) {
    for (const auto& incoming : server_.receive()) {
      const auto* me = std::get_if<control::MeRequest>(&incoming.request);
      const bool is_asked = std::find(asked.begin(), asked.end(), incoming.client) != asked.end();
      if (is_asked && me != nullptr) return *me;
      handle(incoming);
    }
  }
  return {};
}

bool Stoppers::answer_others() {
  const auto before = stoppers_.size();
  for (const auto& incoming : server_.receive()) handle(incoming);
  return stoppers_.size() > before;
}

/// What is asked of a recording that is being closed.
void Stoppers::handle(const control::Incoming& incoming) {
  if (const auto* stop = std::get_if<control::StopRequest>(&incoming.request)) {
    add(incoming.client, {false, stop->language});
    if (closed_seconds_) server_.send(incoming.client, control::Closed{false, *closed_seconds_});
  } else if (std::holds_alternative<control::StatusRequest>(incoming.request)) {
    auto status = status_reply(recording_);
    status.has_ended = true;
    status.seal = seal_;
    server_.send(incoming.client, status);
  } else if (!std::holds_alternative<control::MeRequest>(incoming.request)) {
    server_.send(incoming.client, control::ErrorReply{ErrorKind::surroundings,
                                                      {},
                                                      N_("the recording has ended or is being closed"),
                                                      base::words_of(Step::list_recordings)});
  }
}

void Stoppers::send_last_word(const control::Reply& last_word) {
  for (const auto& incoming : server_.receive()) handle(incoming);
  for (const auto& stopper : stoppers_) server_.send(stopper.client, last_word);
  server_.flush(last_word_timeout);
}

}  // namespace earwitness::session
