// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <system_error>

#include "archive/archive.hpp"
#include "archive/bin.hpp"
#include "archive/deletion.hpp"
#include "archive/inside.hpp"
#include "archive/intent.hpp"
#include "archive/ledger.hpp"
#include "archive/opening.hpp"
#include "archive/recordings.hpp"
#include "bag/contents.hpp"
#include "bag/info.hpp"
#include "bag/layout.hpp"
#include "base/limits.hpp"
#include "base/parallel.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "verify/ledger_index.hpp"
#include "verify/scope.hpp"
#include "verify/verify.hpp"

namespace earwitness {

namespace {

using namespace verify_detail;
using What = LedgerFinding::What;
using Name = CheckName;

/// A recording where no archive has one: under another name, or deeper.
struct Astray {
  os::Path path;
  archive::OpeningLine opening;
};

/// What lies in one conversation's folder.
struct There {
  archive::Conversation folders;
  bool is_conversation = false;  ///< it has `recording/` or `recovered/`
  /// Of the recording's journal, or of what was recovered where that one can't be read.
  std::optional<archive::OpeningLine> opening;
  bool is_of_recovered = false;
  std::string seal;
  std::string recovered;
  std::vector<Astray> astray;
};

constexpr std::size_t min_folders_per_core = 200;  // so many are read before a second core is worth it

class LedgerCheck {
 public:
  LedgerCheck(os::FileSystem& fs, const os::Path& archive, const std::vector<std::string>& heads,
              const Checker& checker)
      : fs_(fs), archive_(archive), heads_(heads), checker_(checker) {
    result_.path = archive::ledger_path(archive);
    for (const auto& key : checker.keys) known_.insert(key.fingerprint);
    // Whose they are does not matter: they count where the ledger names one's hash.
    for (const auto& intent : archive::Intents(fs, archive, {}).read()) intents_.emplace(intent.sha256, intent.intent);
  }

  LedgerVerification check() {
    const auto entry = fs_.status(result_.path);
    const auto there = read_all_folders();
    result_.present = entry && entry->kind == os::EntryKind::file;
    if (!result_.present) return without_ledger(entry, there);
    const LedgerIndex index(fs_, result_.path, known_);
    check_chain(index);
    check_signatures(index);
    check_keys(index, there);
    check_heads(index);
    tell_back_steps(index);
    check_recordings(index, there);
    result_.unchanged = result_.findings.empty();
    return std::move(result_);
  }

 private:
  LedgerVerification without_ledger(const std::optional<os::Entry>& entry, const std::vector<There>& all) {
    const auto belonging = count_belonging(all);
    if (entry) {
      found(What::altered, {}, 0,
            entry->kind == os::EntryKind::link
                ? _("the ledger is a link, and links are not followed: whoever made it chooses what is read")
                : _("the ledger is not a file"));
    } else if (belonging > 0) {
      found(What::missing, {}, 0,
            trn("there is no ledger, though {} recording belongs in one: whether any is missing can't be told",
                "there is no ledger, though {} recordings belong in one: whether any is missing can't be told",
                belonging));
    }
    if (!heads_.empty()) {
      found(What::missing, {}, 0, _("there is no ledger, though somebody holds a line of it"));
      fail(Name::ledger_head);
    }
    if (entry || belonging > 0) {
      fail(Name::ledger_recordings);
    } else {
      leave_open(Name::ledger_recordings, _("there is no ledger here, and no recording names one"));
    }
    return std::move(result_);
  }

  std::vector<os::Path> conversations() {
    std::vector<os::Path> folders;
    if (!fs_.status(archive_)) return folders;
    for (const auto& entry : fs_.list(archive_)) {
      if (entry.kind != os::EntryKind::folder || archive::is_discarded(entry.name)) continue;
      if (folders.size() >= limits::recordings) {
        throw Error(ErrorKind::unknown_format, archive_.string(),
                    tr("{} holds more than {} recordings", base::printable(archive_.string()), limits::recordings));
      }
      folders.push_back(archive_ / entry.name);
    }
    // What lies in the bin is not gone yet, and the ledger has no line that it is.
    for (auto& binned : archive::read_bin(fs_, archive_)) folders.push_back(std::move(binned.folder));
    return folders;
  }

