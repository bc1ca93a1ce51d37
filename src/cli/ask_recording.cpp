// SPDX-License-Identifier: MIT
#include "cli/ask_recording.hpp"

#include <chrono>
#include <string>

#include "base/translate.hpp"
#include "cli/find_running.hpp"
#include "journal/json_object.hpp"

namespace earwitness::cli {

namespace {

/// A microphone that is closed or opened takes its time.
constexpr std::chrono::seconds reply_timeout{15};

}  // namespace

nlohmann::ordered_json ask_recording(const Context& context, const control::Request& request, const char* type) {
  auto client = find_running(context);
  if (!client) throw Error(ErrorKind::not_found, {}, _("no recording runs"), "earwitness start");
  client->send(request);
  auto answer = client->receive(reply_timeout);
  if (answer && journal::text_of(*answer, "type") == control::type::error) throw control::to_error(*answer);
  if (answer && journal::text_of(*answer, "type") == type) return std::move(*answer);
  throw Error(ErrorKind::surroundings, {}, _("the recording does not answer"), "earwitness status");
}

double seconds_in(const nlohmann::ordered_json& answer, const char* key) {
  constexpr double most = 1e9;
  const auto found = answer.find(key);
  if (found == answer.end() || !found->is_number()) return 0;
  const auto seconds = found->get<double>();
  return seconds > 0 && seconds < most ? seconds : 0;
}

bool is_true_in(const nlohmann::ordered_json& answer, const char* key) {
  const auto found = answer.find(key);
  return found != answer.end() && *found == true;
}

}  // namespace earwitness::cli
