// SPDX-License-Identifier: MIT
#include "recover/recover.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "archive/deletion.hpp"
#include "archive/key_store.hpp"
#include "archive/ledger.hpp"
#include "archive/missing_seals.hpp"
#include "archive/opening.hpp"
#include "archive/recordings.hpp"
#include "archive/settled_mark.hpp"
#include "archive/work_folder.hpp"
#include "bag/layout.hpp"
#include "base/next_step.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "cli/commands/commands.hpp"
#include "context/conversation.hpp"
#include "context/ledger_word.hpp"
#include "context/only_own.hpp"
#include "context/roots.hpp"
#include "context/unlock.hpp"
#include "crypto/ed25519.hpp"
#include "earwitness/verify.hpp"
#include "json/value.hpp"
#include "log/log.hpp"
#include "results/recovered.hpp"
#include "terminal/ask_user.hpp"
#include "terminal/output.hpp"
#include "verify/ledger_index.hpp"

namespace earwitness::cli {

namespace {

/// The key is asked for once, and only if there is something to sign.
class Signing {
 public:
  explicit Signing(const Context& context) : context_(context) {}
  const archive::Signer& signer() {
    if (!signer_) signer_ = context::unlock_signer(context_);
    return *signer_;
  }

 private:
  const Context& context_;
  std::shared_ptr<const archive::Signer> signer_;
};

struct RecoverOptions {
  std::vector<std::string> words;
  bool all = false;
  bool json = false;
};

void check(const Context& context, results::RecoverResult& outcome) {
  const auto found = verify(outcome.conversation, {{}, {}, context::tsa_roots(context, {})});
  outcome.checked = found.unchanged ? _("unchanged") : _("altered");
  if (found.unchanged) return;
  log::error(_("what was just recovered does not check"),
             fmt::format("earwitness verify {}", base::printable(outcome.conversation.string())));
  outcome.code = ExitCode::altered;
}

const crypto::SigningKey* choose_key(const context::LedgerWord& ledger, const archive::Signer& signer,
                                     const std::string& recording, std::string& why_not_signed) {
  ledger.refuse_known(recording);
  if (ledger.was_begun(recording)) return &signer.key;
  if (!ledger.names_key()) {
    why_not_signed = ledger.has_ledger()
                         ? _("the ledger has no beginning of it, so nothing shows that it was recorded here")
                         : _("there is no ledger here, so nothing shows that it was recorded here");
    return nullptr;
  }
  const auto question =
      ledger.has_ledger()
          ? tr("The ledger of this archive has no beginning of {}, so nothing shows that it was recorded here. Sign it "
               "with your key all the same?",
               ledger.shown())
          : tr("There is no ledger beside {}, so nothing shows that it was recorded here. Sign it with your key all "
               "the same?",
               ledger.shown());
  if (terminal::can_ask_user() && terminal::ask_yes_no(question, {}).value_or(false)) return &signer.key;
  throw Error(ErrorKind::not_found, ledger.shown(),
              ledger.has_ledger()
                  ? tr("the ledger of this archive has no beginning of {}, so nothing shows that it was recorded here: "
                       "it is neither signed nor sealed",
                       ledger.shown())
                  : tr("there is no ledger beside {}, so nothing shows that it was recorded here: it is neither signed "
                       "nor sealed",
                       ledger.shown()),
              _("if you recorded it, type the same at a terminal, where you are asked"));
}

/// What is sealed is sealed, whatever becomes of the ledger.
void enter_in_ledger(const Context& context, results::RecoverResult& outcome, const archive::Signer& signer) {
  try {
    const archive::LedgerEntries ledger(context.fs, context.clock, outcome.conversation.parent_path(), signer);
    (void)ledger.recover(outcome.recovered->recording, bag::recovered_folder, outcome.recovered->seal);
  } catch (const Error& error) {
    log::error(tr("it is recovered, but the ledger does not say so: {}", error.what()), base::words_of(error.next()));
    outcome.code = ExitCode::surroundings;
  }
}

/// What is made counts once it is sealed under its name, and the ledger is to have it then.
/// Without its UUID nothing is entered: of what was not begun here, that is.
archive::Intent recovering(const Context& context, const os::Path& conversation, const context::LedgerWord& ledger,
                           const std::string& work_name) {
  const archive::Conversation folders{conversation};
  const auto name = conversation.filename().string();
  archive::Intent intent{context::change_recover, name, archive::Intent::Settled::by_bag,
                         name + "/" + bag::recovered_folder};
  const auto opening = archive::read_opening(context.fs, folders.bag());
  if (opening && ledger.was_begun(opening->recording)) intent.recording = opening->recording;
  intent.undo = {archive::remove_step(name + "/" + work_name)};
  return intent;
}

results::RecoverResult recover_one(const Context& context, const os::Path& conversation, Signing& signing) {
  results::RecoverResult outcome;
  outcome.conversation = conversation;
  const auto changes = context::claim_changes(context, conversation.parent_path());
  context::refuse_running(conversation);
  const archive::Conversation folders{conversation};
  const bool before =
      !archive::is_sealed(context.fs, folders.bag()) && archive::is_sealed(context.fs, folders.recovered());
  if (!before) {
    const auto& signer = signing.signer();
    const context::LedgerWord ledger(context, conversation);
    const auto work_name = archive::new_work_name(recovery_work_stem);
    archive::Change change(changes.intents, recovering(context, conversation, ledger, work_name));
    outcome.recovered = recover(
        context.fs, context.clock, conversation,
        [&](const std::string& recording) { return choose_key(ledger, signer, recording, outcome.why_not_signed); },
        work_name);
    check(context, outcome);
    // What does not check, or nobody answers for, is none that the ledger should vouch for.
    const bool is_to_be_entered = outcome.code == ExitCode::done && outcome.why_not_signed.empty();
    if (is_to_be_entered) enter_in_ledger(context, outcome, signer);
    ledger.forget_note(context);
    if (!is_to_be_entered || outcome.code == ExitCode::done) change.close();
    return outcome;
  }
  check(context, outcome);
  return outcome;
}

/// What starts left that were cut short before they got any sound.
bool remove_starts(const Context& context, const os::Path& archive, Signing& signing,
                   results::RecoverResults& results) {
  const auto names = archive::starts_without_sound(context.fs, archive);
  if (names.empty()) return false;
  const auto changes = context::claim_changes(context, archive);
  for (const auto& name : names) {
    try {
      if (!archive::is_start_without_sound(context.fs, archive / name)) continue;
      context::LedgerWord(context, archive / name)
          .refuse_sealed();  // anybody can leave no more of it than its beginning
      if (!archive::remove_start(changes.intents, context.clock, nullptr, archive / name)) {
        (void)archive::remove_start(changes.intents, context.clock, &signing.signer(), archive / name);
      }
      log::info(tr("{} was begun and got no sound; what was left of it is removed", base::printable(name)));
    } catch (const Error& error) {
      results.add((archive / name).string(), error);
    }
  }
  return true;
}

/// Whatever else was cut short: completed, taken back, or entered in the ledger.
bool complete_others(const Context& context, const os::Path& archive, Signing& signing,
                     results::RecoverResults& results) {
  if (!context.fs.status(archive)) return false;
  archive::forget_settled(context.fs, archive);  // whoever asks for it has all of it looked through
  const bool lacked_lines = context::lacks_seals(context, archive);
  auto settled = context::settle_before(context, {});
  try {
    // What is to be completed here and was not: once more, with some patience, and whatever keeps it from that is told.
    const bool has_failed = std::any_of(settled.begin(), settled.end(), [](const auto& one) { return one.has_failed; });
    if (has_failed || (settled.empty() && archive::has_work_by_name(context.fs, archive))) {
      settled = context::claim_changes(context, archive).settled;
    }
  } catch (const Error& error) {
    results.add(archive.string(), error);
    return true;
  }
  const auto waits = [](const archive::Settlement& one) { return one.what == archive::Settlement::What::waits; };
  const bool lacks_lines = std::any_of(settled.begin(), settled.end(), waits) || context::lacks_seals(context, archive);
  if (lacks_lines) settled = context::claim_changes(context, archive, &signing.signer()).settled;
  for (const auto& one : settled) {
    if (one.has_failed) results.add_told(context::failure_of(one));
  }
  if (lacks_lines && context::lacks_seals(context, archive)) {
    results.add_told(
        {ErrorKind::surroundings, archive.string(),
         _("the ledger lacks a seal that is in the archive; to enter it, type: earwitness recover --all")});
  }
  return lacked_lines || lacks_lines || !settled.empty();
}

/// Sealed, and in no ledger, as neither the ledger nor a note could be written: only who recorded it can say so.
bool ask_for_unknown(const Context& context, const os::Path& archive, Signing& signing,
                     results::RecoverResults& results) {
  if (!context.fs.status(archive)) return false;
  const auto file = archive::KeyStore(context.fs, context::keys_folder()).read();
  const auto key = file ? crypto::PublicKey::from_pem(file->public_pem) : std::nullopt;
  if (!key) return false;
  const auto unknown = archive::find_unknown_seals(context.fs, archive, *key);
  for (const auto& one : unknown) {
    try {
      const auto shown = base::printable(one.name);
      const auto question =
          tr("{} is signed by your key, and the ledger of this archive does not have it, so nothing shows that it was "
             "recorded here. Enter it in the ledger all the same?",
             shown);
      if (!terminal::can_ask_user() || !terminal::ask_yes_no(question, {}).value_or(false)) {
        throw Error(ErrorKind::not_found, one.name,
                    tr("{} is signed by your key, and the ledger of this archive does not have it", shown),
                    _("if you recorded it, type the same at a terminal, where you are asked"));
      }
      const auto changes = context::claim_changes(context, archive, &signing.signer());
      archive::enter_missing_seals({context.fs, context.clock, archive, signing.signer()}, {one});
      log::info(tr("{} is in the ledger now", shown));
    } catch (const Error& error) {
      results.add((archive / one.name).string(), error);
    }
  }
  return !unknown.empty();
}

ExitCode recover_all(const Context& context, const RecoverOptions& options) {
  const auto archive = context::archive_path(context);
  results::RecoverResults results(options.json);
  Signing signing(context);
  bool has_done = complete_others(context, archive, signing, results);
  has_done = remove_starts(context, archive, signing, results) || has_done;
  has_done = ask_for_unknown(context, archive, signing, results) || has_done;
  const auto names = archive::interrupted(context.fs, archive);
  if (names.empty() && !has_done) log::info(tr("there is nothing to recover in {}", archive.string()));
  for (const auto& name : names) {
    try {
      results.add(recover_one(context, archive / name, signing));
    } catch (const Error& error) {
      results.add((archive / name).string(), error);
    }
  }
  return results.finish();
}

/// Without a name it is meant which one where there is one, or none.
void refuse_to_guess(const Context& context) {
  const auto names = archive::interrupted(context.fs, context::archive_path(context));
  if (names.size() < 2) return;
  constexpr std::size_t max_shown = 5;
  std::string shown;
  for (std::size_t i = 0; i < std::min(names.size(), max_shown); ++i) {
    shown += (i == 0 ? "" : ", ") + base::printable(names[i]);
  }
  if (names.size() > max_shown) shown += ", ...";
  throw Error(ErrorKind::usage, {},
              tr("{} recordings were interrupted: {}; say which to recover, or --all", names.size(), shown),
              tr("earwitness recover {}   or: earwitness recover --all", base::printable(names.front())));
}

ExitCode run_recover(const Context& context, const RecoverOptions& options) {
  if (options.all && !options.words.empty()) {
    throw Error(ErrorKind::usage, {}, _("--all and names can't be used together"), "earwitness recover --all");
  }
  if (!options.all && options.words.empty()) refuse_to_guess(context);
  context::warn_of_foreign_home();
  if (options.words.empty()) return recover_all(context, options);
  results::RecoverResults results(options.json);
  Signing signing(context);
  for (const auto& word : options.words) {
    try {
      (void)context::settle_before(context, word);
      results.add(recover_one(context, context::conversation_of(context, word), signing));
    } catch (const Error& error) {
      if (options.words.size() == 1) throw;
      results.add(word, error);
    }
  }
  return results.finish();
}

}  // namespace

void add_recover(Command& program, Context& context) {
  auto options = std::make_shared<RecoverOptions>();
  auto& recover =
      program.add_command("recover", _("Seal what an interrupted recording holds; the original stays as it is"),
                          _("earwitness recover\n  earwitness recover review\n  earwitness recover --all"));
  add_recordings(recover, options->words);
  recover.flag("--all", options->all, _("Recover every interrupted recording in the archive"));
  add_json(recover, options->json);
  on_typed(recover, options, [&context](const RecoverOptions& o) { return run_recover(context, o); });
}

}  // namespace earwitness::cli