  void check_chain(const LedgerIndex& index) {
    const auto& reading = index.reading();
    result_.lines = reading.lines + reading.torn;
    result_.head = reading.last_hash;
    if (reading.torn > 0) remark(tr("{} lines were cut short by a crash, and completed", reading.torn));
    for (const auto& odd : index.odd_lines()) {
      found(What::altered, {}, odd.line, tr("its field {} is missing or is not what it should be", odd.field));
    }
    if (reading.damage) {
      found(What::altered, {}, reading.damage->number,
            tr("it can't be followed from byte {} on: {}", reading.damage->offset, reading.damage->reason));
    } else if (index.odd_lines().empty()) {
      return pass(Name::ledger_chain, trn("{:L} line", "{:L} lines", result_.lines));
    }
    fail(Name::ledger_chain);
  }

  /// No finding: a clock that was wrong, or was set right, dates lines so. But who dates back does it, too.
  void tell_back_steps(const LedgerIndex& index) {
    for (const auto& step : index.back_steps()) {
      remark(
          tr("line {} is dated {}, before the line above it, which is dated {}: the computer's clock was wrong, or was "
             "set back",
             step.line, base::rfc3339(step.utc), base::rfc3339(step.before)));
    }
  }

  void check_signatures(const LedgerIndex& index) {
    for (const auto& run : index.keys()) {
      if (!run.fingerprint.empty()) result_.keys.push_back(run.fingerprint);
    }
    const auto before = result_.findings.size();
    if (const auto line = index.unsigned_line(); line > 0) {
      found(What::altered, {}, line, _("it is not signed by the ledger's key"));
    }
    if (const auto line = index.line_of_one_key_too_many(); line > 0) {
      found(What::altered, {}, line, tr("there are more than {} keys in it", limits::ledger_keys));
    }
    if (result_.findings.size() > before) return fail(Name::ledger_signatures);
    pass(Name::ledger_signatures, trn("by {} key", "by {} keys", result_.keys.size()));
  }

  /// Whose ledger it is. A key that nobody vouches for is told once, where it first signs.
  void check_keys(const LedgerIndex& index, const std::vector<There>& all) {
    const auto before = result_.findings.size();
    result_.first_key_known = index.knows_first();
    if (const auto line = index.headless_line(); line > 0) {
      found(What::altered, {}, line, _("the first line names a key before it: what stood before was cut away"));
    }
    if (index.reading().lines == 0 && !index.reading().damage && count_belonging(all) > 0) {
      found(What::missing, {}, 0, _("it is empty, though recordings belong in it"));
    }
    if (!index.keys().empty() && !index.knows_first() && says_it_is_own(index, all)) {
      const auto& first = index.keys().front();
      found(What::altered, {}, first.line,
            tr("its first key, {}, is not one that you know, although keys that you know signed here, or this is your "
               "own "
               "archive: somebody may have replaced your ledger. If it is an earlier key of yours, make it known",
               first.fingerprint));
    }
    std::set<std::string> told;
    std::uint64_t alone = 0;
    for (const auto& run : index.keys()) {
      if (run.line <= 1 || !run.chain.empty()) continue;
      if (!run.counts) {
        if (!told.insert(run.fingerprint).second) continue;
        found(What::altered, {}, run.line,
              tr("the key {} signed from here on, the key before it did not sign it, and it is not one that you know: "
                 "nothing that it signed is believed. If it is your own, or you compared it with its owner, make it "
                 "known",
                 run.fingerprint));
        continue;
      }
      ++alone;
      remark(is_retired(index, run)
                 ? tr("the key {} signed again (line {}), after the one that took its place", run.fingerprint, run.line)
                 : tr("the key {} (line {}) is not signed by the key before it, but you know it", run.fingerprint,
                      run.line));
    }
    if (result_.findings.size() > before) return fail(Name::ledger_keys);
    pass(Name::ledger_keys, alone == 0 ? _("each new key is signed by the previous one")
                                       : _("each new key is signed by another one in it, or you trust it"));
  }

