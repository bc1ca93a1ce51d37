// SPDX-License-Identifier: MIT
#include "cli/delete_part.hpp"

#include <fmt/format.h>

#include <vector>

#include "archive/archive.hpp"
#include "archive/label.hpp"
#include "archive/labels.hpp"
#include "archive/later_bags.hpp"
#include "archive/ledger.hpp"
#include "archive/replace_bag.hpp"
#include "bag/info.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "cli/ask_user.hpp"
#include "cli/conversation.hpp"
#include "cli/handing_over.hpp"
#include "cli/output.hpp"
#include "cli/recording_json.hpp"
#include "cli/unlock.hpp"
#include "cli/verification.hpp"
#include "control/protocol.hpp"
#include "derive/redaction.hpp"
#include "journal/excerpt.hpp"
#include "log/log.hpp"

namespace earwitness::cli {

namespace {

timeline::TimeRange range_of(const PartToDelete& part) {
  if (part.from.empty() || part.to.empty()) {
    throw Error(ErrorKind::usage, {}, _("a part has a beginning and an end"),
                fmt::format("earwitness delete {} --from 58:00 --to 1:20:00", base::printable(part.word)));
  }
  return timeline::parse_range(part.from, part.to);
}

/// A whole sealed recording: of nothing else can a part be kept with its proof.
void require_whole(const Context& context, const os::Path& conversation) {
  const archive::Conversation folders{conversation};
  const auto name = base::printable(conversation.filename().string());
  const auto refuse = [&](const std::string& why) {
    throw Error(ErrorKind::not_found, conversation.string(), why, tr("delete all of it: earwitness delete {}", name));
  };
  if (archive::is_sealed(context.fs, folders.bag())) {
    if (!context.fs.status(folders.bag() / journal::excerpt_file)) return;
    refuse(tr("a part of {} was deleted before: what is left can't be cut again", name));
  }
  if (archive::is_sealed(context.fs, folders.recovered())) {
    refuse(tr("{} was interrupted and recovered: it can only be deleted as a whole", name));
  }
  refuse(tr("{} is not sealed, so there is no part of it that could be kept with its proof", name));
}

/// What was made of the recording before, and may hold what is to be gone.
std::vector<std::string> later_bags(const Context& context, const os::Path& conversation) {
  std::vector<std::string> names;
  for (const auto& entry : context.fs.list(conversation)) {
    if (entry.kind == os::EntryKind::folder && archive::is_later_bag(entry.name)) names.push_back(entry.name);
  }
  return names;
}

void ask_whether(const std::string& name, const PartToDelete& part, std::size_t others) {
  if (part.yes) return;
  if (!can_ask_user()) {
    throw Error(ErrorKind::usage, name, _("a part is deleted after a question, and there is no terminal to ask at"),
                fmt::format("earwitness delete --yes {} --from {} --to {}", base::printable(name), part.from, part.to));
  }
  const auto also =
      part.later_bags && others > 0 ? tr(" Its {} excerpts and transcripts go as well.", others) : std::string();
  const auto answer =
      ask_yes_no(tr("{}: from {} to {} is deleted for good, in whole seconds; the rest is kept and proves that it is "
                    "the rest.{} Delete?",
                    name, part.from, part.to, also),
                 {});
  if (!answer.value_or(false)) {
    throw Error(ErrorKind::usage, name, tr("nothing of {} was deleted", base::printable(name)));
  }
}

/// What is left bears no title, so the user's own memory takes it.
void keep_title(const Context& context, const os::Path& conversation) {
  const auto bag = archive::Conversation{conversation}.bag();
  auto label = archive::read_label_to_change(context.fs, conversation);
  const auto info = bag::parse_info(os::read_all(context.fs, bag / "bag-info.txt", limits::tag_file_bytes));
  const auto title = bag::value_of(info, archive::labels::title);
  if (!label.title.empty() || title.empty()) return;
  label.title = title;
  archive::write_label(context.fs, conversation, label);
}

void remove_bag(const Context& context, const os::Path& folder, const std::string& name) {
  const auto gone = folder / fmt::format(".deleted-{}", name);
  context.fs.rename(folder / name, gone);
  os::remove_tree(context.fs, gone);
  context.fs.sync_folder(folder);
}

void print(const os::Path& conversation, const derive::Excerpt& left, const std::string& ledger, bool json) {
  if (!json) {
    print_line(conversation.string());
    print_line(tr("deleted  {}", base::clock_of(left.withheld_seconds)));
    print_line(tr("kept     {}", base::clock_of(left.disclosed_seconds)));
    print_line(tr("seal     {}", left.seal));
    return;
  }
  auto document = control::message("deleted_part");
  document["path"] = conversation.string();
  document["recording"] = left.recording;
  document["seal_before"] = left.original;
  document["seal"] = left.seal;
  document["deleted_seconds"] = left.withheld_seconds;
  document["kept_seconds"] = left.disclosed_seconds;
  document["ledger"] = ledger;
  print_json(document);
}

}  // namespace

ExitCode delete_part(const Context& context, const PartToDelete& part) try {
  const auto range = range_of(part);
  const auto conversation = archived_conversation(context, part.word);
  refuse_running(conversation);
  const auto signer = unlock_signer(context);
  const auto handing_over = claim_handing_over(context);
  const auto archive = conversation.parent_path();
  const auto changes = claim_changes(archive);
  require_whole(context, conversation);
  const auto others = later_bags(context, conversation);
  ask_whether(conversation.filename().string(), part, others.size());
  refuse_running(conversation);
  const auto bag = archive::Conversation{conversation}.bag();
  auto left = derive::make_redaction(context.fs, context.clock, bag, range, signer->key);
  keep_title(context, conversation);
  const archive::LedgerEntries ledger(context.fs, context.clock, archive, *signer);
  // First the tombstone: without it the new seal would look as if somebody had changed the recording.
  const auto line = ledger.remove_part(left.recording, left.original, left.seal);
  archive::replace_bag(context.fs, conversation, left.bag);
  left.bag = bag;
  for (const auto& name : others) {
    if (!part.later_bags) continue;
    if (archive::transcript_number(name) > 0) (void)ledger.remove_transcript(left.recording, name);
    remove_bag(context, conversation, name);
  }
  print(conversation, left, line, part.json);
  if (!part.later_bags && !others.empty()) {
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

}  // namespace earwitness::cli
