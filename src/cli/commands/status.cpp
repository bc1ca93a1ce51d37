// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>

#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "cli/commands/commands.hpp"
#include "context/ask_recording.hpp"
#include "context/conversation.hpp"
#include "context/find_running.hpp"
#include "json/value.hpp"
#include "terminal/output.hpp"

namespace earwitness::cli {

namespace {

constexpr auto status_timeout = std::chrono::seconds(5);
constexpr int max_tries = 3;

struct StatusOptions {
  bool json = false;
};

std::string clock_text(double seconds) {
  return base::clock_text(std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(seconds)));
}

void print_status(const control::Status& status) {
  print_line(tr("recording   {}", status.path));
  print_line(tr("elapsed     {}", clock_text(status.elapsed_seconds)));
  if (!status.seal.empty()) {
    print_line(_("ended       nothing is recorded any more, and it is sealed; a time stamp may still be waited for"));
    return print_line(tr("seal        {}", base::printable(status.seal)));
  }
  if (status.has_ended) return print_line(_("ended       nothing is recorded any more; it is about to be sealed"));
  if (status.paused) print_line(_("PAUSED      nothing is recorded until: earwitness resume"));
  if (status.paused_seconds > 0) print_line(tr("paused      {} in all", clock_text(status.paused_seconds)));
  print_line(tr("ends        by itself in {}", clock_text(std::max(status.left_seconds, 0.0))));
  print_line(tr("level       {:.1Lf} dBFS", status.level_dbfs));
  for (const auto& side : status.tracks) {
    if (side.track != to_string(Track::far)) continue;
    print_line(tr("other side  {:.1Lf} dBFS", side.level_dbfs));
    if (side.lost) print_line(_("other side  GONE: it is not recorded until its output is back"));
  }
  print_line(tr("frames      {:.0Lf}", static_cast<double>(status.frames)));
  print_line(tr("lost        {:.0Lf} frames", static_cast<double>(status.lost_frames)));
  print_line(tr("disk left   for {}", clock_text(status.disk_left_seconds)));
  if (status.microphone_lost && status.tracks.empty()) {
    print_line(_("microphone  GONE: nothing is recorded until it is back"));
  } else if (status.microphone_lost) {
    print_line(_("microphone  GONE: it is not recorded until it is back"));
  }
  for (const auto& warning : status.warnings) {
    print_line(tr("warning     for {:.1Lf} s: {}", warning.seconds, _(warning.text.c_str())));
  }
}

Error no_status() {
  return {ErrorKind::surroundings, {}, _("the recording does not answer"), _("ask again: earwitness status")};
}

struct StatusNow {
  control::Status status;
  json::Value document;
};

/// Nothing if the recording ended instead of answering.
std::optional<StatusNow> ask_status(control::Client& client) {
  try {
    client.send(control::StatusRequest{});
  } catch (const Error&) {
    if (client.ended()) return std::nullopt;
    throw;
  }
  auto received = context::receive_unless_stopped(client, status_timeout);
  if (!received && client.ended()) return std::nullopt;
  if (!received) throw no_status();
  if (const auto* error = std::get_if<control::ErrorReply>(&received->reply)) throw control::to_error(*error);
  auto* status = std::get_if<control::Status>(&received->reply);
  if (status == nullptr) throw no_status();
  return StatusNow{std::move(*status), std::move(received->document)};
}

/// One that was asked while it ended is looked for again: then none runs, or it is another one.
StatusNow status_now(const Context& context) {
  for (int tries = 0; tries < max_tries; ++tries) {
    auto client = context::find_running(context);
    if (!client) {
      control::Status nothing;
      nothing.running = false;
      return {nothing, control::to_json(nothing)};
    }
    if (auto status = ask_status(*client)) return std::move(*status);
  }
  throw no_status();
}

ExitCode run_status(const Context& context, const StatusOptions& options) {
  const auto now = status_now(context);
  if (options.json) {
    print_json(now.document);
  } else if (!now.status.running) {
    print_line(_("no recording runs"));
    context::mention_unfinished(context, context::own_archive(context));
  } else {
    print_status(now.status);
  }
  return ExitCode::done;
}

}  // namespace

void add_status(Command& program, Context& context) {
  auto options = std::make_shared<StatusOptions>();
  auto& status = program.add_command("status", _("Show whether a recording is running, for how long and how loud"),
                                     "earwitness status --json");
  add_json(status, options->json);
  on_typed(status, options, [&context](const StatusOptions& o) { return run_status(context, o); });
}

}  // namespace earwitness::cli
