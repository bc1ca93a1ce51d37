// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <optional>

#include "base/translate.hpp"
#include "cli/ask_user.hpp"
#include "cli/commands/commands.hpp"
#include "cli/find_running.hpp"
#include "cli/roots.hpp"
#include "cli/sealed.hpp"
#include "journal/json_object.hpp"
#include "log/log.hpp"

namespace earwitness::cli {

namespace {

constexpr auto receive_interval = std::chrono::seconds(1);
constexpr auto say_after = std::chrono::seconds(5);

struct StopOptions {
  bool json = false;
};

/// What the recording says next, however long it takes; throws what it reports as an error.
nlohmann::ordered_json next_message(control::Client& client, const os::Clock& clock) {
  const auto began = clock.boot();
  bool said = false;
  while (!client.ended()) {
    if (auto message = client.receive(receive_interval)) {
      if (journal::text_of(*message, "type") == control::type::error) throw control::to_error(*message);
      return std::move(*message);
    }
    if (!said && !client.ended() && clock.boot() - began > say_after) {
      log::info(_("waiting for the recording to be sealed"));
      said = true;
    }
  }
  throw Error(ErrorKind::surroundings, {}, _("the recording ended without a word"), "earwitness list");
}

/// Asks and answers, unless the recording is sealed meanwhile; then its message is returned.
std::optional<nlohmann::ordered_json> answer_question(control::Client& client) {
  std::optional<nlohmann::ordered_json> came;
  const auto is_late = [&] {
    if (!came) came = client.receive(std::chrono::seconds(0));
    return came.has_value() || client.ended();
  };
  const auto me = ask_who(is_late);
  if (!came && !client.ended()) client.send(me);
  return came;
}

nlohmann::ordered_json wait_for_seal(control::Client& client, const os::Clock& clock) {
  auto message = next_message(client, clock);
  while (journal::text_of(message, "type") != control::type::sealed) {
    std::optional<nlohmann::ordered_json> came;
    if (journal::text_of(message, "type") == control::type::closed &&
        message.value("ask", nlohmann::ordered_json()) == true && can_ask_user()) {
      came = answer_question(client);
    }
    message = came ? std::move(*came) : next_message(client, clock);
    if (journal::text_of(message, "type") == control::type::error) throw control::to_error(message);
  }
  return message;
}

ExitCode run_stop(Context& context, const StopOptions& options) {
  auto client = find_running(context);
  if (!client) {
    throw Error(ErrorKind::not_found, {}, _("nothing to stop: no recording runs"), "earwitness list");
  }
  client->send(control::StopRequest{can_ask_user(), base::language()});
  return print_sealed(wait_for_seal(*client, context.clock), options.json, {{}, {}, tsa_roots(context, {})});
}

}  // namespace

void add_stop(Command& program, Context& context) {
  auto options = std::make_shared<StopOptions>();
  auto& stop =
      program.add_command("stop", _("End the recording that runs, and wait until it is sealed"), "earwitness stop");
  add_json(stop, options->json);
  on_typed(stop, options, [&context](const StopOptions& o) { return run_stop(context, o); });
}

}  // namespace earwitness::cli
