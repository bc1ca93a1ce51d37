// SPDX-License-Identifier: MIT
#include "handover/backup.hpp"

#include <fmt/format.h>

#include <memory>
#include <string>

#include "archive/bin.hpp"
#include "archive/missing_seals.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "cli/commands/commands.hpp"
#include "context/conversation.hpp"
#include "context/disk_answer.hpp"
#include "context/handing_over.hpp"
#include "context/unlock.hpp"
#include "context/zip_passphrase.hpp"
#include "json/value.hpp"
#include "log/log.hpp"
#include "os/file_facts.hpp"
#include "terminal/ask_user.hpp"
#include "terminal/output.hpp"
#include "terminal/progress.hpp"

namespace earwitness::cli {

namespace {

struct BackupOptions {
  std::string to;
  std::string passphrase_file;
  bool full = false;
  bool json = false;
};

void print(const handover::Backup& made, bool json) {
  if (json) {
    auto document = document_of("backup");
    document["path"] = made.path.empty() ? json::Value() : json::Value(made.path.string());
    document["recordings"] = made.recordings;
    document["in_earlier_backups"] = made.others;
    document["left_out"] = made.left_out;
    document["files"] = made.files;
    document["bytes"] = made.bytes;
    return print_json(document);
  }
  if (made.path.empty()) return;
  print_line(made.path.string());
  print_line(tr("recordings  {:L} new, {:L} in earlier backups there", made.recordings, made.others));
  print_line(tr("checked: {:L} files, as they are here", made.files));
}

/// Two at once, of two archives perhaps, would take each other's work in a folder for a leftover.
os::Lock claim_backup(const os::Path& archive) {
  auto lock = os::Lock::acquire(context::socket_folder(archive) / "backup.lock");
  if (lock) return std::move(*lock);
  throw Error(ErrorKind::surroundings, archive.string(), _("another backup is being made now"),
              _("wait until it is done"));
}

/// What is in the bin is left out, and the ledger goes with the backup: so it says first where that is, or what is
/// restored would lack recordings that nothing speaks of. Without the key the backup is made all the same.
void tell_ledger_of_bin(const Context& context, const os::Path& archive) {
  const auto untold = archive::find_untold_in_bin(context.fs, archive);
  if (untold.empty()) return;
  try {
    const auto signer =
        terminal::can_ask_user() ? context::unlock_signer(context) : context::signer_without_asking(context);
    if (!signer)
      throw Error(ErrorKind::surroundings, {}, _("the key has a passphrase, and nobody can be asked for it"));
    const archive::LedgerEntries ledger(context.fs, context.clock, archive, *signer);
    for (const auto& one : untold) (void)ledger.bin(one.recording, one.seal);
  } catch (const Error& error) {
    log::warning(
        trn("the ledger does not say that {} recording is in the bin, so in the restored backup it will be "
            "missing: {}",
            "the ledger does not say that {} recordings are in the bin, so in the restored backup they will be "
            "missing: {}",
            untold.size(), error.what()),
        "earwitness delete --empty-bin");
  }
}

ExitCode run_backup(const Context& context, const BackupOptions& options) {
  handover::BackupRequest request;
  request.archive = context::archive_path(context);
  request.keys = context::keys_folder();
  context::require_disk_answer(options.to);
  request.to = options.to;
  request.full = options.full;
  if (!context.fs.status(request.archive)) {
    throw Error(ErrorKind::not_found, request.archive.string(),
                tr("there is no archive {}", base::printable(request.archive.string())), "earwitness list");
  }
  handover::require_backup_folder(context.fs, request.to, request.archive);
  const auto handing_over = context::claim_handing_over(context);
  const auto alone = claim_backup(request.archive);
  (void)context::settle_before(context, {});
  const auto changes = context::claim_changes(context, request.archive);
  tell_ledger_of_bin(context, request.archive);
  request.passphrase = context::zip_passphrase(context, options.passphrase_file);
  const context::Making making(context, request.to, context::change_backup, handover::backup_work_stem);
  request.unfinished_name = making.name();
  terminal::Progress progress(terminal::words_of_copy());
  request.progress = progress.listener();
  const auto made = handover::make_backup(context.fs, context.clock, request);
  progress.clear();
  print(made, options.json);
  if (!archive::read_bin(context.fs, request.archive).empty()) {
    log::info(_("what is in the bin is not in the backup; to bring it back: earwitness undelete"));
  }
  if (made.left_out > 0) {
    log::info(made.path.empty()
                  ? _("the recording that runs is left for the next backup")
                  : _("the recording that is running is in it up to this point; the next backup will have all of it"));
  }
  if (made.path.empty()) {
    log::info(_("all recordings are in backups there already; --full makes another one of all"));
    return ExitCode::done;
  }
  if (os::on_one_disk(request.archive, request.to).value_or(false)) {
    log::warning(_("the backup is on the same disk as the archive, and is lost with it"), _("copy it to another disk"));
  }
  log::info(_("Keep the passphrase somewhere else. Without it nobody can open the backup, not even you."));
  log::info(
      _("To restore, open every backup in that folder with 7-Zip, the oldest first: see how-to-restore.txt in it"));
  return ExitCode::done;
}

}  // namespace

void add_backup(Command& program, Context& context) {
  auto options = std::make_shared<BackupOptions>();
  auto& command = program.add_command("backup", _("Copy recordings and your key into one encrypted file"),
                                      "earwitness backup /media/stick");
  command.positional("folder", &options->to, _("Folder on another disk"), "DIR").require();
  command.flag("--full", options->full, _("Copy everything, even what an earlier backup there has"));
  add_passphrase_file(command, options->passphrase_file);
  add_json(command, options->json);
  on_typed(command, options, [&context](const BackupOptions& o) { return run_backup(context, o); });
}

}  // namespace earwitness::cli
