// SPDX-License-Identifier: MIT
#include "context/ask_recording.hpp"

#include <algorithm>
#include <chrono>

#include "base/translate.hpp"
#include "context/find_running.hpp"
#include "os/process.hpp"

namespace earwitness::context {

namespace {

/// A microphone that is closed or opened takes its time.
constexpr std::chrono::seconds reply_timeout{15};

constexpr std::chrono::seconds look_interval{1};

}  // namespace

std::optional<control::Received> receive_unless_stopped(control::Client& client, std::chrono::nanoseconds timeout) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  bool was_stopped = false;
  for (;;) {
    const auto left = deadline - std::chrono::steady_clock::now();
    if (auto received = client.receive(std::clamp<std::chrono::nanoseconds>(left, {}, look_interval))) return received;
    if (client.ended() || left <= look_interval) return std::nullopt;
    const bool is_stopped = os::is_stopped(client.pid());
    if (is_stopped && was_stopped) {
      throw Error(ErrorKind::surroundings, {},
                  tr("the recording (process {}) is suspended: it does not answer, and records nothing", client.pid()),
                  tr("let it continue: kill -CONT {}", client.pid()));
    }
    was_stopped = is_stopped;
  }
}

Error no_answer() { return {ErrorKind::surroundings, {}, _("the recording does not answer"), "earwitness status"}; }

control::Received ask_recording(const Context& context, const control::Request& request) {
  auto client = find_running(context);
  if (!client) throw Error(ErrorKind::not_found, {}, _("no recording runs"), "earwitness start");
  client->send(request);
  auto received = receive_unless_stopped(*client, reply_timeout);
  if (!received) throw no_answer();
  if (const auto* error = std::get_if<control::ErrorReply>(&received->reply)) throw control::to_error(*error);
  return std::move(*received);
}

}  // namespace earwitness::context
