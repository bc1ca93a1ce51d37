// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "base/translate.hpp"
#include "cli/commands/commands.hpp"
#include "context/ask_recording.hpp"
#include "context/disk_answer.hpp"
#include "context/find_running.hpp"
#include "context/roots.hpp"
#include "log/log.hpp"
#include "results/sealed.hpp"
#include "session/replies.hpp"
#include "terminal/ask_user.hpp"

namespace earwitness::cli {

namespace {

constexpr auto receive_interval = std::chrono::seconds(5);
constexpr auto say_after = std::chrono::seconds(5);

struct StopOptions {
  bool json = false;
};

/// What the recording says next, however long it takes, as long as its disk answers; throws what it reports as an
/// error.
control::Received next_reply(control::Client& client, const os::Clock& clock, const os::Path& recording) {
  const auto began = clock.boot();
  bool said = false;
  while (!client.ended()) {
    if (auto received = context::receive_unless_stopped(client, receive_interval)) return std::move(*received);
    if (client.ended() || clock.boot() - began <= say_after) continue;
    if (!std::exchange(said, true)) log::info(_("waiting for the recording to be sealed"));
    if (recording.empty() || context::does_disk_answer(recording)) continue;
    throw Error(
        ErrorKind::surroundings, recording.string(),
        tr("the recording is not sealed yet: the disk of {} does not answer", base::printable(recording.string())),
        _("it is sealed once the disk answers; or end its process, and then: earwitness recover --all"));
  }
  throw Error(ErrorKind::surroundings, {}, _("the recording ended without a word"), "earwitness list");
}

/// Asks and answers, unless the recording is sealed meanwhile; then its message is returned.
std::optional<control::Received> answer_question(control::Client& client) {
  std::optional<control::Received> came;
  const auto is_late = [&] {
    if (!came) came = client.receive(std::chrono::seconds(0));
    return came.has_value() || client.ended();
  };
  const auto me = terminal::ask_who(is_late);
  if (!came && !client.ended()) client.send(me);
  return came;
}

ExitCode wait_for_seal(control::Client& client, const os::Clock& clock, const os::Path& recording, bool as_json,
                       const Checker& checker) {
  std::optional<control::Received> came;
  for (;;) {
    const auto received = came ? std::move(*came) : next_reply(client, clock, recording);
    came.reset();
    if (const auto* error = std::get_if<control::ErrorReply>(&received.reply)) throw control::to_error(*error);
    if (const auto* sealed = std::get_if<control::Sealed>(&received.reply)) {
      return results::print_sealed(*sealed, as_json ? &received.document : nullptr, checker);
    }
    const auto* closed = std::get_if<control::Closed>(&received.reply);
    if (closed == nullptr || !terminal::can_ask_user()) continue;
    log::info(session::describe_end(closed->seconds));
    if (closed->ask) came = answer_question(client);
  }
}

ExitCode run_stop(Context& context, const StopOptions& options) {
  context.globals.lenient = true;  // it ends a recording, whatever is wrong with the settings
  auto client = context::find_running(context);
  if (!client) {
    throw Error(ErrorKind::not_found, {}, _("nothing to stop: no recording runs"), "earwitness list");
  }
  const os::Path recording(context::path_of(*client).value_or(std::string()));
  client->send(control::StopRequest{terminal::can_ask_user(), base::language()});
  return wait_for_seal(*client, context.clock, recording, options.json, {{}, {}, context::tsa_roots(context, {})});
}

}  // namespace

void add_stop(Command& program, Context& context) {
  auto options = std::make_shared<StopOptions>();
  auto& stop = program.add_command("stop", _("Stop the recording and wait until it is sealed"), "earwitness stop");
  add_json(stop, options->json);
  on_typed(stop, options, [&context](const StopOptions& o) { return run_stop(context, o); });
}

}  // namespace earwitness::cli
