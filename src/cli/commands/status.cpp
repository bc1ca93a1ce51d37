// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>

#include "base/time.hpp"
#include "base/translate.hpp"
#include "cli/commands/commands.hpp"
#include "cli/find_running.hpp"
#include "cli/output.hpp"
#include "journal/json_object.hpp"

namespace earwitness::cli {

namespace {

constexpr auto status_timeout = std::chrono::seconds(5);
constexpr int most_looks = 3;

struct StatusOptions {
  bool json = false;
};

double number_of(const nlohmann::ordered_json& object, const char* key) {
  constexpr double most = 1e12;
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number()) return 0;
  const auto number = found->get<double>();
  return number > -most && number < most ? number : 0;
}

std::string clock_text(double seconds) {
  return base::clock_text(std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(seconds)));
}

void print_warnings(const nlohmann::ordered_json& status) {
  const auto found = status.find("warnings");
  if (found == status.end() || !found->is_array()) return;
  for (const auto& warning : *found) {
    if (!warning.is_object()) continue;
    print_line(tr("warning     for {:.1Lf} s: {}", number_of(warning, "seconds"),
                  _(journal::text_of(warning, "text").c_str())));
  }
}

void print_status(const nlohmann::ordered_json& status) {
  print_line(tr("recording   {}", journal::text_of(status, "path")));
  print_line(tr("elapsed     {}", clock_text(number_of(status, "elapsed_seconds"))));
  if (status.value("paused", nlohmann::ordered_json()) == true) {
    print_line(_("PAUSED      nothing is recorded until: earwitness resume"));
  }
  if (const auto paused = number_of(status, "paused_seconds"); paused > 0) {
    print_line(tr("paused      {} in all", clock_text(paused)));
  }
  print_line(tr("ends        by itself in {}", clock_text(std::max(number_of(status, "left_seconds"), 0.0))));
  print_line(tr("level       {:.1Lf} dBFS", number_of(status, "level_dbfs")));
  print_line(tr("frames      {:.0Lf}", number_of(status, "frames")));
  print_line(tr("lost        {:.0Lf} frames", number_of(status, "lost_frames")));
  print_line(tr("disk left   for {}", clock_text(number_of(status, "disk_left_seconds"))));
  if (status.value("microphone_lost", nlohmann::ordered_json()) == true)
    print_line(_("microphone  GONE: nothing is recorded until it is back"));
  print_warnings(status);
}

Error no_status() {
  return {ErrorKind::surroundings, {}, _("the recording does not answer"), _("ask again: earwitness status")};
}

/// Nothing if the recording ended instead of answering.
std::optional<nlohmann::ordered_json> ask_status(control::Client& client) {
  try {
    client.send(control::StatusRequest{});
  } catch (const Error&) {
    if (client.ended()) return std::nullopt;
    throw;
  }
  auto said = client.receive(status_timeout);
  if (!said && client.ended()) return std::nullopt;
  if (said && journal::text_of(*said, "type") == control::type::error) throw control::to_error(*said);
  if (!said || journal::text_of(*said, "type") != control::type::status) throw no_status();
  return said;
}

/// One that was asked while it ended is looked for again: then none runs, or it is another one.
nlohmann::ordered_json status_now(const Context& context) {
  for (int look = 0; look < most_looks; ++look) {
    auto client = find_running(context);
    if (!client) {
      auto nothing = control::message(control::type::status);
      nothing["running"] = false;
      return nothing;
    }
    if (auto status = ask_status(*client)) return *status;
  }
  throw no_status();
}

ExitCode run_status(const Context& context, const StatusOptions& options) {
  const auto status = status_now(context);
  if (options.json) {
    print_json(status);
  } else if (status.value("running", nlohmann::ordered_json()) == false) {
    print_line(_("no recording runs"));
  } else {
    print_status(status);
  }
  return ExitCode::done;
}

}  // namespace

void add_status(Command& program, Context& context) {
  auto options = std::make_shared<StatusOptions>();
  auto& status = program.add_command("status", _("Tell whether a recording runs, for how long and how loud"),
                                     "earwitness status --json");
  add_json(status, options->json);
  on_typed(status, options, [&context](const StatusOptions& o) { return run_status(context, o); });
}

}  // namespace earwitness::cli
