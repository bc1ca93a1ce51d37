// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <memory>
#include <string>

#include "archive/archive.hpp"
#include "archive/ledger.hpp"
#include "archive/opening.hpp"
#include "bag/contents.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "cli/ask_user.hpp"
#include "cli/commands/commands.hpp"
#include "cli/conversation.hpp"
#include "cli/delete_part.hpp"
#include "cli/output.hpp"
#include "cli/unlock.hpp"
#include "control/protocol.hpp"
#include "log/log.hpp"

namespace earwitness::cli {

namespace {

struct DeleteOptions {
  std::string word;
  std::string from;
  std::string to;
  bool later_bags = false;
  bool yes = false;
  bool json = false;
};

/// What is there before it is gone.
struct Doomed {
  archive::Conversation folders;
  std::string name;
  std::string recording;  ///< UUID; empty where nothing tells
  std::string seal;       ///< of the recording, or of what was recovered of it; empty: there was none
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
};

bool is_uuid_like(const std::string& text) {
  return !text.empty() && text.size() <= limits::name_bytes &&
         text.find_first_not_of("0123456789abcdefABCDEF-") == std::string::npos;
}

Doomed look_at(os::FileSystem& fs, const os::Path& conversation) {
  Doomed doomed;
  doomed.folders = {conversation};
  doomed.name = conversation.filename().string();
  const auto kind = fs.status(doomed.folders.bag());
  if (!kind || kind->kind != os::EntryKind::folder) {
    throw Error(ErrorKind::not_found, conversation.string(),
                tr("{} is not a recording of an archive", base::printable(conversation.string())), "earwitness list");
  }
  for (const auto& bag : {doomed.folders.bag(), doomed.folders.recovered()}) {
    const auto opening = archive::read_opening(fs, bag);
    if (doomed.recording.empty() && opening && is_uuid_like(opening->recording)) doomed.recording = opening->recording;
    if (doomed.seal.empty()) doomed.seal = archive::read_seal(fs, bag);
  }
  for (const auto& content : bag::contents(fs, conversation)) {
    ++doomed.files;
    doomed.bytes += content.size;
  }
  return doomed;
}

void ask_whether(const Doomed& doomed, const DeleteOptions& options) {
  if (options.yes) return;
  if (!can_ask_user()) {
    throw Error(ErrorKind::usage, doomed.name,
                _("a recording is deleted after a question, and there is no terminal to ask at"),
                fmt::format("earwitness delete --yes {}", base::printable(doomed.name)));
  }
  const auto answer = ask_yes_no(
      tr("{}: {:L} files, {:.1Lf} MB, for good. The ledger keeps that it was there, and that you deleted it. Delete?",
         doomed.name, doomed.files, static_cast<double>(doomed.bytes) / 1e6),
      {});
  if (!answer.value_or(false)) {
    throw Error(ErrorKind::usage, doomed.name, tr("{} was not deleted", base::printable(doomed.name)));
  }
}

void print_result(const Doomed& doomed, const std::string& tombstone, bool json) {
  if (!json) return print_line(tr("deleted {}", doomed.name));
  auto document = control::message("deleted");
  document["path"] = doomed.folders.folder.string();
  document["recording"] = doomed.recording;
  document["seal"] = doomed.seal.empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(doomed.seal);
  document["ledger"] = tombstone;
  print_json(document);
}

ExitCode run_delete(const Context& context, const DeleteOptions& options) {
  if (!options.from.empty() || !options.to.empty() || options.later_bags) {
    return delete_part(context,
                       {options.word, options.from, options.to, options.later_bags, options.yes, options.json});
  }
  const auto conversation = conversation_of(context, options.word);
  const auto archive = conversation.parent_path();
  const auto doomed = look_at(context.fs, conversation);
  refuse_running(conversation);
  const auto signer = unlock_signer(context);
  ask_whether(doomed, options);
  const auto lock = claim_changes(archive);
  refuse_running(conversation);
  // First the tombstone: one that is gone without it would look as if somebody had taken it away.
  const archive::LedgerEntries ledger(context.fs, context.clock, archive, *signer);
  const auto tombstone = ledger.remove(doomed.recording, "recording", doomed.seal);
  archive::discard(context.fs, doomed.folders);
  print_result(doomed, tombstone, options.json);
  return ExitCode::done;
}

}  // namespace

void add_delete(CLI::App& app, Context& context) {
  auto options = std::make_shared<DeleteOptions>();
  auto* remove = add_command(app, context, "delete", _("Delete a recording for good; the ledger keeps that you did"),
                             "earwitness delete 2026-11-23_15-30-05_review\n"
                             "  earwitness delete 2026-11-23_15-30-05_review --from 58:00 --to 1:20:00");
  remove->add_option("recording", options->word, _("A name that `earwitness list` shows, or its folder"))
      ->type_name("PATH|NAME")
      ->required();
  remove
      ->add_option("--from", options->from,
                   _("Delete only from here: MM:SS or H:MM:SS since the start, pauses counted"))
      ->type_name("TIME");
  remove->add_option("--to", options->to, _("until here"))->type_name("TIME");
  remove->add_flag("--later-bags", options->later_bags,
                   _("Delete its excerpts and transcripts, too, which may hold that part"));
  remove->add_flag("--yes", options->yes, _("Don't ask"));
  remove->add_flag("--json", options->json, _("Print one JSON document"));
  on_command(remove, context, options, [&context](const DeleteOptions& o) { return run_delete(context, o); });
}

}  // namespace earwitness::cli
