// SPDX-License-Identifier: MIT
#include "handover/export.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string>

#include "archive/archive.hpp"
#include "archive/inside.hpp"
#include "archive/ledger.hpp"
#include "bag/layout.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "cli/commands/commands.hpp"
#include "context/conversation.hpp"
#include "context/disk_answer.hpp"
#include "context/handing_over.hpp"
#include "context/zip_passphrase.hpp"
#include "derive/excerpt.hpp"
#include "journal/content.hpp"
#include "json/value.hpp"
#include "log/log.hpp"
#include "os/terminal.hpp"
#include "results/handed_over.hpp"
#include "terminal/output.hpp"
#include "terminal/progress.hpp"
#include "timeline/events.hpp"

namespace earwitness::cli {

namespace {

struct ExportOptions {
  std::string word;
  std::string to = ".";
  std::string name;
  std::string listening_copy;
  std::string passphrase_file;
  bool zip = false;
  bool encrypt = false;
  bool with_ledger = false;
  bool report = false;
  bool json = false;
};

std::optional<flac::CopyKind> copy_kind(const std::string& word) {
  if (word.empty()) return std::nullopt;
  const auto kind = flac::copy_kind(word);
  if (kind) return kind;
  throw Error(ErrorKind::usage, word, tr("there is no listening copy of kind {}", base::printable(word)),
              _("--listening-copy mp3, or wav"));
}

std::optional<base::SecretText> passphrase(const Context& context, const ExportOptions& options) {
  if (!options.encrypt) {
    if (options.passphrase_file.empty()) return std::nullopt;
    throw Error(ErrorKind::usage, {}, _("there is a passphrase and nothing to encrypt"),
                _("--encrypt --passphrase-file FILE"));
  }
  return context::zip_passphrase(context, options.passphrase_file);
}

/// Before a passphrase is asked for: a stick that is not plugged in is known at once.
void require_folder(const Context& context, const os::Path& to) {
  if (to.empty() || context.fs.status(to / ".")) return;
  throw FileError(ENOENT, to.string(), tr("there is no folder {}", base::printable(to.string())),
                  _("plug in the disk for the export, and name a folder on it"));
}

/// Only a recording of the archive has a ledger. Its head goes with every export, so that somebody else holds it; the
/// ledger itself only where it was asked for.
void add_ledger(const Context& context, const ExportOptions& options, handover::ExportRequest& request) {
  const auto root = context::archive_path(context);
  const auto path = archive::ledger_path(root);
  if (!archive::is_inside(request.recording, root) || !context.fs.status(path)) {
    if (!options.with_ledger) return;
    throw Error(ErrorKind::not_found, path.string(),
                tr("there is no ledger of this recording in {}", base::printable(root.string())),
                _("leave out --with-ledger"));
  }
  if (options.with_ledger) request.ledger = path;
  const auto signer = context::signer_if_any(context);
  if (!signer) return;
  request.give_ledger_head = [&context, root, signer]() -> std::string {
    try {
      return archive::LedgerEntries(context.fs, context.clock, root, *signer).give_head("export");
    } catch (const FileError& error) {
      if (error.code() != EROFS) throw;
      log::warning(tr("the ledger does not name this export: {}", error.what()));
      return {};
    }
  };
}

/// The original of an import holds it, whatever is left out elsewhere.
bool says_place(const Context& context, const os::Path& conversation) {
  const auto bag = archive::Conversation{conversation}.bag();
  if (!context.fs.status(bag / bag::journal_path)) return false;
  const auto content = journal::read_journal(*context.fs.open(bag / bag::journal_path));
  if (content.imports.empty()) return false;
  const auto texts = timeline::note_texts(context.fs, bag, content, false);
  const auto told = timeline::read_events(*context.fs.open(bag / bag::journal_path), content, texts);
  return std::any_of(told.claims.begin(), told.claims.end(), [](const std::string& claim) {
    return claim.starts_with("place: ") || (claim.starts_with("file ") && claim.find(": place: ") != std::string::npos);
  });
}

ExitCode run_export(const Context& context, const ExportOptions& options) {
  handover::ExportRequest request;
  request.listening_copy = copy_kind(options.listening_copy);
  request.zip = options.zip || options.encrypt;
  context::require_disk_answer(options.to);
  require_folder(context, options.to);
  std::optional<os::UnseenTyping> unseen;  // of the file and of the key, one after the other
  if (options.encrypt && options.passphrase_file.empty()) unseen.emplace();
  (void)context::settle_before(context, options.word);
  request.recording =
      context::find_to_change(context, options.word);  // a copy to listen to is made beside its sound first
  request.passphrase = passphrase(context, options);
  request.archive = context::own_archive(context);
  request.to = options.to;
  request.name = options.name;
  request.report = options.report;
  add_ledger(context, options, request);
  unseen.reset();
  const auto lock = context::claim_handing_over(context);
  const auto to = request.to.empty() ? os::Path(".") : request.to;
  const context::Making there(context, to, context::change_export, handover::export_work_stem);
  request.unfinished_name = there.name();
  std::optional<context::Making> beside;  // of what is made beside the recording on its way, or where that can't be
  std::optional<context::Making> elsewhere;
  if (request.listening_copy || request.report) {
    beside.emplace(context, context::conversation_of(context, options.word), context::change_export,
                   handover::export_work_stem);
    elsewhere.emplace(context, to, context::change_export, handover::export_work_stem_elsewhere);
    request.work_name = beside->name();
    request.work_name_elsewhere = elsewhere->name();
  }
  terminal::Progress progress(terminal::words_of_copy());
  request.progress = progress.listener();
  const auto made = handover::make_export(context.fs, context.clock, request);
  progress.clear();
  if (options.json) {
    print_json(results::to_json(made, options.encrypt));
  } else {
    results::print(made);
  }
  if (request.listening_copy && made.contents.listening_copy.empty()) {
    log::warning(_("it has no copy to listen to: there is no sound here that this program could decode"));
  }
  if (says_place(context, context::conversation_of(context, options.word))) {
    log::warning(_("the imported file in it says where it was recorded: who gets it can read that"),
                 _("an excerpt has the sound without the file: earwitness excerpt NAME --from 0:00 --to ..."));
  }
  if (options.encrypt)
    log::info(
        _("Send the passphrase separately from the file. The receiver needs 7-Zip (free) to open it: Windows alone "
          "cannot. File names are not encrypted."));
  return ExitCode::done;
}

}  // namespace

void add_export(Command& program, Context& context) {
  auto options = std::make_shared<ExportOptions>();
  auto& command = program.add_command("export", _("Make a folder or zip file to hand over"),
                                      _("earwitness export review --to /media/stick --zip --encrypt"));
  add_recording(command, options->word);
  command.option("--to", &options->to, _("Folder to make it in (here)"), "DIR");
  command.option("--name", &options->name, _("Its name (recording-TIME: without the title)")).free_text();
  command.flag("--zip", options->zip, _("Make a zip file"));
  command.flag("--encrypt", options->encrypt, _("Encrypt the zip file (AES-256); asks for a passphrase"));
  add_passphrase_file(command, options->passphrase_file);
  command.option("--listening-copy", &options->listening_copy,
                 _("Add the sound as mp3 or wav, beside the sealed folder"), "mp3|wav");
  command.flag("--report", options->report, _("Make the report as well: report.html, which plays the sound"));
  command.flag("--with-ledger", options->with_ledger, _("Add the list of all your recordings"));
  add_json(command, options->json);
  on_typed(command, options, [&context](const ExportOptions& o) { return run_export(context, o); });
}

}  // namespace earwitness::cli
