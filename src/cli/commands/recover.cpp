// SPDX-License-Identifier: MIT
#include "recover/recover.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "archive/deletion.hpp"
#include "archive/key_store.hpp"
#include "archive/ledger.hpp"
#include "archive/missing_seals.hpp"
#include "archive/opening.hpp"
#include "archive/own_notes.hpp"
#include "archive/recordings.hpp"
#include "archive/settled_mark.hpp"
#include "archive/work_folder.hpp"
#include "bag/layout.hpp"
#include "base/next_step.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "cli/commands/commands.hpp"
#include "context/conversation.hpp"
#include "context/known_keys.hpp"
#include "context/only_own.hpp"
#include "context/roots.hpp"
#include "context/unlock.hpp"
#include "control/protocol.hpp"
#include "crypto/ed25519.hpp"
#include "earwitness/verify.hpp"
#include "json/value.hpp"
#include "log/log.hpp"
#include "results/failure.hpp"
#include "results/sealed.hpp"
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

struct RecoverResult {
  os::Path conversation;
  std::optional<Recovery> recovered;  ///< nothing: it was recovered before
  std::string why_not_signed{};       ///< a sentence; empty: it is signed, or was recovered before
  std::string checked;
  ExitCode code = ExitCode::done;
};

void check(const Context& context, RecoverResult& outcome) {
  const auto found = verify(outcome.conversation, {{}, {}, context::tsa_roots(context, {})});
  outcome.checked = found.unchanged ? _("unchanged") : _("altered");
  if (found.unchanged) return;
  log::error(_("what was just recovered does not check"),
             fmt::format("earwitness verify {}", base::printable(outcome.conversation.string())));
  outcome.code = ExitCode::altered;
}

/// Where the ledger could not be told, and nobody else could have written that.
bool is_noted(const Context& context, const std::string& open) {
  const auto notes = context::keys_folder().parent_path();
  return archive::has_own_note(context.fs, notes, archive::OwnNote::begun, open) &&
         context::is_only_own_quietly(archive::own_note(notes, archive::OwnNote::begun, open));
}

/// What the ledger has to say before anything is signed: a signature under what anybody may have put there would make
/// it the user's own. So only what was begun here is signed, by the line that it was begun with, and nothing that ever
/// was sealed, recovered or deleted is made a second time.
class LedgerWord {
 public:
  LedgerWord(const Context& context, const os::Path& conversation) : conversation_{conversation} {
    opening_ = archive::read_opening(context.fs, conversation_.bag());
    is_noted_ = opening_ && is_noted(context, opening_->hash);
    std::set<std::string> known;
    for (const auto& key : context::own_keys(context)) known.insert(key.fingerprint);
    const auto root = conversation.parent_path();
    is_there_ = read(context, root, known, index_);
    const auto own = context::own_archive(context);
    if (!own.empty() && own != root) (void)read(context, own, known, own_index_);
  }

  /// Throws Error(not_found) where it must not be recovered. What lies elsewhere may have a ledger that somebody cut
  /// off before its end: the user's own archive is asked, too.
  void refuse_known(const std::string& recording) const {
    for (const auto* index : {&index_, &own_index_}) {
      if (*index) refuse_known((*index)->find(recording));
    }
  }

  /// Whether it was begun here, as far as that can be told.
  [[nodiscard]] bool was_begun(const std::string& recording) const {
    const auto* known = index_ && index_->knows_first() ? index_->find(recording) : nullptr;
    if (known == nullptr || known->begin == 0) return is_noted_;
    return !opening_ || known->open == opening_->hash;
  }

  void forget_note(const Context& context) const {
    if (!is_noted_) return;
    archive::remove_own_note(context.fs, context::keys_folder().parent_path(), archive::OwnNote::begun, opening_->hash);
  }

  [[nodiscard]] bool has_ledger() const { return is_there_; }
  [[nodiscard]] bool names_key() const { return opening_ && !opening_->key.empty(); }
  [[nodiscard]] std::string shown() const { return base::printable(conversation_.folder.filename().string()); }

 private:
  /// Whether anything lies in its place.
  static bool read(const Context& context, const os::Path& root, const std::set<std::string>& known,
                   std::optional<verify_detail::LedgerIndex>& index) {
    const auto path = archive::ledger_path(root);
    const auto entry = context.fs.status(path);
    if (entry && entry->kind == os::EntryKind::file) index.emplace(context.fs, path, known);
    return entry.has_value();
  }

  void refuse_known(const verify_detail::LedgerRecording* known) const {
    if (known == nullptr) return;
    if (known->remove_line > 0) {
      refuse(tr("the ledger says that {} was deleted (line {}): it is not recovered", shown(), known->remove_line));
    }
    if (known->seal_line > 0 || known->part_line > 0) {
      refuse(
          tr("the ledger says that {} was sealed (line {}), and what is here has no seal: somebody changed it, and "
             "it is not recovered",
             shown(), std::max(known->seal_line, known->part_line)));
    }
    if (known->recover_line > 0) {
      refuse(
          tr("the ledger says that {} was recovered before (line {}), and that is not here: it is not recovered again",
             shown(), known->recover_line));
    }
  }

  [[noreturn]] void refuse(const std::string& why) const {
    throw Error(ErrorKind::not_found, conversation_.folder.string(), why, NextStep(Step::verify_all));
  }

