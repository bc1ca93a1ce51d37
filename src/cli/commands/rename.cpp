// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "archive/label.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "cli/commands/commands.hpp"
#include "context/conversation.hpp"
#include "context/handing_over.hpp"
#include "terminal/output.hpp"

namespace earwitness::cli {

namespace {

struct RenameOptions {
  std::string word;
  std::vector<std::string> title_words;
  bool json = false;
};

/// The same command again, after it was cut short: the recording has its new name by now. Where that could not be
/// completed it has it, too, or still the one that was typed. Throws Error.
std::string name_now(const Context& context, const std::vector<archive::Settlement>& settled, const std::string& word) {
  for (const auto& one : settled) {
    const bool is_done = one.what == archive::Settlement::What::completed;
    const bool is_this = (is_done || one.has_failed) && one.file.intent &&
                         one.file.intent->change == archive::change_rename && !one.file.intent->steps.empty() &&
                         context::was_meant(context, one.file.path.parent_path(), one.file.intent->name, word);
    if (is_this && one.has_failed) throw context::failure_of(one);
    if (is_this) return (one.file.path.parent_path() / one.file.intent->steps.back().to).string();
  }
  return word;
}

ExitCode run_rename(const Context& context, const RenameOptions& options) {
  const auto settled = context::settle_before(context, options.word);
  const auto conversation = context::archived_conversation(context, name_now(context, settled, options.word));
  const auto title = joined(options.title_words);
  if (title.empty() || title.size() > limits::title_bytes || !base::is_valid_utf8(title)) {
    throw Error(ErrorKind::usage, {}, _("that title is empty, too long, or is not UTF-8 text"),
                tr("use 1 to {} bytes", limits::title_bytes));
  }
  const auto handing_over = context::claim_handing_over(context);
  const auto changes = context::claim_changes(context, conversation.parent_path());
  context::refuse_running(conversation);
  const auto now = archive::rename(changes.intents, conversation, title);
  if (!options.json) {
    print_line(now.string());
    return ExitCode::done;
  }
  auto document = document_of("renamed");
  document["path"] = now.string();
  document["before"] = conversation.string();
  document["later_title"] = title;
  print_json(document);
  return ExitCode::done;
}

}  // namespace

void add_rename(Command& program, Context& context) {
  auto options = std::make_shared<RenameOptions>();
  auto& rename = program.add_command(
      "rename", _("Give a recording another title, and its folder that name; what is sealed keeps the first title"),
      _("earwitness rename review Second warning"));
  add_own_recording(rename, options->word);
  rename.positional("title", &options->title_words, _("The new title")).free_text().require();
  add_json(rename, options->json);
  on_typed(rename, options, [&context](const RenameOptions& o) { return run_rename(context, o); });
}

}  // namespace earwitness::cli
