// SPDX-License-Identifier: MIT
#include "archive/missing_seals.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "archive/archive.hpp"
#include "archive/bin.hpp"
#include "archive/ledger_line.hpp"
#include "archive/opening.hpp"
#include "archive/transcripts.hpp"
#include "bag/contents.hpp"
#include "bag/layout.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "crypto/sha256.hpp"
#include "json/fields.hpp"

namespace earwitness::archive {

namespace {

/// What the ledger has of one recording.
struct Entered {
  std::string open;                         ///< of its `begin`; empty: it has none
  std::map<std::string, std::string> bags;  ///< seals by the bag's name; empty: that one was deleted
  bool is_deleted = false;                  ///< also in part: then its seals are another matter
  bool is_gone = false;                     ///< all of it was deleted
  /// What it had when it was in the bin, and a copy of the archive was made without it: seals by the bag's name.
  /// Nothing: it is not in the bin, as far as the ledger says.
  std::optional<std::map<std::string, std::string>> binned{};
  bool is_bin_last = false;  ///< nothing was said of it since
};

std::map<std::string, Entered> read_entered(os::FileSystem& fs, const os::Path& root) {
  std::map<std::string, Entered> all;
  const auto path = ledger_path(root);
  const auto entry = fs.status(path);
  if (!entry || entry->kind != os::EntryKind::file) return all;
  (void)read_ledger(*fs.open(path), [&](LedgerLine&& line) {
    const auto recording = json::text_in(line.fields, "recording");
    if (recording.empty()) return;
    auto& entered = all[recording];
    if (line.event == "begin") entered.open = json::text_in(line.fields, "open");
    if (line.event == "delete") {
      entered.is_deleted = true;
      entered.is_gone = entered.is_gone || json::text_in(line.fields, "what") != "part";
    }
    entered.is_bin_last = line.event == "bin";
    if (line.event == "bin") {
      if (!entered.binned) entered.binned = std::exchange(entered.bags, {});
      return;
    }
    if (line.event == "found") entered.binned.reset();
    if (const auto bag = json::text_in(line.fields, "bag"); !bag.empty()) {
      entered.bags[bag] = json::text_in(line.fields, "seal");
    }
  });
  return all;
}

std::string read_small(os::FileSystem& fs, const os::Path& path) {
  const auto entry = fs.status(path);
  if (!entry || entry->kind != os::EntryKind::file || entry->size > limits::tag_file_bytes) return {};
  return os::read_all(fs, path, limits::tag_file_bytes);
}

/// Empty for what is no file.
std::string hash_of(os::FileSystem& fs, const os::Path& path) {
  const auto entry = fs.status(path);
  if (!entry || entry->kind != os::EntryKind::file || entry->size > limits::journal_bytes) return {};
  return bag::hash_file(fs, path);
}

bool lists(std::string_view manifest, const std::string& sha256, const std::string& path) {
  if (sha256.empty()) return false;
  const auto line = sha256 + "  " + path + '\n';
  return manifest.starts_with(line) || manifest.find('\n' + line) != std::string_view::npos;
}

/// Whether that signature answers for this file, too.
bool is_signed_by(os::FileSystem& fs, const os::Path& bag, const std::string& file, const crypto::PublicKey& key) {
  const auto text = read_small(fs, bag / bag::tag_manifest);
  const auto signature = read_small(fs, bag / bag::signature_path);
  if (!key.verify(base::as_bytes(text), base::as_bytes(signature))) return false;
  const auto payload = read_small(fs, bag / bag::payload_manifest);
  return lists(text, crypto::sha256_hex(payload), bag::payload_manifest) &&
         lists(payload, hash_of(fs, bag / file), file);
}

/// Whether the ledger waits for the seal of any recording that was begun here: mostly it does not, and then of a
/// conversation nothing but its names is looked at.
bool waits_for_any(const std::map<std::string, Entered>& all) {
  return std::any_of(all.begin(), all.end(), [](const auto& one) {
    const auto& of = one.second;
    return (!of.open.empty() || of.binned) && !of.is_deleted && !of.bags.contains(bag::recording_folder) &&
           !of.bags.contains(bag::recovered_folder);
  });
}

/// The bags of one conversation that the ledger should have.
std::vector<std::string> names_of_bags(os::FileSystem& fs, const os::Path& conversation) {
  std::vector<std::string> names;
  for (const auto& entry : fs.list(conversation)) {
    const bool counts = entry.name == bag::recording_folder || entry.name == bag::recovered_folder ||
                        bag::transcript_number(entry.name) > 0;
    if (counts && entry.kind == os::EntryKind::folder) names.push_back(entry.name);
  }
  return names;
}

/// Whether it is the bag that the ledger should have under that name.
bool is_that_one(const Entered& entered, const OpeningLine& opening, bool is_noted, const std::string& name,
                 const std::string& seal) {
  if (entered.binned) {
    const auto before = entered.binned->find(name);
    if (before != entered.binned->end()) return before->second == seal;
  }
  // Of the recording itself only where it is the one that was begun here.
  return name != bag::recording_folder || is_noted || entered.open == opening.hash;
}

/// The conversations that may have sealed bags, but for one that runs, with the names of these; `look` is called for
/// each.
template <typename Look>
void for_each_conversation(os::FileSystem& fs, const os::Path& root, Look look) {
  const auto now = running(root);
  for (const auto& folder : fs.list(root)) {
    if (folder.kind != os::EntryKind::folder || is_discarded(folder.name)) continue;
    if (now && (now->folder.empty() || os::Path(now->folder).filename() == folder.name)) continue;
    look(folder.name, names_of_bags(fs, root / folder.name));
  }
}

}  // namespace

bool is_sealed_by(os::FileSystem& fs, const os::Path& conversation, const std::string& name, const OpeningLine& opening,
                  const std::string& begun, const crypto::PublicKey& key) {
  const Conversation folders{conversation};
  const auto bag = conversation / name;
  if (bag::transcript_number(name) > 0) {
    const auto original = read_transcript_version(fs, bag).original;
    const bool is_of_it = !original.empty() &&
                          (original == read_seal(fs, folders.bag()) || original == read_seal(fs, folders.recovered()));
    return is_of_it && is_signed_by(fs, bag, bag::transcript_path, key);
  }
  const auto own = read_opening(fs, bag);
  const bool is_of_it = own && own->hash == opening.hash && (begun.empty() || begun == own->hash);
  return is_of_it && is_signed_by(fs, bag, bag::journal_path, key);
}

namespace {

class SealSearch {
 public:
  SealSearch(os::FileSystem& fs, const os::Path& root, const crypto::PublicKey& key,
             const std::vector<std::string>& begun_here)
      : fs_(fs), root_(root), key_(key), begun_here_(begun_here), entered_(read_entered(fs, root)) {}

