// SPDX-License-Identifier: MIT
//
// One question to the recording that runs, and its answer: for the commands that only do that. One thread.
#pragma once

#include <utility>
#include <variant>

#include "context/context.hpp"
#include "control/client.hpp"
#include "control/protocol.hpp"

namespace earwitness::context {

/// Throws Error(not_found) where none runs, what the recording reports, and Error(surroundings) where it does not
/// answer.
[[nodiscard]] control::Received ask_recording(const Context& context, const control::Request& request);
/// What to throw where it answers, but something else.
[[nodiscard]] Error no_answer();

template <typename T>
struct Answer {
  T reply;
  json::Value document;  ///< for --json
};
/// The same, of that type.
template <typename T>
[[nodiscard]] Answer<T> ask_recording_for(const Context& context, const control::Request& request) {
  auto received = ask_recording(context, request);
  auto* reply = std::get_if<T>(&received.reply);
  if (reply == nullptr) throw no_answer();
  return {std::move(*reply), std::move(received.document)};
}

/// What the recording says next, as Client::receive(). Throws Error(surroundings) within seconds where its process has
/// been stopped.
[[nodiscard]] std::optional<control::Received> receive_unless_stopped(control::Client& client,
                                                                      std::chrono::nanoseconds timeout);

}  // namespace earwitness::context
