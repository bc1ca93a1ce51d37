// SPDX-License-Identifier: MIT
#include "archive/settle.hpp"

#include <algorithm>
#include <cerrno>
#include <stdexcept>

#include "archive/archive.hpp"
#include "archive/ledger_line.hpp"
#include "archive/missing_seals.hpp"
#include "archive/opening.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "crypto/ed25519.hpp"
#include "json/fields.hpp"
#include "os/left_behind.hpp"

namespace earwitness::archive {

namespace {

os::Path below(const os::Path& root, const std::string& path) { return root / os::Path(path); }

bool exists_at(os::FileSystem& fs, const os::Path& path) {
  const auto entry = fs.status(path);
  return entry.has_value();
}

void take_move(os::FileSystem& fs, const os::Path& root, const ChangeStep& step) {
  const auto from = below(root, step.path);
  const auto to = below(root, step.to);
  if (!exists_at(fs, to.parent_path())) return;
  if (exists_at(fs, from)) {
    if (!step.seal.empty() && read_seal(fs, from) != step.seal) return;
    // A folder that has the name was moved there before; a file is replaced.
    if (const auto there = fs.status(to); there && there->kind == os::EntryKind::folder) return;
    try {
      fs.rename(from, to);
    } catch (const FileError& error) {
      if (error.code() != ENOENT || exists_at(fs, from)) throw;  // somebody else has taken this step meanwhile
    }
  }
  // Whoever took the step before may not have come to this, and the next one must not reach the disk without it.
  fs.sync_folder(to.parent_path());
  if (from.parent_path() != to.parent_path() && exists_at(fs, from.parent_path())) fs.sync_folder(from.parent_path());
}

/// Of a file, a link or anything else the name alone is removed; of a folder all that is in it.
void remove_whatever(os::FileSystem& fs, const os::Path& path) {
  if (!exists_at(fs, path.parent_path())) return;
  if (const auto entry = fs.status(path)) {
    if (entry->kind == os::EntryKind::folder) {
      os::remove_tree(fs, path);
    } else {
      fs.remove_file(path);
    }
  }
  fs.sync_folder(path.parent_path());  // as above
}

/// Whether the ledger has this seal of this bag, by whichever event.
bool is_entered(os::FileSystem& fs, const os::Path& root, const Intent& intent, const std::string& seal) {
  const auto path = ledger_path(root);
  const auto entry = fs.status(path);
  if (!entry || entry->kind != os::EntryKind::file) return false;
  const auto name = os::Path(intent.bag).filename().string();
  bool is_said = false;
  (void)read_ledger(*fs.open(path), [&](LedgerLine&& line) {
    is_said = is_said || (json::text_in(line.fields, "recording") == intent.recording &&
                          json::text_in(line.fields, "bag") == name && json::text_in(line.fields, "seal") == seal);
  });
  return is_said;
}

/// What is to be done with an intent that is believed.
enum class Course { steps, undo, in_doubt };

class Settling {
 public:
  Settling(const Intents& intents, const SettleRequest& request)
      : intents_(intents), fs_(intents.fs()), root_(intents.root()), request_(request) {}

  /// Looks only, where `does_it` is false.
  Settlement settle(IntentFile file, bool does_it) {
    Settlement result{Settlement::What::left, std::move(file)};
    try {
      decide(result, does_it);
    } catch (const Error& error) {  // another change's trouble is none of whoever calls; the next one tries again
      result.what = Settlement::What::left;
      result.reason = error.what();
      result.has_failed = true;
    }
    return result;
  }

 private:
  void decide(Settlement& result, bool does_it) {
    if (!result.file.intent) {
      result.has_failed = !result.file.unread.empty();
      result.reason = result.has_failed ? result.file.unread : _("it is not an intent that this program wrote");
      return;
    }
    const auto& intent = *result.file.intent;
    const bool is_announced = intent.settled == Intent::Settled::by_ledger && is_told(result.file);
    if (!result.file.has_proof && !is_announced) {
      result.reason = _("nothing proves that you began this change on this computer");
      return;
    }
    const auto course = course_of(intent, is_announced);
    if (course == Course::in_doubt) {
      result.reason = _("the ledger does not mention it, and what it was to be done with is not there as it was");
      return;
    }
    const bool is_done = course == Course::steps;
    result.what = is_done ? Settlement::What::completed : Settlement::What::undone;
    if (!does_it) return;
    take_steps(fs_, root_, is_done ? intent.steps : intent.undo);
    if (is_done && intent.settled == Intent::Settled::by_bag && !enter(intent)) {
      result.what = Settlement::What::waits;
      return;
    }
    intents_.remove(result.file);
  }

  /// What this computer wrote may be known by any line; what somebody brought must be by the user's own key.
  [[nodiscard]] bool is_told(const IntentFile& file) const {
    if (file.has_proof) return is_plan_announced(fs_, root_, file.sha256, {});
    return request_.is_announced && request_.is_announced(file.sha256);
  }

  [[nodiscard]] Course course_of(const Intent& intent, bool is_announced) const {
    switch (intent.settled) {
      case Intent::Settled::at_once:
        return Course::steps;
      case Intent::Settled::never:
        return Course::undo;
      case Intent::Settled::by_ledger:
        if (is_announced) return Course::steps;
        return intent.bag.empty() || is_as_it_was(intent) ? Course::undo : Course::in_doubt;
      case Intent::Settled::by_bag: {
        const auto seal = read_seal(fs_, below(root_, intent.bag));
        return !seal.empty() && (intent.seal.empty() || seal == intent.seal) ? Course::steps : Course::undo;
      }
    }
    return Course::in_doubt;
  }

