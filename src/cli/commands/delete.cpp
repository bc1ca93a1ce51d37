// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <memory>
#include <string>

#include "archive/deletion.hpp"
#include "archive/opening.hpp"
#include "bag/contents.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "cli/ask_user.hpp"
#include "cli/commands/commands.hpp"
#include "cli/conversation.hpp"
#include "cli/handing_over.hpp"
#include "cli/output.hpp"
#include "cli/unlock.hpp"
#include "cli/verification.hpp"
#include "derive/redaction.hpp"
#include "json/value.hpp"
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
  archive::RecordingToDelete request;
  std::string name;
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
};

bool is_uuid_like(const std::string& text) {
  return !text.empty() && text.size() <= limits::name_bytes &&
         text.find_first_not_of("0123456789abcdefABCDEF-") == std::string::npos;
}

Doomed inspect(os::FileSystem& fs, const os::Path& conversation) {
  Doomed doomed;
  auto& request = doomed.request;
  request.folders = {conversation};
  doomed.name = conversation.filename().string();
  const auto kind = fs.status(request.folders.bag());
  if (!kind || kind->kind != os::EntryKind::folder) {
    throw Error(ErrorKind::not_found, conversation.string(),
                tr("{} is not a recording of an archive", base::printable(conversation.string())), "earwitness list");
  }
  for (const auto& bag : {request.folders.bag(), request.folders.recovered()}) {
    const auto opening = archive::read_opening(fs, bag);
    if (request.recording.empty() && opening && is_uuid_like(opening->recording))
      request.recording = opening->recording;
    if (request.seal.empty()) request.seal = archive::read_seal(fs, bag);
  }
  for (const auto& content : bag::contents(fs, conversation)) {
    ++doomed.files;
    doomed.bytes += content.size;
  }
  return doomed;
}

