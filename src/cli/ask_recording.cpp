// SPDX-License-Identifier: MIT
#include "cli/ask_recording.hpp"

#include <chrono>

#include "base/translate.hpp"
#include "cli/find_running.hpp"

namespace earwitness::cli {

namespace {

/// A microphone that is closed or opened takes its time.
constexpr std::chrono::seconds reply_timeout{15};

}  // namespace

Error no_answer() { return {ErrorKind::surroundings, {}, _("the recording does not answer"), "earwitness status"}; }

control::Received ask_recording(const Context& context, const control::Request& request) {
  auto client = find_running(context);
  if (!client) throw Error(ErrorKind::not_found, {}, _("no recording runs"), "earwitness start");
  client->send(request);
  auto received = client->receive(reply_timeout);
  if (!received) throw no_answer();
  if (const auto* error = std::get_if<control::ErrorReply>(&received->reply)) throw control::to_error(*error);
  return std::move(*received);
}

}  // namespace earwitness::cli