  /// Recordings that were entered in a ledger, or should have been.
  std::uint64_t count_belonging(const std::vector<There>& all) const {
    const bool is_own = is_own_archive();
    // An import names no line, as it takes as long as its file is; in its owner's archive it is entered all the same.
    const auto belongs = [&](const archive::OpeningLine& opening) {
      return !opening.ledger.empty() || (is_own && known_.contains(opening.key));
    };
    std::uint64_t count = 0;
    for (const auto& there : all) {
      if (there.opening && belongs(*there.opening)) ++count;
      for (const auto& astray : there.astray) {
        if (belongs(astray.opening)) ++count;
      }
    }
    return count;
  }

  bool is_own_archive() const {
    const bool has_own =
        std::any_of(checker_.keys.begin(), checker_.keys.end(), [](const KnownKey& key) { return key.own; });
    return has_own && !checker_.archive.empty() && archive::is_inside(archive_, checker_.archive) &&
           archive::is_inside(checker_.archive, archive_);
  }

  /// Whether a checker who knows keys must know the first one: a known key signed here, or this is their own archive.
  bool says_it_is_own(const LedgerIndex& index, const std::vector<There>& all) const {
    if (index.knows_any()) return true;
    if (is_own_archive()) return true;
    return std::any_of(all.begin(), all.end(),
                       [&](const There& there) { return there.opening && known_.contains(there.opening->key); });
  }

  /// Whether it is a key that signed here before.
  static bool is_retired(const LedgerIndex& index, const KeyRun& later) {
    return std::any_of(index.keys().begin(), index.keys().end(), [&](const KeyRun& run) {
      return run.line < later.line && run.fingerprint == later.fingerprint;
    });
  }

  void check_heads(const LedgerIndex& index) {
    if (heads_.empty()) {
      return leave_open(Name::ledger_head,
                        _("nobody else's head was given: whoever has the key could have recreated the ledger"));
    }
    bool all = true;
    for (const auto& head : heads_) {
      const auto line = index.line_of(head);
      result_.held_lines = std::max(result_.held_lines, line);
      if (line > 0) continue;
      all = false;
      found(What::missing, {}, 0, tr("the line {} is not in it: it was cut, or made anew", base::printable(head)));
    }
    if (!all) return fail(Name::ledger_head);
    pass(Name::ledger_head, tr("up to line {} it is the one whose head was given", result_.held_lines));
  }

  void check_recordings(const LedgerIndex& index, const std::vector<There>& all) {
    const auto before = result_.findings.size();
    const auto now = archive::running(archive_);
    for (const auto& there : all) {
      if (!there.is_conversation) continue;
      const bool runs = now && os::Path(now->folder).filename() == there.folders.folder.filename();
      check_conversation(index, there, runs);
    }
    // After those that lie where they belong, so that of two the other one is told.
    for (const auto& there : all) {
      for (const auto& astray : there.astray) check_astray(index, astray);
    }
    for (const auto& [uuid, recording] : index.recordings()) {
      list_deleted_part(uuid, recording);
      check_absent(uuid, recording);
    }
    if (result_.findings.size() > before) return fail(Name::ledger_recordings);
    pass(Name::ledger_recordings, tr("{:L} there, {:L} deleted", result_.recordings, result_.deleted.size()));
  }

  std::vector<There> read_all_folders() {
    const auto folders = conversations();
    std::vector<There> all(folders.size());
    base::on_all_cores(all.size(), min_folders_per_core, [&](std::size_t i) {
      auto& there = all[i];
      there.folders = {folders[i]};
      read_astray(there);
      there.is_conversation =
          fs_.status(there.folders.bag()).has_value() || fs_.status(there.folders.recovered()).has_value();
      if (!there.is_conversation) return;
      there.opening = archive::read_opening(fs_, there.folders.bag());
      there.seal = archive::read_seal(fs_, there.folders.bag());
      there.recovered = archive::read_seal(fs_, there.folders.recovered());
      if (there.opening) return;
      there.opening = archive::read_opening(fs_, there.folders.recovered());
      there.is_of_recovered = true;
    });
    return all;
  }