void confirm_all(const Doomed& doomed, const DeleteOptions& options) {
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

void print_deleted(const Doomed& doomed, const std::string& tombstone, bool json) {
  if (!json) return print_line(tr("deleted {}", doomed.name));
  auto document = document_of("deleted");
  document["path"] = doomed.request.folders.folder.string();
  document["recording"] = doomed.request.recording;
  document["seal"] = json::text_or_null(doomed.request.seal);
  document["ledger"] = tombstone;
  print_json(document);
}

timeline::TimeRange range_of(const DeleteOptions& options) {
  if (options.from.empty() || options.to.empty()) {
    throw Error(ErrorKind::usage, {}, _("a part has a beginning and an end"),
                fmt::format("earwitness delete {} --from 58:00 --to 1:20:00", base::printable(options.word)));
  }
  return timeline::parse_range(options.from, options.to);
}

/// Of nothing but a whole sealed recording can a part be kept with its proof.
void require_divisible(const Context& context, const os::Path& conversation) {
  const auto name = base::printable(conversation.filename().string());
  const auto refuse = [&](const std::string& why) {
    throw Error(ErrorKind::not_found, conversation.string(), why, tr("delete all of it: earwitness delete {}", name));
  };
  switch (archive::divisibility_of(context.fs, conversation)) {
    case archive::Divisibility::divisible:
      return;
    case archive::Divisibility::divided_before:
      return refuse(tr("a part of {} was deleted before: what is left can't be cut again", name));
    case archive::Divisibility::recovered:
      return refuse(tr("{} was interrupted and recovered: it can only be deleted as a whole", name));
    case archive::Divisibility::not_sealed:
      return refuse(tr("{} is not sealed, so there is no part of it that could be kept with its proof", name));
  }
}

void confirm_part(const std::string& name, const DeleteOptions& options, std::size_t others) {
  if (options.yes) return;
  if (!can_ask_user()) {
    throw Error(
        ErrorKind::usage, name, _("a part is deleted after a question, and there is no terminal to ask at"),
        fmt::format("earwitness delete --yes {} --from {} --to {}", base::printable(name), options.from, options.to));
  }
  const auto also =
      options.later_bags && others > 0 ? tr(" Its {} excerpts and transcripts go as well.", others) : std::string();
  const auto answer =
      ask_yes_no(tr("{}: from {} to {} is deleted for good, in whole seconds; the rest is kept and proves that it is "
                    "the rest.{} Delete?",
                    name, options.from, options.to, also),
                 {});
  if (!answer.value_or(false)) {
    throw Error(ErrorKind::usage, name, tr("nothing of {} was deleted", base::printable(name)));
  }
}

void print_part_deleted(const os::Path& conversation, const derive::Redaction& redaction, bool json) {
  const auto& left = redaction.left;
  if (!json) {
    print_line(conversation.string());
    print_line(tr("deleted  {}", base::clock_of(left.withheld_seconds)));
    print_line(tr("kept     {}", base::clock_of(left.disclosed_seconds)));
    print_line(tr("seal     {}", left.seal));
    return;
  }
  auto document = document_of("deleted_part");
  document["path"] = conversation.string();
  document["recording"] = left.recording;
  document["seal_before"] = left.original;
  document["seal"] = left.seal;
  document["deleted_seconds"] = left.withheld_seconds;
  document["kept_seconds"] = left.disclosed_seconds;
  document["ledger"] = redaction.tombstone;
  print_json(document);
}

ExitCode delete_part(const Context& context, const DeleteOptions& options) try {
  derive::RedactionRequest request;
  request.deleted = range_of(options);
  request.conversation = archived_conversation(context, options.word);
  refuse_running(request.conversation);
  const auto signer = unlock_signer(context);
  const auto handing_over = claim_handing_over(context);
  const auto changes = claim_changes(context, request.conversation.parent_path());
  require_divisible(context, request.conversation);
  const auto others = archive::later_bags_of(context.fs, request.conversation);
  confirm_part(request.conversation.filename().string(), options, others.size());
  refuse_running(request.conversation);
  if (options.later_bags) request.later_bags = others;
  print_part_deleted(request.conversation, derive::redact(context.fs, context.clock, request, *signer), options.json);
  if (!options.later_bags && !others.empty()) {
    log::warning(
        tr("{} excerpts and transcripts made before are still there, and may hold what was deleted", others.size()),
        _("look at them, or delete them with it: --later-bags"));
  }
  log::warning(_("copies that were made before, such as backups and exports, still hold it"));
  return ExitCode::done;
} catch (const derive::NotUnchanged& error) {
  report(error);
  return exit_code(error.verification());
}

ExitCode run_delete(const Context& context, const DeleteOptions& options) {
  if (!options.from.empty() || !options.to.empty() || options.later_bags) {
    return delete_part(context, options);
  }
  const auto conversation = conversation_of(context, options.word);
  const auto archive = conversation.parent_path();
  const auto doomed = inspect(context.fs, conversation);
  refuse_running(conversation);
  const auto signer = unlock_signer(context);
  confirm_all(doomed, options);
  const auto lock = claim_changes(context, archive);
  refuse_running(conversation);
  const auto tombstone = archive::delete_recording(context.fs, context.clock, *signer, doomed.request);
  print_deleted(doomed, tombstone, options.json);
  return ExitCode::done;
}

}  // namespace

void add_delete(Command& program, Context& context) {
  auto options = std::make_shared<DeleteOptions>();
  auto& remove = program.add_command("delete", _("Delete a recording for good; the ledger keeps that you did"),
                                     "earwitness delete 2026-11-23_15-30-05_review\n"
                                     "  earwitness delete 2026-11-23_15-30-05_review --from 58:00 --to 1:20:00");
  add_own_recording(remove, options->word);
  remove.option("--from", &options->from, _("Delete only from here: MM:SS or H:MM:SS since the start, pauses counted"),
                "TIME");
  remove.option("--to", &options->to, _("until here"), "TIME");
  remove.flag("--later-bags", options->later_bags,
              _("Delete its excerpts and transcripts, too, which may hold that part"));
  remove.flag("--yes", options->yes, _("Don't ask"));
  add_json(remove, options->json);
  on_typed(remove, options, [&context](const DeleteOptions& o) { return run_delete(context, o); });
}

}  // namespace earwitness::cli
