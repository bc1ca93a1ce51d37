// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "archive/backups.hpp"
#include "archive/ledger.hpp"
#include "archive/recordings.hpp"
#include "base/parallel.hpp"
#include "base/translate.hpp"
#include "cli/commands/commands.hpp"
#include "context/bin.hpp"
#include "context/conversation.hpp"
#include "earwitness/verify.hpp"
#include "json/value.hpp"
#include "log/log.hpp"
#include "results/recording_list.hpp"
#include "terminal/output.hpp"
#include "timeline/search.hpp"

namespace earwitness::cli {

namespace {

constexpr std::size_t searched_a_core = 50;  // so many are searched before a second core is worth it

struct ListOptions {
  std::vector<std::string> words;
  bool json = false;
};

std::vector<results::Listed> listed(const Context& context, std::vector<archive::Item> items,
                                    const std::vector<std::string>& typed) {
  std::vector<results::Listed> found;
  if (typed.empty()) {
    for (auto& item : items) found.push_back({std::move(item), {}, false});
    return found;
  }
  const auto words = timeline::search_words(typed);
  std::vector<std::optional<std::vector<timeline::Hit>>> hits(items.size());
  base::on_all_cores(items.size(), searched_a_core,
                     [&](std::size_t i) { hits[i] = timeline::search(context.fs, items[i], words); });
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (hits[i]) found.push_back({std::move(items[i]), std::move(*hits[i]), false});
  }
  return found;
}

/// No recorder gives two recordings one UUID.
void find_twins(std::vector<results::Listed>& entries) {
  std::map<std::string, std::string> first;
  for (auto& entry : entries) {
    if (entry.item.recording.empty()) continue;
    const auto [there, is_first] = first.try_emplace(entry.item.recording, entry.item.name);
    if (!is_first) entry.twin_of = there->second;
  }
}

void find_backups(const Context& context, const os::Path& archive, std::vector<results::Listed>& entries) {
  const auto kept = archive::kept_elsewhere(archive::read_backups(context.fs, archive));
  for (auto& entry : entries) entry.in_backup = kept.contains(archive::key_of(entry.item));
}

ExitCode run_list(const Context& context, const ListOptions& options) {
  const auto archive = context::archive_path(context);
  auto items = archive::list(context.fs, archive);
  const bool is_empty = items.empty();
  auto entries = listed(context, std::move(items), options.words);
  find_backups(context, archive, entries);
  find_twins(entries);
  if (options.json) {
    terminal::JsonStream document("list");
    auto& members = document.members();
    members.member("archive", archive.string());
    members.key("recordings");
    members.begin_array();
    for (const auto& entry : entries) members.value(results::to_json(entry, !options.words.empty()));
    members.end_array();
    members.key("bin");
    members.value(context::bin_to_json(context.fs, archive));
    document.finish();
    return ExitCode::done;
  }
  if (is_empty) {
    const bool had_some = context.fs.status(archive::ledger_path(archive)).has_value();
    log::info(had_some ? tr("there are no recordings in {}", archive.string())
                       : tr("there are no recordings in {} yet", archive.string()));
  } else if (entries.empty()) {
    log::info(_("no recording has all of these words in its titles, notes or transcript"));
  }
  results::print_table(context.fs, entries);
  results::tell_interrupted(entries);
  context::mention_unfinished(context, archive);
  results::tell_doubts(entries);
  context::mention_bin(context, archive);
  return ExitCode::done;
}

}  // namespace

void add_list(Command& program, Context& context) {
  auto options = std::make_shared<ListOptions>();
  auto& list = program.add_command("list", _("Show your recordings, or find words in them"),
                                   _("earwitness list\n  earwitness list review \"two weeks\""));
  list.positional("words", &options->words,
                  _("Show only recordings with all these words in their titles, notes, marks or transcript"), "WORD")
      .free_text();
  add_json(list, options->json);
  on_typed(list, options, [&context](const ListOptions& o) { return run_list(context, o); });
}

}  // namespace earwitness::cli