  /// What can't be listed is verify()'s to tell.
  void read_astray(There& there) {
    const bool is_bin = there.folders.folder == archive_ / archive::bin_folder;
    try {
      const auto binned = is_bin ? folders_of_bin() : std::set<os::Path>();
      for (auto& path : recordings_in(fs_, there.folders.folder)) {
        if (path == there.folders.bag() || path == there.folders.recovered()) continue;
        if (is_bin && is_within_one(path, binned)) continue;
        if (auto opening = archive::read_opening(fs_, path)) {
          there.astray.push_back({std::move(path), std::move(*opening)});
        }
      }
    } catch (const Error&) {
      return;
    }
  }

  [[nodiscard]] std::set<os::Path> folders_of_bin() const {
    std::set<os::Path> folders;
    for (auto& one : archive::read_bin(fs_, archive_)) folders.insert(std::move(one.folder));
    return folders;
  }

  /// Whether a conversation of the bin holds it, which is looked at by itself.
  static bool is_within_one(const os::Path& path, const std::set<os::Path>& binned) {
    for (auto above = path.parent_path(); above.has_relative_path(); above = above.parent_path()) {
      if (binned.contains(above)) return true;
    }
    return false;
  }

  /// Where it lies, it would be taken for a recording, an excerpt or a transcript, and none of these was entered there.
  void check_astray(const LedgerIndex& index, const Astray& astray) {
    const auto shown = base::printable(astray.path.lexically_relative(archive_).string());
    const auto* known = index.find(astray.opening.recording);
    if (known != nullptr && known->remove_line > 0) {
      return found(What::altered, shown, known->remove_line,
                   _("it was deleted, and is there again under another name: somebody put it back"));
    }
    if (!seen_.insert(astray.opening.recording).second) {
      return found(What::unlisted, shown, known != nullptr ? known->begin : 0,
                   _("another folder holds the same recording"));
    }
    found(What::unlisted, shown, 0,
          _("there is a recording here under a name that no recording in an archive has: the ledger does not have it"));
  }

  /// A folder can be renamed, so its name dates nothing; but who reads a list reads it.
  void tell_other_date(const archive::OpeningLine& opening, const std::string& shown) {
    constexpr std::size_t date_length = 10;  // 2026-11-24
    const auto begun = base::parse_rfc3339(opening.utc);
    const auto named = base::parse_rfc3339(shown.substr(0, date_length) + "T12:00:00Z");
    if (!begun || !named) return;
    constexpr std::chrono::hours max_apart{12 + 14};  // whatever time zone it was named in
    const auto apart = *begun > *named ? *begun - *named : *named - *begun;
    if (apart <= max_apart) return;
    remark(tr("the folder {} is named after a day on which it was not begun: its journal says {}", shown, opening.utc));
  }

  void check_conversation(const LedgerIndex& index, const There& there, bool runs) {
    const auto shown = base::printable(there.folders.folder.filename().string());
    const auto& opening = there.opening;
    if (!opening || (there.is_of_recovered && !there.seal.empty())) return check_unreadable(index, there, shown);
    const auto* known = index.find(opening->recording);
    // Two folders with one recording are one too many, whether or not the ledger has it.
    if (!seen_.insert(opening->recording).second) {
      return found(What::unlisted, shown, known != nullptr ? known->begin : 0,
                   _("another folder holds the same recording"));
    }
    const bool is_entered = known != nullptr && known->is_entered();
    if (!is_entered) {
      if (index.is_claimed(opening->recording)) {
        found(What::unlisted, shown, 0, _("only a key that nobody vouches for entered it in the ledger"));
      } else if (is_cut_off_beginning(index, *opening, there)) {
        remark(tr("{} was begun and cut short before the ledger had its beginning; it is not sealed", shown));
      } else if (is_noted_as_begun(*opening)) {
        remark(tr("{} was begun on this computer while the ledger could not be written, and is not in it yet", shown));
      } else if (!opening->ledger.empty()) {
        found(What::unlisted, shown, 0, _("it names the ledger, which does not have it"));
      } else {
        remark(opening->key.empty() ? tr("{} is in no ledger, and says so", shown)
                                    : tr("{} is in no ledger, and names none: its import was cut short, the "
                                         "ledger could not be written when it began, or it is of another archive",
                                         shown));
      }
      if (known == nullptr) return;
    }
    ++result_.recordings;
    tell_other_date(*opening, shown);
    if (is_entered && !there.is_of_recovered) check_beginning(index, *opening, *known, shown);
    if (known->remove_line > 0 && is_being_done(known->remove_plan)) {
      remark(tr("the deletion of {} was interrupted: it is written down, and the ledger names it", shown));
    } else if (known->remove_line > 0) {
      found(What::altered, shown, known->remove_line,
            _("it was deleted, and is there again: somebody put it back, or the deletion was interrupted"));
    }
    tell_other_deletion(*known, there, shown);
    if (is_entered && runs && known->seal_line > 0) {
      // It is sealed before the ledger says so: if it is none now, nobody records it, whoever holds the lock.
      const auto seal = archive::read_seal(fs_, there.folders.bag());
      check_seals(*known, seal, there.recovered, shown);
    } else if (is_entered && !runs) {
      check_seals(*known, there.seal, there.recovered, shown);
    }
    check_transcripts(*known, there.folders.folder, shown);
  }

