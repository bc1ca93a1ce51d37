// SPDX-License-Identifier: MIT
#include "context/conversation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <iterator>
#include <optional>
#include <set>
#include <system_error>

#include "archive/bin.hpp"
#include "archive/deletion.hpp"
#include "archive/inside.hpp"
#include "archive/key_store.hpp"
#include "archive/missing_seals.hpp"
#include "archive/name_match.hpp"
#include "archive/opening.hpp"
#include "archive/own_notes.hpp"
#include "archive/recordings.hpp"
#include "archive/replace_bag.hpp"
#include "archive/reserve.hpp"
#include "archive/settled_mark.hpp"
#include "archive/time_stamps.hpp"
#include "archive/work_folder.hpp"
#include "bag/layout.hpp"
#include "base/limits.hpp"
#include "base/next_step.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "context/bin.hpp"
#include "context/disk_answer.hpp"
#include "context/only_own.hpp"
#include "context/unlock.hpp"
#include "crypto/ed25519.hpp"
#include "crypto/sha256.hpp"
#include "log/log.hpp"
#include "verify/verify.hpp"

namespace earwitness::context {

namespace {

constexpr const char* lock_name = ".recover.lock";
/// What a recording does after it was said to be sealed, or another short command.
constexpr auto change_timeout = std::chrono::seconds(3);
constexpr auto change_retry_interval = std::chrono::milliseconds(20);
constexpr std::size_t typing_lock_digits = 16;

/// Public keys of the user's own, as PEM: the present one and those that it came after.
std::vector<std::string> own_public_keys(const Context& context) try {
  const auto file = archive::KeyStore(context.fs, keys_folder()).read();
  if (!file) return {};
  std::vector<std::string> keys{file->public_pem};
  for (const auto& endorsement : file->endorsements) keys.push_back(archive::public_pem_of(endorsement.previous_key));
  return keys;
} catch (const Error&) {
  return {};  // then nothing is proven; `start` and `doctor` say what is wrong with it
}

archive::ReplacementProof proof_for(const Context& context, const os::Path& archive) {
  return {[&context](const os::Path& bag) -> std::string {
            try {
              const auto found = verify(context.fs, bag, {}, {});
              if (!found.unchanged || found.kind != RecordingKind::excerpt) return {};
              return archive::read_seal(context.fs, bag / bag::original_root);
            } catch (const Error&) {  // it is no bag, or can't be read
              return {};
            }
          },
          [&context, archive](const std::string& before, const std::string& after, const std::string& plan) {
            return archive::is_part_deleted(context.fs, archive, before, after, plan, own_public_keys(context));
          }};
}

}  // namespace

os::Path conversation_of(const Context& context, const std::string& word) {
  auto found = find_to_change(context, word);
  const auto name = found.filename();
  const bool is_bag = (name == bag::recording_folder || name == bag::recovered_folder) &&
                      !context.fs.status(found / bag::recording_folder);
  if (!is_bag) return found;
  os::confine(found.parent_path());
  return found.parent_path();
}

os::Path archived_conversation(const Context& context, const std::string& word) {
  auto conversation = conversation_of(context, word);
  const auto bag = context.fs.status(archive::Conversation{conversation}.bag());
  if (bag && bag->kind == os::EntryKind::folder) return conversation;
  throw Error(ErrorKind::not_found, conversation.string(),
              tr("{} is not a recording of an archive", base::printable(conversation.string())), "earwitness list");
}

namespace {

/// By the user's own key alone, as what lies there may be anyone's.
std::function<bool(const std::string&)> announced_in(const Context& context, const os::Path& archive) {
  return [&context, archive](const std::string& plan) {
    const auto keys = own_public_keys(context);
    return !keys.empty() && archive::is_plan_announced(context.fs, archive, plan, keys);
  };
}

/// Whoever makes something beside others that work in the archive holds a lock on what it wrote down.
bool is_in_use(const os::Path& file) noexcept {
  try {
    return os::Lock::holder(file).has_value();
  } catch (const std::exception&) {  // what can't be locked is nobody's work
    return false;
  }
}

std::string change_in_words(const archive::Intent& intent) {
  const auto name = base::printable(intent.name);
  if (intent.change == archive::change_delete) return tr("the deletion of {}", name);
  if (intent.change == archive::change_delete_part) return tr("the deletion of a part of {}", name);
  if (intent.change == archive::change_start) return tr("the start of {}, which got no sound,", name);
  if (intent.change == archive::change_rename) return tr("the renaming of {}", name);
  if (intent.change == change_import) return _("an import");
  if (intent.change == change_transcript) return tr("a transcript of {}", name);
  if (intent.change == change_recover) return tr("the recovery of {}", name);
  if (intent.change == change_excerpt) return tr("an excerpt of {}", name);
  if (intent.change == change_export) return tr("an export of {}", name);
  if (intent.change == change_report) return tr("a page of {}", name);
  if (intent.change == archive::change_time_stamp) return tr("a time stamp of {}", name);
  return fmt::format("{} {}", base::printable(intent.change), name);
}

/// A command looks more than once.
bool is_told_first(const os::Path& path) {
  static std::set<std::string> told;
  return told.insert(path.string()).second;
}

/// As it was, since nothing proves what it is.
void warn_of_left(const os::Path& path, const std::string& reason) {
  if (!is_told_first(path)) return;
  const auto shown = base::printable(path.string());
  log::warning(tr("{} is left as it is: {}", shown, reason), tr("look at what it is: ls -la {}", shown));
}

/// What is proven and failed of its disk, or what nothing proves.
void warn_of_unsettled(const archive::Settlement& one) {
  if (!one.has_failed) return warn_of_left(one.file.path, one.reason);
  if (!is_told_first(one.file.path)) return;
  const auto failure = failure_of(one);
  log::warning(failure.what(), base::words_of(failure.next()));
}

void say_settled(const std::vector<archive::Settlement>& settled) {
  using What = archive::Settlement::What;
  for (const auto& one : settled) {
    if (one.what == What::left) warn_of_unsettled(one);
    if (one.what == What::completed) {
      log::info(tr("{} had been interrupted, and is completed now", change_in_words(*one.file.intent)));
    } else if (one.what == What::undone) {
      log::info(
          tr("{} had been interrupted, and what was left of it is removed now", change_in_words(*one.file.intent)));
    }
  }
}

/// Of what failed to be completed, not of what somebody put there: it is told already, and by what it is.
bool is_of_failed(const std::vector<archive::Settlement>& settled, const os::Path& path) {
  return std::any_of(settled.begin(), settled.end(), [&](const archive::Settlement& one) {
    if (!one.has_failed || !one.file.intent) return false;
    const auto below = path.lexically_relative(one.file.path.parent_path()).string();
    const auto& intent = *one.file.intent;
    const auto is_at = [&](const archive::ChangeStep& step) { return step.path == below; };
    return std::any_of(intent.steps.begin(), intent.steps.end(), is_at) ||
           std::any_of(intent.undo.begin(), intent.undo.end(), is_at);
  });
}

/// A crash between a seal and its line: whatever comes of this, the command goes on.
void enter_missing(const Context& context, const os::Path& archive, const archive::LedgerEntries& ledger,
                   const archive::Signer& signer) {
  try {
    const auto key = crypto::PublicKey::from_pem(signer.key.public_pem());
    if (!key) return;
    const auto missing = archive::find_missing_seals(context.fs, archive, *key, begun_here(context));
    archive::enter_missing_seals(ledger, missing.seals);
    for (const auto& one : missing.seals) {
      log::info(tr("{}/{} is sealed and was not in the ledger; it is entered now", base::printable(one.name), one.bag));
    }
    for (const auto& open : missing.answered) {
      archive::remove_own_note(context.fs, keys_folder().parent_path(), archive::OwnNote::begun, open);
    }
  } catch (const Error& error) {
    log::warning(tr("the ledger lacks a seal, and could not be completed: {}", error.what()),
                 base::words_of(error.next()));
  }
}

/// Not while it records: nothing else is to keep the disk busy then.
bool has_due_in_bin(const Context& context, const os::Path& archive) {
  const auto binned = archive::read_bin(context.fs, archive);
  const auto now = context.clock.utc();
  const auto is_due = [&](const auto& one) { return one.until() <= now && is_own_in_bin(context.fs, one); };
  return std::any_of(binned.begin(), binned.end(), is_due) && !archive::running(archive);
}

/// What has been in the bin for its time, if the user put it there: else anybody who can write in the archive could
/// have the user sign that it was deleted. Whatever comes of this, the command goes on.
void empty_due(const Context& context, const archive::Intents& intents, const archive::Signer& signer) {
  auto due = archive::read_bin(context.fs, intents.root());
  std::erase_if(due, [now = context.clock.utc()](const auto& one) { return one.until() > now; });
  if (due.empty() || archive::running(intents.root())) return;
  for (const auto& one : due) {
    const auto shown = base::printable(one.name);
    if (!is_own_in_bin(context.fs, one)) {
      log::warning(
          tr("{} is in the bin for more than 7 days, and nothing shows that you put it there on this computer: "
             "it stays",
             shown),
          tr("bring it back: earwitness undelete {}   or delete it: earwitness delete --now {}", shown, shown));
      continue;
    }
    try {
      const auto note = note_of_bin(context.fs, one);
      const auto request = archive::recording_to_delete(context.fs, one.folder);
      (void)archive::delete_recording(intents, context.clock, signer, request);
      forget_in_bin(context.fs, note);
      log::info(tr("{} was in the bin for 7 days, and is deleted for good now", shown));
    } catch (const Error& error) {
      log::warning(tr("{} is in the bin for more than 7 days, and could not be deleted: {}", shown, error.what()),
                   base::words_of(error.next()));
    }
  }
  archive::remove_empty_folders_of_bin(context.fs, intents.root());
}

archive::SealsWithoutLine seals_without_line(const Context& context, const os::Path& archive) {
  const auto file = archive::KeyStore(context.fs, keys_folder()).read();
  const auto key = file ? crypto::PublicKey::from_pem(file->public_pem) : std::nullopt;
  if (!key) return {};
  return archive::find_missing_seals(context.fs, archive, *key, begun_here(context));
}

/// Whether any seal waits for a command with the key at hand. All conversations are looked into for it.
bool has_seals_for_key(const Context& context, const os::Path& archive) {
  const auto found = seals_without_line(context, archive);
  return !found.seals.empty() || !found.answered.empty();
}

/// Where the key has a passphrase, they wait for a command that asks for it. Whether there were none.
bool enter_without_asking(const Context& context, const os::Path& archive) noexcept {
  try {
    if (archive.empty()) return false;
    const bool waits = !archive::is_settled(context.fs, archive) && has_seals_for_key(context, archive);
    if (!waits && !has_due_in_bin(context, archive)) return true;
    if (const auto signer = signer_without_asking(context))
      (void)claim_changes(context, archive, signer.get(), Wait::none);
    return !waits;
  } catch (const std::exception&) {  // another command is at work there, or `verify --all` says what is wrong
    return false;
  }
}

/// What lies there although its turn was now: the command that was to complete it could not begin.
void add_uncompleted(const Context& context, const os::Path& archive, const std::exception& why,
                     std::vector<archive::Settlement>& settled) noexcept {
  try {
    auto found = archive::inspect_unsettled(intents_of(context, archive), {announced_in(context, archive), is_in_use});
    for (auto& one : found) {
      if (one.what == archive::Settlement::What::left && !one.has_failed) continue;
      one.what = archive::Settlement::What::left;
      one.has_failed = true;
      one.reason = why.what();
      settled.push_back(std::move(one));
    }
  } catch (const std::exception&) {  // nor can it be read: whoever comes next says so
  }
}

bool is_unfinished(os::FileSystem& fs, const os::Path& archive) {
  if (!fs.status(archive)) return false;
  if (archive::is_settled(fs, archive)) return archive::has_work_by_name(fs, archive);
  return archive::has_intents(fs, archive) || !archive::names_of_cut_deletions(fs, archive).empty() ||
         !archive::find_left_reserves(fs, archive).empty();
}

}  // namespace

bool was_meant(const Context& context, const os::Path& archive, const std::string& name, const std::string& word) {
  const auto path = os::Path(word).lexically_normal();
  if ((path.has_filename() ? path : path.parent_path()).filename() == name) return true;  // a shell adds a slash
  if (word.find('/') != std::string::npos || !archive::fits_name(name, word)) return false;
  auto names = archive::names(context.fs, archive);
  names.push_back(name);
  return archive::meant_names(std::move(names), word) == std::vector{name};
}

Error failure_of(const archive::Settlement& settled) {
  const auto path = settled.file.path.string();
  const auto change = settled.file.intent ? change_in_words(*settled.file.intent) : base::printable(path);
  return {ErrorKind::surroundings, path,
          tr("{} was interrupted, and could not be completed: {}", change, settled.reason),
          _("when that is solved, type: earwitness recover --all")};
}

archive::Intents intents_of(const Context& context, const os::Path& archive) {
  return {context.fs, archive, archive::KeyStore(context.fs, keys_folder()).known_intent_key(),
          [&fs = context.fs] { return archive::KeyStore(fs, keys_folder()).intent_key(); }};
}

/// In a folder that was handed over nothing is written down. Where nothing can be written, nothing is left behind there
/// either.
Making::Making(const Context& context, const os::Path& folder, const char* change, std::string_view stem)
    : name_(archive::new_work_name(stem)) {
  const auto notes = keys_folder().parent_path();
  archive::remove_noted(context.fs, notes);
  const auto archive = folder.parent_path();
  const auto own = own_archive(context);
  if (own.empty() || archive != own) {
    note_.emplace(context.fs, notes, folder / name_);
    return;
  }
  intents_.emplace(intents_of(context, archive));
  const auto conversation = folder.filename().string();
  archive::Intent intent{change, conversation, archive::Intent::Settled::never};
  intent.undo = {archive::remove_step(conversation + "/" + name_)};
  try {
    change_.emplace(*intents_, intent);
    change_->hold();
  } catch (const FileError& error) {
    if (error.code() != EROFS && error.code() != EACCES) throw;
  }
}

bool lacks_seals(const Context& context, const os::Path& archive) {
  return !seals_without_line(context, archive).seals.empty();
}

std::vector<std::string> begun_here(const Context& context) {
  const auto notes = keys_folder().parent_path();
  auto found = archive::read_own_notes(context.fs, notes, archive::OwnNote::begun);
  std::erase_if(found, [&](const std::string& open) {
    return !is_only_own_quietly(archive::own_note(notes, archive::OwnNote::begun, open));
  });
  return found;
}

Changes claim_changes(const Context& context, const os::Path& archive, const archive::Signer* signer, Wait wait) {
  os::confine(archive);
  auto lock = os::Lock::acquire_to_read(archive / lock_name);
  if (wait == Wait::briefly) {
    const auto begun = context.clock.boot();
    while (!lock && context.clock.boot() - begun < change_timeout) {
      context.clock.sleep(change_retry_interval);
      lock = os::Lock::acquire_to_read(archive / lock_name);
    }
  }
  if (!lock) {
    throw Error(ErrorKind::surroundings, archive.string(),
                tr("another change is under way in {}", base::printable(archive.string())),
                _("wait until it has ended"));
  }
  Changes changes{std::move(*lock), intents_of(context, archive), {}};
  std::optional<archive::LedgerEntries> ledger;
  if (signer != nullptr) ledger.emplace(context.fs, context.clock, archive, *signer);
  changes.settled =
      archive::settle(changes.intents, {announced_in(context, archive), is_in_use, ledger ? &*ledger : nullptr});
  say_settled(changes.settled);
  const bool is_settled = archive::is_settled(context.fs, archive);
  if (ledger && !is_settled) enter_missing(context, archive, *ledger, *signer);
  if (signer != nullptr) empty_due(context, changes.intents, *signer);
  const auto warn_of = [&](const std::vector<archive::LeftUnfinished>& unfinished) {
    for (const auto& left : unfinished) {
      if (!is_of_failed(changes.settled, left.path)) warn_of_left(left.path, left.reason);
    }
  };
  warn_of(archive::finish_discarding(context.fs, archive, own_public_keys(context)));
  if (is_settled) return changes;
  const auto proof = proof_for(context, archive);
  warn_of(archive::finish_replacing(context.fs, archive, proof));
  warn_of(archive::finish_part_deletions(context.fs, archive, proof));
  warn_of(archive::remove_left_reserves(context.fs, archive));
  return changes;
}

void complete_ledger(const Context& context, const os::Path& archive, const archive::Signer& signer) noexcept {
  try {
    const bool waits = !archive::is_settled(context.fs, archive) && has_seals_for_key(context, archive);
    if (waits || has_due_in_bin(context, archive)) (void)claim_changes(context, archive, &signer, Wait::none);
  } catch (const std::exception&) {  // another command is at work there, or `verify --all` says what is wrong
  }
}

std::vector<archive::Settlement> settle_before(const Context& context, const std::string& word,
                                               MissingSeals missing) noexcept {
  std::vector<archive::Settlement> settled;
  bool was_settled = false;
  /// Whether there was nothing to settle.
  const auto settle_in = [&](const os::Path& archive) {
    try {
      require_disk_answer(archive);
      was_settled = archive::is_settled(context.fs, archive);
      // Whoever records now says so in the place of the one that did not end well: what that left must be looked for.
      if (!was_settled && !archive.empty()) archive::forget_settled(context.fs, archive);
      if (archive.empty() || !is_unfinished(context.fs, archive)) return true;
      auto changes = claim_changes(context, archive, nullptr, Wait::none);
      std::move(changes.settled.begin(), changes.settled.end(), std::back_inserter(settled));
    } catch (const FileError& error) {
      add_uncompleted(context, archive, error, settled);
    } catch (const std::exception&) {  // another command is at work there, or the command itself says what is wrong
    }
    return false;
  };
  const auto own = own_archive(context);
  const bool is_finished = settle_in(own);
  const bool is_entered = missing == MissingSeals::enter && enter_without_asking(context, own);
  if (!was_settled && is_finished && is_entered && !own.empty()) archive::note_settled(context.fs, own);
  if (word.find('/') == std::string::npos || word.size() > limits::path_bytes) return settled;
  std::error_code unseen;
  auto path = std::filesystem::absolute(word, unseen).lexically_normal();
  if (!path.has_filename()) path = path.parent_path();
  const auto archive = path.parent_path();
  if (!unseen && !archive::is_inside(archive, own)) (void)settle_in(archive);
  return settled;
}

namespace {

void mention_earlier(const Context& context, const os::Path& archive,
                     const std::vector<archive::Settlement>& unsettled) {
  for (const auto& name : archive::names_of_cut_deletions(context.fs, archive)) {
    const bool is_written_down = std::any_of(unsettled.begin(), unsettled.end(), [&](const auto& one) {
      return one.file.intent &&
             (one.file.intent->name == name || name.starts_with(archive::discarded_folder(one.file.intent->name)));
    });
    if (is_written_down) continue;
    log::info(tr("{} holds what an interrupted deletion left; to complete it, type: earwitness recover --all",
                 base::printable(name)));
  }
}

void mention_missing_seals(const Context& context, const os::Path& archive) {
  if (archive != own_archive(context) || !lacks_seals(context, archive)) return;
  log::info(_("the ledger lacks a seal that is in the archive; to enter it, type: earwitness recover --all"));
}

void mention_in(const Context& context, const os::Path& archive) {
  if (!context.fs.status(archive) || is_in_use(archive / lock_name)) return;  // whoever changes it now is at work
  const archive::Intents intents(context.fs, archive, archive::KeyStore(context.fs, keys_folder()).known_intent_key());
  for (const auto& name : archive::starts_without_sound(context.fs, archive)) {
    log::info(tr("{0} was begun and got no sound; to remove what is left of it, type: earwitness delete {0}",
                 base::printable(name)));
  }
  const auto entries = context.fs.list(archive);
  if (std::any_of(entries.begin(), entries.end(),
                  [](const os::Entry& entry) { return archive::is_unwritten_intent(entry.name); })) {
    log::info(
        _("a change was interrupted before its first step; to remove what it left, type: earwitness recover --all"));
  }
  const auto unsettled = archive::inspect_unsettled(intents, {announced_in(context, archive), is_in_use});
  for (const auto& one : unsettled) {
    if (one.what == archive::Settlement::What::left) {
      warn_of_unsettled(one);
    } else {
      log::info(
          tr("{} was interrupted; to complete it, type: earwitness recover --all", change_in_words(*one.file.intent)));
    }
  }
  mention_earlier(context, archive, unsettled);
  mention_missing_seals(context, archive);
}

}  // namespace

void mention_unfinished(const Context& context, const os::Path& archive) noexcept {
  try {
    mention_in(context, archive);
  } catch (const std::exception&) {  // whoever changes the archive next says what is wrong with it
  }
}

os::Lock claim_typing(const Context& context, const os::Path& conversation) {
  const auto folder = socket_folder(archive_path(context));
  os::make_folders(context.fs, folder);
  const auto name = crypto::sha256_hex(conversation.string()).substr(0, typing_lock_digits);
  auto lock = os::Lock::acquire(folder / fmt::format("typing-{}.lock", name));
  if (lock) return std::move(*lock);
  throw Error(ErrorKind::surroundings, conversation.string(),
              tr("{} is being typed out in another terminal", base::printable(conversation.filename().string())),
              _("end that one first"));
}

void refuse_running(const os::Path& conversation) {
  const auto running = archive::running(conversation.parent_path());
  if (!running) return;
  // It holds the lock and has not said yet which folder is its own: it might be this one.
  const bool is_this = running->folder.empty() || os::Path(running->folder).filename() == conversation.filename();
  if (!is_this) return;
  throw Error(ErrorKind::surroundings, conversation.string(),
              tr("{} is being recorded now", base::printable(conversation.filename().string())),
              _("end it first: earwitness stop"));
}

}  // namespace earwitness::context
