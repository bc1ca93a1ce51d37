// SPDX-License-Identifier: MIT
#include <memory>
#include <string>

#include "archive/settled_mark.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "cli/commands/commands.hpp"
#include "context/bin.hpp"
#include "context/conversation.hpp"
#include "json/value.hpp"
#include "log/log.hpp"
#include "terminal/output.hpp"

namespace earwitness::cli {

namespace {

struct UndeleteOptions {
  std::string word;
  bool json = false;
};

ExitCode show_bin(const Context& context, const os::Path& archive, bool json) {
  if (json) {
    auto document = document_of("bin");
    document["archive"] = archive.string();
    document["recordings"] = context::bin_to_json(context.fs, archive);
    print_json(document);
    return ExitCode::done;
  }
  if (archive::read_bin(context.fs, archive).empty()) {
    log::info(_("the bin is empty"));
    return ExitCode::done;
  }
  context::print_bin(context, archive);
  log::info(_("bring one back: earwitness undelete NAME   or delete all for good: earwitness delete --empty-bin"));
  return ExitCode::done;
}

ExitCode run_undelete(const Context& context, const UndeleteOptions& options) {
  const auto archive = context::archive_path(context);
  if (options.word.empty()) return show_bin(context, archive, options.json);
  // Nothing that is due is deleted before: it may be the one that is wanted back.
  (void)context::settle_before(context, {}, context::MissingSeals::leave);
  if (!context.fs.status(archive / archive::bin_folder)) {
    throw Error(ErrorKind::not_found, options.word, _("the bin is empty"), Step::list_recordings);
  }
  archive::forget_settled(context.fs, archive);  // what lay in the bin was not looked into
  const auto changes = context::claim_changes(context, archive);
  const auto binned = context::meant_in_bin(context, archive, options.word);
  const auto shown = base::printable(options.word);
  if (!binned) {
    throw Error(ErrorKind::not_found, options.word, tr("there is no recording {} in the bin", shown),
                "earwitness undelete");
  }
  if (context.fs.status(archive / binned->name)) {
    const auto name = base::printable(binned->name);
    throw Error(ErrorKind::surroundings, binned->name, tr("there is another {} in the archive by now", name),
                tr("give that one another name: earwitness rename {} TITLE", name));
  }
  const auto note = context::note_of_bin(context.fs, *binned);
  const auto now = archive::take_back(context.fs, archive, *binned);
  context::forget_in_bin(context.fs, note);
  if (!options.json) {
    print_line(now.string());
    return ExitCode::done;
  }
  auto document = document_of("undeleted");
  document["path"] = now.string();
  document["name"] = binned->name;
  print_json(document);
  return ExitCode::done;
}

}  // namespace

void add_undelete(Command& program, Context& context) {
  auto options = std::make_shared<UndeleteOptions>();
  auto& undelete = program.add_command("undelete", _("Bring a recording back from the bin, or show what is in it"),
                                       _("earwitness undelete review"));
  undelete.positional("recording", &options->word, _("Its name; without one the bin is shown"), "BINNED").free_text();
  add_json(undelete, options->json);
  on_typed(undelete, options, [&context](const UndeleteOptions& o) { return run_undelete(context, o); });
}

}  // namespace earwitness::cli