  /// What lies unsealed in the moment before its `begin` line: it names a line of this ledger, and proves nothing yet.
  static bool is_cut_off_beginning(const LedgerIndex& index, const archive::OpeningLine& opening, const There& there) {
    return there.seal.empty() && there.recovered.empty() && index.line_of(opening.ledger) > 0;
  }

  /// By the checker's own word, outside of the archive.
  bool is_noted_as_begun(const archive::OpeningLine& opening) const {
    return is_own_archive() &&
           std::find(checker_.begun_here.begin(), checker_.begun_here.end(), opening.hash) != checker_.begun_here.end();
  }

  /// Whether it is an intent that lies here and waits to be completed.
  bool is_being_done(const std::string& plan) const { return !plan.empty() && intents_.contains(plan); }

  /// Whether what is left of a recording lies where its deletion has prepared it.
  bool has_remainder(const LedgerRecording& recording) {
    const auto& intent = intents_.at(recording.part_plan);
    if (!intent || intent->name.empty()) return false;
    const auto prepared = archive_ / intent->name / archive::part_deletion_folder / archive::remainder_name;
    return archive::read_seal(fs_, prepared) == recording.part_seal;
  }

  /// A journal that can't be read is verify()'s finding; here it counts which recording it may have been.
  void check_unreadable(const LedgerIndex& index, const There& there, const std::string& shown) {
    const auto opening = archive::read_opening(fs_, there.folders.recovered());
    const auto* known = opening ? index.find(opening->recording) : nullptr;
    if (known == nullptr) return remark(tr("{} has no journal that tells which recording it is", shown));
    if (!seen_.insert(opening->recording).second) {
      return found(What::unlisted, shown, known->begin, _("another folder holds the same recording"));
    }
    ++result_.recordings;
    check_seals(*known, there.seal, there.recovered, shown);
    check_transcripts(*known, there.folders.folder, shown);
  }

  void check_beginning(const LedgerIndex& index, const archive::OpeningLine& opening, const LedgerRecording& known,
                       const std::string& shown) {
    const auto named = index.line_of(opening.ledger);
    if (!opening.ledger.empty() && named == 0) {
      found(What::reordered, shown, known.begin, _("it was not begun on the line of the ledger that it names"));
    }
    if (known.begin == 0) {
      // A crash before that line was written, and then recovered; or it was recorded without a key.
      remark(
          known.recover_line > 0
              ? tr("{} was recovered, and the ledger has no beginning of it: nothing shows that it was recorded here",
                   shown)
              : tr("{} is in the ledger without its beginning", shown));
      return;
    }
    if (known.begun_again > 0) {
      found(What::altered, shown, known.begun_again, _("the ledger has a second beginning of it"));
    }
    if (known.open != opening.hash) {
      found(What::altered, shown, known.begin, _("its journal does not begin as the one that is in the ledger"));
    }
    if (named > 0 && (named >= known.begin || index.begins_between(named, known.begin))) {
      found(What::reordered, shown, known.begin, _("it was not begun on the line of the ledger that it names"));
    }
  }

