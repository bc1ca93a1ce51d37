// SPDX-License-Identifier: MIT
#include "archive/missing_seals.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "archive/archive.hpp"
#include "archive/ledger_line.hpp"
#include "archive/opening.hpp"
#include "bag/layout.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "json/fields.hpp"

namespace earwitness::archive {

namespace {

/// What the ledger has of one recording.
struct Entered {
  std::string open;                         ///< of its `begin`; empty: it has none
  std::map<std::string, std::string> bags;  ///< seals by the bag's name; empty: that one was deleted
  bool is_deleted = false;                  ///< also in part: then its seals are another matter
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
    if (line.event == "delete") entered.is_deleted = true;
    if (const auto bag = json::text_in(line.fields, "bag"); !bag.empty()) {
      entered.bags[bag] = json::text_in(line.fields, "seal");
    }
  });
  return all;
}

bool is_signed_by(os::FileSystem& fs, const os::Path& bag, const crypto::PublicKey& key) {
  const auto read = [&](const char* name) -> std::optional<std::string> {
    const auto entry = fs.status(bag / name);
    if (!entry || entry->kind != os::EntryKind::file || entry->size > limits::tag_file_bytes) return std::nullopt;
    return os::read_all(fs, bag / name, limits::tag_file_bytes);
  };
  const auto text = read(bag::tag_manifest);
  const auto signature = read(bag::signature_path);
  return text && signature && key.verify(base::as_bytes(*text), base::as_bytes(*signature));
}

/// Whether the ledger waits for the seal of any recording that was begun here: mostly it does not, and then of a
/// conversation nothing but its names is looked at.
bool waits_for_any(const std::map<std::string, Entered>& all) {
  return std::any_of(all.begin(), all.end(), [](const auto& one) {
    const auto& [open, bags, is_deleted] = one.second;
    return !open.empty() && !is_deleted && !bags.contains(bag::recording_folder) &&
           !bags.contains(bag::recovered_folder);
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

}  // namespace

std::vector<MissingSeal> find_missing_seals(os::FileSystem& fs, const os::Path& root, const crypto::PublicKey& key) {
  std::vector<MissingSeal> missing;
  const auto entered = read_entered(fs, root);
  if (entered.empty()) return missing;
  const bool waits = waits_for_any(entered);
  const auto now = running(root);
  for (const auto& folder : fs.list(root)) {
    if (folder.kind != os::EntryKind::folder || is_discarded(folder.name)) continue;
    if (now && (now->folder.empty() || os::Path(now->folder).filename() == folder.name)) continue;
    const auto conversation = root / folder.name;
    auto names = names_of_bags(fs, conversation);
    if (!waits) std::erase_if(names, [](const std::string& name) { return bag::transcript_number(name) == 0; });
    if (names.empty()) continue;
    const auto opening = read_opening(fs, Conversation{conversation}.bag());
    const auto known = opening ? entered.find(opening->recording) : entered.end();
    if (known == entered.end() || known->second.is_deleted) continue;
    for (const auto& name : names) {
      if (known->second.bags.contains(name)) continue;
      // Of the recording itself only where it is the one that was begun here.
      if (name == bag::recording_folder && known->second.open != opening->hash) continue;
      auto seal = read_seal(fs, conversation / name);
      if (seal.empty() || !is_signed_by(fs, conversation / name, key)) continue;
      missing.push_back({folder.name, opening->recording, name, std::move(seal)});
    }
  }
  return missing;
}

void enter_missing_seals(const LedgerEntries& ledger, const std::vector<MissingSeal>& missing) {
  for (const auto& one : missing) (void)ledger.find(one.recording, one.bag, one.seal);
}

}  // namespace earwitness::archive