  [[nodiscard]] bool is_as_it_was(const Intent& intent) const {
    const auto bag = below(root_, intent.bag);
    return exists_at(fs_, bag) && (intent.seal.empty() || read_seal(fs_, bag) == intent.seal);
  }

  /// False where the ledger should have the bag's seal and nobody can sign now.
  [[nodiscard]] bool enter(const Intent& intent) const {
    if (intent.recording.empty()) return true;
    const auto seal = read_seal(fs_, below(root_, intent.bag));
    if (seal.empty() || is_entered(fs_, root_, intent, seal)) return true;
    if (request_.ledger == nullptr) return false;
    if (intent.seal.empty() && !is_own_seal(intent)) return true;
    (void)request_.ledger->find(intent.recording, os::Path(intent.bag).filename().string(), seal);
    return true;
  }

  /// An intent that was written before there was a seal says nothing of which one: what stands there by now may be
  /// anyone's, and so may the intent, kept from an earlier change.
  [[nodiscard]] bool is_own_seal(const Intent& intent) const {
    const auto bag = below(root_, intent.bag);
    const auto conversation = bag.parent_path();
    const auto opening = read_opening(fs_, Conversation{conversation}.bag());
    const auto key = crypto::PublicKey::from_pem(request_.ledger->public_pem());
    return opening && key && opening->recording == intent.recording &&
           is_sealed_by(fs_, conversation, bag.filename().string(), *opening, {}, *key);
  }

  const Intents& intents_;
  os::FileSystem& fs_;
  const os::Path& root_;
  const SettleRequest& request_;
};

std::vector<Settlement> settle_all(const Intents& intents, const SettleRequest& request, bool does_it) {
  std::vector<Settlement> results;
  Settling settling(intents, request);
  for (auto& file : intents.read()) {
    if (request.is_in_use && request.is_in_use(file.path)) continue;
    results.push_back(settling.settle(std::move(file), does_it));
  }
  return results;
}

}  // namespace

void take_steps(os::FileSystem& fs, const os::Path& root, const std::vector<ChangeStep>& steps) {
  for (const auto& step : steps) {
    if (step.kind == ChangeStep::Kind::move) {
      take_move(fs, root, step);
    } else {
      remove_whatever(fs, below(root, step.path));
    }
  }
}

std::vector<Settlement> settle(const Intents& intents, const SettleRequest& request) {
  intents.remove_unwritten();
  return settle_all(intents, request, true);
}

std::vector<Settlement> inspect_unsettled(const Intents& intents, const SettleRequest& request) {
  return settle_all(intents, request, false);
}

/// What was to be taken back and could not be.
void Change::tell_what_stays(const Settlement& settled) const {
  if (settled.what != Settlement::What::left || !settled.file.intent) return;
  for (const auto& step : settled.file.intent->undo) {
    const auto path = below(intents_.root(), step.path);
    if (step.kind != ChangeStep::Kind::remove || !exists_at(intents_.fs(), path)) continue;
    os::note_left(std::runtime_error(settled.reason), path);
  }
}

Change::~Change() {
  if (!is_open_) return;
  try {
    // It is of this run, so it needs no proof.
    auto file = file_;
    file.has_proof = true;
    const SettleRequest request{{}};
    const auto settled = Settling(intents_, request).settle(std::move(file), true);
    tell_what_stays(settled);
  } catch (const std::exception&) {  // whoever changes the archive next does it
  }
}

void Change::hold() {
  try {
    lock_ = os::Lock::acquire(file_.path);
  } catch (const FileError&) {  // on a disk without locks it is settled by whoever comes first
  }
}

void Change::rewrite(const Intent& intent) {
  try {
    file_ = intents_.rewrite(file_, intent);
  } catch (const Error&) {
    hold_to_what_is_written();
    throw;
  }
  if (lock_) hold();
}

/// A disk that fails may have given it its name all the same: then that is what whoever comes next goes by, and to take
/// back the other one would take away what this one needs.
void Change::hold_to_what_is_written() noexcept {
  try {
    auto now = intents_.read_again(file_);
    is_open_ = now.intent.has_value();
    if (is_open_) file_ = std::move(now);
  } catch (const std::exception&) {  // what it says is not known: whoever comes next reads it
    is_open_ = false;
  }
}

void Change::complete() {
  take_steps(intents_.fs(), intents_.root(), file_.intent->steps);
  close();
}

void Change::close() {
  is_open_ = false;
  intents_.remove(file_);
}

bool is_plan_announced(os::FileSystem& fs, const os::Path& root, const std::string& plan,
                       const std::vector<std::string>& keys) {
  const auto path = ledger_path(root);
  const auto entry = fs.status(path);
  if (!entry || entry->kind != os::EntryKind::file || plan.empty()) return false;
  bool is_said = false;
  const auto file = fs.open(path);
  (void)read_ledger(*file, [&](LedgerLine&& line) {
    if (is_said || line.event != "delete" || json::text_in(line.fields, "plan") != plan) return;
    is_said = keys.empty() || std::any_of(keys.begin(), keys.end(), [&](const std::string& pem) {
                const auto key = crypto::PublicKey::from_pem(pem);
                return key && key->verify(base::as_bytes(line.signed_text), line.signature);
              });
  });
  return is_said;
}

}  // namespace earwitness::archive