  void check_seals(const LedgerRecording& known, const std::string& seal, const std::string& recovered,
                   const std::string& shown) {
    if (known.sealed_again > 0) {
      found(What::altered, shown, known.sealed_again, _("the ledger has a second seal of it, which is another one"));
    }
    if (known.recovered_again > 0) {
      found(What::altered, shown, known.recovered_again,
            _("the ledger has a second recovery of it, with another seal"));
    }
    if (known.part_line > 0 && seal != known.part_seal && is_being_done(known.part_plan)) {
      remark(tr("the deletion of a part of {} was interrupted: it is written down, and the ledger names it", shown));
    } else if (known.part_line > 0 && !seal.empty() && seal == known.part_seal) {
      remark(tr("of {} a part was deleted on {}, as line {} says", shown, known.part_utc, known.part_line));
    } else if (known.part_line > 0 && !seal.empty() && seal == known.seal) {
      found(What::altered, shown, known.part_line,
            _("a part of it was deleted, and the whole is there again: somebody put it back, or the deletion was "
              "interrupted"));
    } else if (known.part_line > 0) {
      found(seal.empty() ? What::missing : What::altered, shown, known.part_line,
            seal.empty() ? _("it was sealed, and has no seal now")
                         : _("a part of it was deleted, and what is there is not what was left"));
    } else if (known.seal_line > 0 && seal != known.seal) {
      found(
          seal.empty() ? What::missing : What::altered, shown, known.seal_line,
          seal.empty() ? _("it was sealed, and has no seal now") : _("its seal is not the one that is in the ledger"));
    } else if (known.seal_line == 0 && !seal.empty()) {
      remark(tr("{} is sealed, which the ledger does not say: it has only its beginning", shown));
    }
    if (!recovered.empty() && known.seal_line > 0) {
      found(What::altered, shown, known.seal_line, _("it was recovered although it was sealed"));
    } else if (known.recover_line > 0 && recovered != known.recovered_seal) {
      found(recovered.empty() ? What::missing : What::altered, shown, known.recover_line,
            _("what was recovered of it is not what is in the ledger"));
    } else if (known.recover_line == 0 && !recovered.empty()) {
      remark(tr("{} is recovered, which the ledger does not say", shown));
    }
    if (seal.empty() && recovered.empty() && known.seal_line == 0 && known.recover_line == 0) {
      remark(tr("{} was begun and never sealed: it was interrupted", shown));
    }
  }

  /// Which recording a bag is an excerpt of, by the tag manifest that it brings. Empty: of none.
  std::string seal_of_original(const os::Path& folder) {
    const auto path = folder / (std::string(bag::original_root) + bag::tag_manifest);
    const auto entry = fs_.status(path);
    if (!entry || entry->kind != os::EntryKind::file || entry->size > limits::tag_file_bytes) return {};
    return bag::hash_file(fs_, path);
  }

  /// What is left tells itself when the rest was deleted, by the same clock at the same time.
  void tell_other_deletion(const LedgerRecording& known, const There& there, const std::string& shown) {
    if (known.part_of_another > 0) {
      found(What::altered, shown, known.part_of_another,
            _("a part was deleted of something with another seal than the ledger has of it"));
    }
    if (known.part_line == 0 || there.seal != known.part_seal) return;
    if (!there.seal.empty() && seal_of_original(there.folders.bag()) != known.part_before) {
      found(What::altered, shown, known.part_line,
            _("what is there is not what was left of the recording that a part was deleted of"));
    }
    const auto path = there.folders.bag() / bag::info_path;
    const auto entry = fs_.status(path);
    if (!entry || entry->kind != os::EntryKind::file || entry->size > limits::tag_file_bytes) return;
    const auto said =
        bag::value_of(bag::parse_info(os::read_all(fs_, path, limits::tag_file_bytes)), bag::deleted_label);
    const auto own = base::parse_rfc3339(said);
    const auto entered = base::parse_rfc3339(known.part_utc);
    constexpr std::chrono::hours max_apart{1};
    if (!own || !entered || (*own > *entered ? *own - *entered : *entered - *own) <= max_apart) return;
    remark(tr("{} says that a part of it was deleted on {}, and line {} of the ledger that it was on {}", shown,
              base::rfc3339(*own), known.part_line, known.part_utc));
  }