  archive::Conversation conversation_;
  std::optional<archive::OpeningLine> opening_;
  bool is_noted_ = false;
  bool is_there_ = false;
  std::optional<verify_detail::LedgerIndex> index_;
  std::optional<verify_detail::LedgerIndex> own_index_;  ///< of the user's own archive, where that is another one
};

const crypto::SigningKey* choose_key(const LedgerWord& ledger, const archive::Signer& signer,
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
void enter_in_ledger(const Context& context, RecoverResult& outcome, const archive::Signer& signer) {
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
archive::Intent recovering(const Context& context, const os::Path& conversation, const LedgerWord& ledger,
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

RecoverResult recover_one(const Context& context, const os::Path& conversation, Signing& signing) {
  RecoverResult outcome;
  outcome.conversation = conversation;
  const auto changes = context::claim_changes(context, conversation.parent_path());
  context::refuse_running(conversation);
  const archive::Conversation folders{conversation};
  const bool before =
      !archive::is_sealed(context.fs, folders.bag()) && archive::is_sealed(context.fs, folders.recovered());
  if (!before) {
    const auto& signer = signing.signer();
    const LedgerWord ledger(context, conversation);
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

json::Value to_json(const RecoverResult& outcome) {
  const archive::Conversation folders{outcome.conversation};
  json::Value object = {{"path", outcome.conversation.string()},
                        {"recovered", folders.recovered().string()},
                        {"new", outcome.recovered.has_value()}};
  if (outcome.recovered) {
    const auto& found = *outcome.recovered;
    object["recording"] = found.recording;
    object["seal"] = found.seal;
    object["files"] = found.files;
    object["frames"] = found.frames;
    object["seconds"] = found.seconds;
    object["unjournaled_seconds"] = found.unjournaled_seconds;
    object["not_had"] = found.losses;
    object["signed"] = outcome.why_not_signed.empty();
  }
  object["checked"] = outcome.checked;
  return object;
}

void print(const RecoverResult& outcome) {
  const archive::Conversation folders{outcome.conversation};
  print_line(folders.recovered().string());
  if (!outcome.recovered) {
    print_line(_("recovered before; nothing was done"));
  } else {
    const auto& found = *outcome.recovered;
    print_line(trn("length  {1} in {0} file", "length  {1} in {0} files", found.files, base::clock_of(found.seconds)));
    print_line(tr("seal    {}", found.seal));
    for (const auto& sentence : found.losses) print_line(tr("missing: {}", sentence));
    if (!outcome.why_not_signed.empty()) print_line(tr("not signed: {}", outcome.why_not_signed));
  }
  print_line(tr("checked: {}", outcome.checked));
  print_line(tr("again at any time:  earwitness verify {}", outcome.conversation.filename().string()));
}

/// One document for all, or text with a blank line between.
class RecoverResults {
 public:
  explicit RecoverResults(bool json) : json_(json) {}

  void add(const RecoverResult& outcome) {
    note(outcome.code);
    if (json_) {
      list_.push_back(to_json(outcome));
      return;
    }
    if (!first_) print_line("");
    first_ = false;
    print(outcome);
  }
  /// One that can't be recovered; the others still are.
  void add(const std::string& path, const Error& error) {
    note(results::report(error));
    if (!json_) return;
    auto object = control::to_json(control::to_reply(error));
    object["path"] = path;
    list_.push_back(std::move(object));
  }
  ExitCode finish() const {
    if (json_) print_json(document_of("recovery", {{"recordings", list_}}));
    return code_;
  }

 private:
  void note(ExitCode code) {
    if (code_ == ExitCode::done) code_ = code;
  }
  bool json_;
  bool first_ = true;
  ExitCode code_ = ExitCode::done;
  json::Value list_ = json::Value::array();
};

/// What starts left that were cut short before they got any sound.
bool remove_starts(const Context& context, const os::Path& archive, Signing& signing, RecoverResults& results) {
  const auto names = archive::starts_without_sound(context.fs, archive);
  if (names.empty()) return false;
  const auto changes = context::claim_changes(context, archive);
  for (const auto& name : names) {
    try {
      if (!archive::is_start_without_sound(context.fs, archive / name)) continue;
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
bool complete_others(const Context& context, const os::Path& archive, Signing& signing) {
  if (!context.fs.status(archive)) return false;
  archive::forget_settled(context.fs, archive);  // whoever asks for it has all of it looked through
  auto settled = context::settle_before(context, {});
  const auto waits = [](const archive::Settlement& one) { return one.what == archive::Settlement::What::waits; };
  const bool lacks_lines = std::any_of(settled.begin(), settled.end(), waits) || context::lacks_seals(context, archive);
  if (lacks_lines) (void)context::claim_changes(context, archive, &signing.signer());
  return lacks_lines || !settled.empty();
}

/// Sealed, and in no ledger, as neither the ledger nor a note could be written: only who recorded it can say so.
bool ask_for_unknown(const Context& context, const os::Path& archive, Signing& signing, RecoverResults& results) {
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
  RecoverResults results(options.json);
  Signing signing(context);
  bool has_done = complete_others(context, archive, signing);
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
  RecoverResults results(options.json);
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
