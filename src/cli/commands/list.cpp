// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>

#include "archive/catalogue.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "cli/commands/commands.hpp"
#include "cli/output.hpp"
#include "log/log.hpp"
#include "os/streams.hpp"

namespace earwitness::cli {

namespace {

struct ListOptions {
  bool json = false;
};

nlohmann::ordered_json to_json(const archive::Item& item) {
  nlohmann::ordered_json object = {{"name", item.name},
                                   {"path", item.folder.string()},
                                   {"state", archive::to_string(item.state)},
                                   {"title", item.title}};
  object["started_utc"] = item.started ? nlohmann::ordered_json(base::rfc3339(*item.started)) : nullptr;
  object["seconds"] = item.seconds ? nlohmann::ordered_json(*item.seconds) : nullptr;
  return object;
}

std::string length_of(const archive::Item& item) {
  constexpr double longest = 1e9;
  if (!item.seconds || !(*item.seconds >= 0 && *item.seconds < longest)) return "?";
  return base::clock_text(
      std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(*item.seconds)));
}

void print_table(const std::vector<archive::Item>& items) {
  std::size_t width = 0;
  for (const auto& item : items) width = std::max(width, base::printable(item.name).size());
  std::string table;
  for (const auto& item : items) {
    const auto line = fmt::format("{:<{}}  {:>8}  {:<11}  {}", base::printable(item.name), width, length_of(item),
                                  archive::to_string(item.state), item.title);
    table += base::printable(line.substr(0, line.find_last_not_of(' ') + 1)) + "\n";
  }
  if (!table.empty()) os::write_output(table);
}

void tell_interrupted(const std::vector<archive::Item>& items) {
  const auto is_waiting = [](const archive::Item& item) { return item.state == archive::State::interrupted; };
  const auto waiting = std::count_if(items.begin(), items.end(), is_waiting);
  if (waiting == 0) return;
  const auto first = std::find_if(items.begin(), items.end(), is_waiting);
  const auto word = waiting == 1 ? base::printable(first->name) : std::string("--all");
  log::info(fmt::format("{} interrupted; type: earwitness recover {}",
                        waiting == 1 ? "one recording was" : fmt::format("{} recordings were", waiting), word));
}

ExitCode run_list(const Context& context, const ListOptions& options) {
  const auto archive = archive_path(context);
  const auto items = archive::list(context.fs, archive);
  if (options.json) {
    nlohmann::ordered_json document = {{"type", "list"}, {"schema", 1}, {"archive", archive.string()}};
    document["recordings"] = nlohmann::ordered_json::array();
    for (const auto& item : items) document["recordings"].push_back(to_json(item));
    print_json(document);
    return ExitCode::done;
  }
  if (items.empty()) log::info(fmt::format("there are no recordings in {} yet", archive.string()));
  print_table(items);
  tell_interrupted(items);
  return ExitCode::done;
}

}  // namespace

void add_list(CLI::App& app, Context& context) {
  auto options = std::make_shared<ListOptions>();
  auto* list = add_command(app, context, "list", "List the recordings, newest first: name, length, state, title",
                           "earwitness list");
  list->add_flag("--json", options->json, "Print one JSON document");
  on_command(list, context, options, [&context](const ListOptions& o) { return run_list(context, o); });
}

}  // namespace earwitness::cli
