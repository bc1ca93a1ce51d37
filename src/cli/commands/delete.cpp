// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "archive/bin.hpp"
#include "archive/deletion.hpp"
#include "archive/recordings.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "cli/commands/commands.hpp"
#include "context/bin.hpp"
#include "context/conversation.hpp"
#include "context/handing_over.hpp"
#include "context/unlock.hpp"
#include "derive/part_plan.hpp"
#include "derive/redaction.hpp"
#include "json/value.hpp"
#include "log/log.hpp"
#include "os/local_time.hpp"
#include "pages/own_pages.hpp"
#include "results/deleted.hpp"
#include "results/doomed.hpp"
#include "terminal/ask_user.hpp"
#include "terminal/output.hpp"

namespace earwitness::cli {

namespace {

struct DeleteOptions {
  std::string word;
  std::string from;
  std::string to;
  bool now = false;
  bool empty_bin = false;
  bool later_bags = false;
  bool other_files = false;
  bool yes = false;
  bool json = false;
};

void confirm_all(const results::Doomed& doomed, const DeleteOptions& options, bool is_for_good) {
  if (options.yes) return;
  if (!terminal::can_ask_user()) {
    throw Error(ErrorKind::usage, doomed.name,
                _("a recording is deleted after a question, and there is no terminal to ask at"),
                fmt::format("earwitness delete --yes {}", base::printable(doomed.name)));
  }
  const auto megabytes = static_cast<double>(doomed.bytes) / 1e6;
  const auto answer = terminal::ask_yes_no(
      is_for_good
          ? tr("{}: {:L} files, {:.1Lf} MB, for good. The ledger keeps that it was there, and that you deleted it. "
               "Delete?",
               doomed.shown, doomed.files, megabytes)
          : tr("{}: {:L} files, {:.1Lf} MB. It stays in the bin for 7 days, where others can still find it, and is "
               "then "
               "deleted for good (--now: at once). Delete?",
               doomed.shown, doomed.files, megabytes),
      {});
  if (!answer.value_or(false)) {
    throw Error(ErrorKind::usage, doomed.name, tr("{} was not deleted", base::printable(doomed.name)));
  }
}

timeline::TimeRange range_of(const DeleteOptions& options) {
  if (options.from.empty() || options.to.empty()) {
    throw Error(ErrorKind::usage, {}, _("a part has a beginning and an end"),
                fmt::format("earwitness delete {} --from 58:00 --to 1:20:00", base::printable(options.word)));
  }
  return timeline::parse_range(options.from, options.to);
}

[[noreturn]] void refuse_part(const os::Path& conversation, const std::string& why) {
  const auto name = base::printable(conversation.filename().string());
  throw Error(ErrorKind::not_found, conversation.string(), why, tr("delete all of it: earwitness delete {}", name));
}

/// Of nothing but a sealed recording can a part be kept with its proof.
void require_divisible(const Context& context, const os::Path& conversation) {
  const auto name = base::printable(conversation.filename().string());
  const auto refuse = [&](const std::string& why) { refuse_part(conversation, why); };
  switch (archive::divisibility_of(context.fs, conversation)) {
    case archive::Divisibility::divisible:
    case archive::Divisibility::divided_before:  // plan_part() tells whether it was this part
      return;
    case archive::Divisibility::recovered:
      return refuse(tr("{} was interrupted and recovered: it can only be deleted as a whole", name));
    case archive::Divisibility::not_sealed:
      return refuse(tr("{} is not sealed, so there is no part of it that could be kept with its proof", name));
  }
}

void confirm_part(const Context& context, const derive::PartRequest& request, const derive::PartPlan& plan,
                  const DeleteOptions& options) {
  if (options.yes) return;
  const auto name = request.conversation.filename().string();
  if (!terminal::can_ask_user()) {
    throw Error(
        ErrorKind::usage, name, _("a part is deleted after a question, and there is no terminal to ask at"),
        fmt::format("earwitness delete --yes {} --from {} --to {}", base::printable(name), options.from, options.to));
  }
  const auto question =
      tr("{} Delete?", results::part_in_words(context.fs, request.conversation, plan, {options.from, options.to}));
  if (!terminal::ask_yes_no(question, {}).value_or(false)) {
    throw Error(ErrorKind::usage, name, tr("nothing of {} was deleted", base::printable(name)));
  }
}

/// What nothing is known of may hold it, too: whose it is to say is asked, or told.
bool wants_other_files(const derive::PartPlan& plan, const DeleteOptions& options) {
  if (plan.others.empty() || options.yes || !terminal::can_ask_user()) return false;
  const auto question = tr("Nothing shows that these files in its folder are of this recording: {}. Delete them, too?",
                           results::names_of(plan.others));
  return terminal::ask_yes_no(question, {}).value_or(false);
}

ExitCode delete_part(const Context& context, const DeleteOptions& options) {
  derive::PartRequest request;
  request.deleted = range_of(options);
  request.all_later_bags = options.later_bags;
  request.all_other_files = options.other_files;
  (void)context::settle_before(context, options.word);
  request.conversation = context::archived_conversation(context, options.word);
  context::refuse_running(request.conversation);
  const auto signer = context::unlock_signer(context);
  const auto handing_over = context::claim_handing_over(context);
  const auto changes = context::claim_changes(context, request.conversation.parent_path(), signer.get());
  const auto typing = context::claim_typing(context, request.conversation);
  request.pages_of = [&](const std::string& recording, const std::string& seal) {
    return pages::pages_of(context.fs, request.conversation, recording, seal);
  };
  require_divisible(context, request.conversation);
  auto plan = derive::plan_part(context.fs, request);
  if (plan.is_other_part) {
    refuse_part(request.conversation, tr("a part of {} was deleted before: what is left can't be cut again",
                                         base::printable(request.conversation.filename().string())));
  }
  confirm_part(context, request, plan, options);
  if (wants_other_files(plan, options)) {
    request.all_other_files = true;
    plan = derive::plan_part(context.fs, request);
  }
  context::refuse_running(request.conversation);
  const auto copies =
      results::copies_elsewhere(context.fs, request.conversation.parent_path(), request.conversation, plan.recording);
  const auto made = derive::redact(changes.intents, context.clock, request.conversation, plan, *signer);
  results::print_part_deleted(request.conversation, plan, made, copies, options.json);
  results::warn_of_what_is_left(plan, {options.from, options.to}, request.conversation.filename().string());
  results::warn_of_copies(copies);
  return ExitCode::done;
}

/// Whether it is the deletion of a recording that is not there any more.
bool is_deletion(const Context& context, const archive::Settlement& one) {
  return one.file.intent && one.file.intent->change == archive::change_delete &&
         !context.fs.status(one.file.path.parent_path() / one.file.intent->name);
}

bool is_deletion_of(const Context& context, const archive::Settlement& one, const std::string& word) {
  return is_deletion(context, one) &&
         context::was_meant(context, one.file.path.parent_path(), one.file.intent->name, word);
}

/// The same command again, after it was cut short: it has just been completed. Null where that is not so.
const archive::Settlement* find_deleted_now(const Context& context, const std::vector<archive::Settlement>& settled,
                                            const std::string& word) {
  const auto found = std::find_if(settled.begin(), settled.end(), [&](const archive::Settlement& one) {
    return one.what == archive::Settlement::What::completed && is_deletion_of(context, one, word);
  });
  return found == settled.end() ? nullptr : &*found;
}

ExitCode tell_deleted(const Context& context, const archive::Settlement& settled, const DeleteOptions& options) {
  const auto& intent = *settled.file.intent;
  results::Doomed doomed;
  doomed.name = intent.name;
  doomed.request.folders = {settled.file.path.parent_path() / intent.name};
  doomed.request.recording = intent.recording;
  const auto tombstone = archive::tombstone_of_plan(context.fs, settled.file.path.parent_path(), settled.file.sha256);
  doomed.request.seal = tombstone.seal_before;
  const auto copies = results::copies_elsewhere(context.fs, settled.file.path.parent_path(),
                                                doomed.request.folders.folder, intent.recording);
  results::print_deleted(doomed, tombstone.hash, {}, copies, options.json);
  if (!copies.empty()) results::warn_of_copies(copies);
  return ExitCode::done;
}

/// For good: what a start left that got no sound, what is deleted at once, and what is in the bin.
ExitCode delete_now(const Context& context, const DeleteOptions& options, const os::Path& archive,
                    const os::Path& conversation, const std::optional<archive::Binned>& binned) {
  const auto doomed = results::inspect(context.fs, conversation);
  context::refuse_running(archive / conversation.filename());
  const auto signer = context::unlock_signer(context);
  confirm_all(doomed, options, true);
  // Of the bin nothing else is deleted on the way: it might be this one.
  const auto changes = context::claim_changes(context, archive, binned ? nullptr : signer.get());
  (void)results::inspect(context.fs, conversation);  // another command may have deleted it meanwhile
  context::refuse_running(archive / conversation.filename());
  const auto copies = results::copies_elsewhere(context.fs, archive, conversation, doomed.request.recording);
  const auto note = binned ? context::note_of_bin(context.fs, *binned) : std::string();
  const auto tombstone = archive::delete_recording(changes.intents, context.clock, *signer, doomed.request);
  context::forget_in_bin(context.fs, note);
  if (binned) archive::remove_empty_folders_of_bin(context.fs, archive);
  results::print_deleted(doomed, tombstone, {}, copies, options.json);
  if (!copies.empty()) results::warn_of_copies(copies);
  return ExitCode::done;
}

ExitCode put_into_bin(const Context& context, const DeleteOptions& options, const os::Path& conversation) {
  const auto doomed = results::inspect(context.fs, conversation);
  context::refuse_running(conversation);
  confirm_all(doomed, options, false);
  const auto signer = context::signer_without_asking(context);
  const auto changes = context::claim_changes(context, conversation.parent_path(), signer.get());
  (void)results::inspect(context.fs, conversation);
  context::refuse_running(conversation);
  const auto copies =
      results::copies_elsewhere(context.fs, conversation.parent_path(), conversation, doomed.request.recording);
  const auto binned = archive::put_into_bin(context.fs, conversation, context.clock.utc());
  context::note_in_bin(context.fs, binned);
  results::print_deleted(doomed, {}, binned, copies, options.json);
  const auto name = base::printable(doomed.name);
  log::info(tr("it is in the bin until {}; bring it back: earwitness undelete {}",
               os::local_date_and_clock(binned.until()), name));
  log::info(tr("delete it for good at once: earwitness delete --now {}", name));
  if (!copies.empty()) results::warn_of_copies(copies);
  return ExitCode::done;
}

void confirm_emptying(const std::vector<results::Doomed>& all, const DeleteOptions& options) {
  if (options.yes) return;
  if (!terminal::can_ask_user()) {
    throw Error(ErrorKind::usage, "--empty-bin",
                _("the bin is emptied after a question, and there is no terminal to ask at"),
                "earwitness delete --empty-bin --yes");
  }
  for (const auto& one : all) log::info(one.shown);
  const auto question =
      trn("{} recording in the bin, for good. The ledger keeps that you deleted it. Delete?",
          "{} recordings in the bin, for good. The ledger keeps that you deleted them. Delete?", all.size());
  if (!terminal::ask_yes_no(question, {}).value_or(false)) {
    throw Error(ErrorKind::usage, "--empty-bin", _("nothing was deleted"));
  }
}

ExitCode empty_bin(const Context& context, const DeleteOptions& options) {
  if (!options.word.empty()) {
    throw Error(ErrorKind::usage, options.word, _("--empty-bin deletes all that is in the bin, and takes no name"),
                tr("earwitness delete --now {}", base::printable(options.word)));
  }
  const auto archive = context::archive_path(context);
  const auto settled = context::settle_before(context, {}, context::MissingSeals::leave);
  std::vector<results::Doomed> all;
  std::vector<archive::Binned> binned;
  for (const auto& one : archive::read_bin(context.fs, archive)) {
    try {
      all.push_back(results::inspect(context.fs, one.folder));
      binned.push_back(one);
    } catch (const Error& error) {  // what somebody else put there keeps nothing of the user's from going
      log::warning(tr("{} stays in the bin: {}", base::printable(one.name), error.what()),
                   tr("look at what it is: ls -la {}", base::printable(one.folder.string())));
    }
  }
  auto documents = json::Value::array();
  if (!all.empty()) {
    const auto signer = context::unlock_signer(context);
    confirm_emptying(all, options);
    const auto changes = context::claim_changes(context, archive);
    for (std::size_t i = 0; i < all.size(); ++i) {
      const auto& one = all[i];
      if (!context.fs.status(one.request.folders.folder)) continue;  // another command has taken it out meanwhile
      (void)results::inspect(context.fs, one.request.folders.folder);
      const auto note = context::note_of_bin(context.fs, binned[i]);
      const auto tombstone = archive::delete_recording(changes.intents, context.clock, *signer, one.request);
      context::forget_in_bin(context.fs, note);
      documents.push_back(results::document_of_deleted(one, tombstone, {}));
      if (!options.json) print_line(tr("deleted {}", one.name));
    }
    archive::remove_empty_folders_of_bin(context.fs, archive);
  } else if (!options.json) {
    log::info(_("the bin is empty"));
  }
  // What was being deleted, and the disk still fails: the ledger tells of it, and it is not gone.
  for (const auto& one : settled) {
    if (one.has_failed && is_deletion(context, one)) throw context::failure_of(one);
  }
  if (options.json) print_json(document_of("emptied_bin", {{"deleted", std::move(documents)}}));
  return ExitCode::done;
}

/// What the archive itself has is meant first.
std::optional<archive::Binned> only_in_bin(const Context& context, const os::Path& archive, const std::string& word) {
  std::error_code unseen;
  const auto path = std::filesystem::absolute(word, unseen);
  if (unseen || !archive::is_in_bin(path, archive)) {
    try {
      (void)context::find_recording(context, word);
      return std::nullopt;
    } catch (const Error&) {  // then it is in the bin, or nowhere
    }
  }
  return context::meant_in_bin(context, archive, word);
}

ExitCode run_delete(const Context& context, const DeleteOptions& options) {
  if (options.empty_bin) return empty_bin(context, options);
  if (options.word.empty()) {
    throw Error(ErrorKind::usage, {}, _("say which recording to delete"), Step::list_recordings);
  }
  if (!options.from.empty() || !options.to.empty() || options.later_bags || options.other_files) {
    return delete_part(context, options);
  }
  const auto settled = context::settle_before(context, options.word);
  if (const auto* before = find_deleted_now(context, settled, options.word))
    return tell_deleted(context, *before, options);
  for (const auto& one : settled) {
    if (one.has_failed && is_deletion_of(context, one, options.word)) throw context::failure_of(one);
  }
  if (options.now) {
    const auto archive = context::archive_path(context);
    if (const auto binned = only_in_bin(context, archive, options.word)) {
      return delete_now(context, options, archive, binned->folder, binned);
    }
  }
  const auto conversation = context::conversation_of(context, options.word);
  const bool is_for_good = options.now || archive::holds_nothing_but_a_start(context.fs, conversation);
  return is_for_good ? delete_now(context, options, conversation.parent_path(), conversation, {})
                     : put_into_bin(context, options, conversation);
}

}  // namespace

void add_delete(Command& program, Context& context) {
  auto options = std::make_shared<DeleteOptions>();
  auto& remove =
      program.add_command("delete", _("Delete a recording: it stays in the bin for 7 days, or goes at once"),
                          _("earwitness delete review\n  earwitness delete review --from 58:00 --to 1:20:00"));
  remove
      .positional("recording", &options->word, _("A name that `earwitness list` shows, or its folder"),
                  grammar::recording_type)
      .free_text();
  remove.flag("--now", options->now, _("Delete it for good at once, also what is in the bin"));
  remove.flag("--empty-bin", options->empty_bin, _("Delete for good all that is in the bin"));
  remove.option("--from", &options->from,
                _("Delete only from here (12:34, 1:02:03 or 90s since the start, pauses counted)"), "TIME");
  remove.option("--to", &options->to, _("until here"), "TIME");
  remove.flag("--later-bags", options->later_bags,
              _("Delete all its excerpts and transcripts, too, not only those that hold that part"));
  remove.flag("--other-files", options->other_files, _("Also delete other files in its folder, whatever they hold"));
  remove.flag("--yes", options->yes, _("Don't ask"));
  add_json(remove, options->json);
  on_typed(remove, options, [&context](const DeleteOptions& o) { return run_delete(context, o); });
}

}  // namespace earwitness::cli