  /// Signed ones: an unsigned one is entered nowhere.
  void tell_transcripts_without_line(const LedgerRecording& known, const os::Path& folder, const std::string& shown) {
    for (const auto& entry : fs_.list(folder)) {
      const bool is_one = entry.kind == os::EntryKind::folder && bag::transcript_number(entry.name) > 0 &&
                          !known.transcripts.contains(entry.name) &&
                          fs_.status(folder / entry.name / bag::signature_path);
      if (is_one && !archive::read_seal(fs_, folder / entry.name).empty()) {
        remark(tr("the {} of {} is sealed, which the ledger does not say", entry.name, shown));
      }
    }
  }

  /// Of the newest version nothing else tells that it was there.
  void check_transcripts(const LedgerRecording& known, const os::Path& folder, const std::string& shown) {
    if (known.part_line > 0 && is_being_done(known.part_plan)) return;
    if (known.is_entered()) tell_transcripts_without_line(known, folder, shown);
    tell_unlisted_transcripts(known, folder, shown);
    for (const auto& [bag, transcript] : known.transcripts) {
      if (bag::transcript_number(bag) == 0) continue;
      if (transcript.before > 0) {
        remark(
            tr("the ledger has two seals of the {} of {}: what line {} says was sealed is gone, and nothing says that "
               "it was deleted",
               bag, shown, transcript.before));
      }
      const auto seal = archive::read_seal(fs_, folder / bag);
      if (seal == transcript.seal) continue;
      if (transcript.seal.empty()) {
        // Its line comes before that of the deletion that it is of: without that one, the deletion may have been cut
        // short.
        if (transcript.line < known.part_line) {
          found(What::altered, shown, transcript.line,
                tr("its {} was deleted, and is there again: somebody put it back", bag), bag);
        } else {
          remark(
              tr("the {} of {} was deleted, as line {} says, and is there: that was cut short, or somebody put it "
                 "back",
                 bag, shown, transcript.line));
        }
        continue;
      }
      found(seal.empty() ? What::missing : What::altered, shown, transcript.line,
            seal.empty() ? tr("its {} was sealed, and is gone; nothing says that it was deleted", bag)
                         : tr("the seal of its {} is not the one that is in the ledger", bag),
            bag);
    }
  }

  /// No finding, as one that is not signed is never entered. But who reads it must know that it is no version of
  /// theirs.
  void tell_unlisted_transcripts(const LedgerRecording& known, const os::Path& folder, const std::string& shown) {
    if (known.transcripts.empty()) return;
    for (const auto& entry : fs_.list(folder)) {
      if (entry.kind != os::EntryKind::folder || bag::transcript_number(entry.name) == 0) continue;
      const auto path = folder / entry.name;
      if (known.transcripts.contains(entry.name) || !fs_.status(path / bag::tag_manifest)) continue;
      if (fs_.status(path / bag::signature_path)) continue;  // told above
      remark(tr("{} of {} is not in the ledger, and others of its transcripts are: somebody else may have made it",
                base::printable(entry.name), shown));
    }
  }

  void list_deleted_part(const std::string& uuid, const LedgerRecording& recording) {
    if (recording.part_line == 0 || recording.remove_line > 0) return;
    if (result_.deleted_parts.size() >= limits::findings) return;
    result_.deleted_parts.push_back(
        {base::printable(uuid), recording.part_utc, base::printable(recording.part_seal), recording.part_line});
  }