  SealsWithoutLine run() {
    if (entered_.empty()) return {};
    const bool waits = !begun_here_.empty() || waits_for_any(entered_);
    for_each_conversation(fs_, root_, [&](const std::string& name, std::vector<std::string> bags) {
      if (!waits) std::erase_if(bags, [](const std::string& bag) { return bag::transcript_number(bag) == 0; });
      if (!bags.empty()) look_into(name, bags);
    });
    return std::move(result_);
  }

 private:
  void look_into(const std::string& name, const std::vector<std::string>& bags) {
    const auto opening = read_opening(fs_, Conversation{root_ / name}.bag());
    if (!opening) return;
    const bool is_noted = std::find(begun_here_.begin(), begun_here_.end(), opening->hash) != begun_here_.end();
    const auto known = entered_.find(opening->recording);
    if (known == entered_.end() && !is_noted) return;
    const auto entered = known == entered_.end() ? Entered{} : known->second;
    if (entered.is_deleted) return;
    for (const auto& bag : bags) {
      const bool has_line = entered.bags.contains(bag);
      const bool is_missing = !has_line && add(name, bag, entered, *opening, is_noted);
      const bool is_answer = is_noted && bag == bag::recording_folder && (has_line || is_missing);
      if (is_answer) result_.answered.push_back(opening->hash);
    }
  }

  bool add(const std::string& name, const std::string& bag, const Entered& entered, const OpeningLine& opening,
           bool is_noted) {
    auto seal = read_seal(fs_, root_ / name / bag);
    if (seal.empty() || !is_that_one(entered, opening, is_noted, bag, seal)) return false;
    if (!is_sealed_by(fs_, root_ / name, bag, opening, entered.open, key_)) return false;
    result_.seals.push_back({name, opening.recording, bag, std::move(seal)});
    return true;
  }

  os::FileSystem& fs_;
  const os::Path& root_;
  const crypto::PublicKey& key_;
  const std::vector<std::string>& begun_here_;
  std::map<std::string, Entered> entered_;
  SealsWithoutLine result_;
};

std::set<std::string> hashes_of_lines(os::FileSystem& fs, const os::Path& root) {
  std::set<std::string> hashes;
  const auto path = ledger_path(root);
  const auto entry = fs.status(path);
  if (!entry || entry->kind != os::EntryKind::file) return hashes;
  (void)read_ledger(*fs.open(path), [&](LedgerLine&& line) { hashes.insert(line.hash); });
  return hashes;
}

}  // namespace

SealsWithoutLine find_missing_seals(os::FileSystem& fs, const os::Path& root, const crypto::PublicKey& key,
                                    const std::vector<std::string>& begun_here) {
  return SealSearch(fs, root, key, begun_here).run();
}

std::vector<MissingSeal> find_unknown_seals(os::FileSystem& fs, const os::Path& root, const crypto::PublicKey& key) {
  std::vector<MissingSeal> unknown;
  const auto lines = hashes_of_lines(fs, root);
  if (lines.empty()) return unknown;
  const auto entered = read_entered(fs, root);
  for_each_conversation(fs, root, [&](const std::string& name, const std::vector<std::string>&) {
    const auto bag = Conversation{root / name}.bag();
    const auto opening = read_opening(fs, bag);
    if (!opening || entered.contains(opening->recording) || !lines.contains(opening->ledger)) return;
    auto seal = read_seal(fs, bag);
    if (seal.empty() || !is_signed_by(fs, bag, bag::journal_path, key)) return;
    unknown.push_back({name, opening->recording, bag::recording_folder, std::move(seal)});
  });
  return unknown;
}

void enter_missing_seals(const LedgerEntries& ledger, const std::vector<MissingSeal>& missing) {
  for (const auto& one : missing) (void)ledger.find(one.recording, one.bag, one.seal);
}

std::vector<RecordingToDelete> find_untold_in_bin(os::FileSystem& fs, const os::Path& root) {
  std::vector<RecordingToDelete> untold;
  const auto binned = read_bin(fs, root);
  if (binned.empty()) return untold;
  const auto entered = read_entered(fs, root);
  for (const auto& one : binned) {
    auto found = recording_to_delete(fs, one.folder);
    const auto known = entered.find(found.recording);
    if (known == entered.end() || known->second.is_gone || known->second.is_bin_last) continue;
    untold.push_back(std::move(found));
  }
  return untold;
}

}  // namespace earwitness::archive