  void check_absent(const std::string& uuid, const LedgerRecording& recording) {
    if (recording.after_removal > 0) {
      found(What::altered, uuid, recording.after_removal, _("the ledger says that it was there after it was deleted"));
    }
    if (recording.sealed_nothing > 0) {
      found(What::altered, uuid, recording.sealed_nothing,
            _("the ledger says that it was sealed, and later that there was no sound in it"));
    }
    if (recording.remove_line > 0) {
      if (result_.deleted.size() < limits::findings) {
        result_.deleted.push_back(
            {base::printable(uuid), recording.removed_utc, base::printable(recording.removed_seal)});
      }
      return;
    }
    if (seen_.contains(uuid)) return;
    if (recording.part_line > 0 && is_being_done(recording.part_plan) && has_remainder(recording)) {
      return remark(tr("the deletion of a part of {} was interrupted: it is written down, and the ledger names it",
                       base::printable(uuid)));
    }
    if (recording.bin_line > 0) {
      return remark(tr(
          "{} was in the bin on {}, as line {} says: a backup leaves out what is there, and nothing shows when it was "
          "deleted for good",
          base::printable(uuid), recording.bin_utc, recording.bin_line));
    }
    found(What::missing, uuid, std::max({recording.begin, recording.seal_line, recording.recover_line}),
          recording.seal_line > 0 ? _("it was sealed, and is gone; nothing says that it was deleted")
                                  : _("it was begun, and is gone; nothing says that it was deleted"));
  }

  void found(What what, const std::string& recording, std::uint64_t line, const std::string& detail,
             const std::string& transcript = {}) {
    if (result_.findings.size() >= limits::findings) return;
    result_.findings.push_back(
        {what, base::printable(recording), line > 0 ? std::optional(line) : std::nullopt, detail, transcript});
  }
  void remark(std::string sentence) {
    if (result_.remarks.size() < limits::findings) result_.remarks.push_back(std::move(sentence));
  }
  void pass(Name check, std::string detail) { result_.checks.push_back({check, CheckResult::pass, std::move(detail)}); }
  void fail(Name check) { result_.checks.push_back({check, CheckResult::fail, {}}); }
  void leave_open(Name check, std::string why) {
    result_.checks.push_back({check, CheckResult::not_checked, std::move(why)});
  }

  os::FileSystem& fs_;
  os::Path archive_;
  const std::vector<std::string>& heads_;
  const Checker& checker_;
  std::set<std::string> known_;
  std::map<std::string, std::optional<archive::Intent>> intents_;  ///< what is written down to be done, by its hash
  LedgerVerification result_;
  std::set<std::string> seen_;
};

}  // namespace

LedgerVerification verify_ledger(os::FileSystem& fs, const os::Path& archive, const std::vector<std::string>& heads,
                                 const Checker& checker) {
  return LedgerCheck(fs, archive, heads, checker).check();
}

namespace {

/// The folder that lies in an archive, for itself or for a bag in it.
os::Path conversation_around(os::FileSystem& fs, const os::Path& recording) {
  std::error_code unseen;
  auto path = std::filesystem::absolute(recording, unseen).lexically_normal();
  if (!path.has_filename()) path = path.parent_path();
  return is_bag(fs, path) ? path.parent_path() : path;
}

}  // namespace

LedgerWord word_of_ledger(os::FileSystem& fs, const os::Path& recording, const Checker& checker) {
  LedgerWord word;
  try {
    const auto conversation = conversation_around(fs, recording);
    const auto archive = conversation.parent_path();
    const auto ledger = fs.status(archive::ledger_path(archive));
    if (!ledger || ledger->kind != os::EntryKind::file) return word;
    const auto found = verify_ledger(fs, archive, {}, checker);
    const auto holds = [&](Name name) {
      return std::any_of(found.checks.begin(), found.checks.end(),
                         [&](const Check& check) { return check.name == name && check.result == CheckResult::pass; });
    };
    if (!holds(Name::ledger_chain) || !holds(Name::ledger_signatures)) return word;
    const auto shown = base::printable(conversation.filename().string());
    for (const auto& finding : found.findings) {
      if (finding.recording != shown) continue;
      auto& list = finding.what == What::altered && finding.transcript.empty() ? word.against : word.doubts;
      list.push_back(finding.line ? tr("line {} of the ledger: {}", *finding.line, finding.detail) : finding.detail);
    }
  } catch (const Error&) {  // whoever checks the ledger is told
  }
  return word;
}

LedgerVerification verify_ledger(const std::filesystem::path& archive, const std::vector<std::string>& heads,
                                 const Checker& checker) {
  return verify_ledger(os::posix_file_system(), archive, heads, checker);
}

}  // namespace earwitness
