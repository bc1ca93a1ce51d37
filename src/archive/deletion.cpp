// SPDX-License-Identifier: MIT
#include "archive/deletion.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "archive/imported_files.hpp"
#include "archive/ledger.hpp"
#include "archive/ledger_line.hpp"
#include "archive/opening.hpp"
#include "archive/recordings.hpp"
#include "archive/replace_bag.hpp"
#include "bag/layout.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "crypto/ed25519.hpp"
#include "crypto/sha256.hpp"
#include "json/fields.hpp"
#include "json/reader.hpp"

namespace earwitness::archive {

namespace {

constexpr const char* plan_name = "plan.json";
constexpr const char* gone_name = "gone";
constexpr const char* whole_name = "whole";
constexpr std::int64_t plan_format = 1;
constexpr std::uint64_t max_plan_bytes = 16ULL * 1024 * 1024;

/// A file or folder beside the recording, by one name: a plan may be anyone's.
bool is_name_beside(const std::string& name) {
  return !name.empty() && name != "." && name != ".." && name.find('/') == std::string::npos &&
         name.find('\0') == std::string::npos && name != bag::recording_folder && name != part_deletion_folder;
}

bool is_real_folder(os::FileSystem& fs, const os::Path& path) {
  const auto entry = fs.status(path);
  return entry && entry->kind == os::EntryKind::folder;
}

/// What is to be done once it is settled. What goes loses its name before its content does: what a crash leaves must
/// not look like a bag. The last step takes all of it.
std::vector<ChangeStep> steps_of(const PartToDelete& part) {
  const auto name = part.conversation.filename().string();
  const auto prepared = name + "/" + part_deletion_folder;
  const auto bag = name + "/" + bag::recording_folder;
  std::vector<ChangeStep> steps;
  if (part.seal_before != part.seal_after) {
    steps.push_back(move_step(bag, prepared + "/" + whole_name, part.seal_before));
    steps.push_back(move_step(prepared + "/" + remainder_name, bag, part.seal_after));
  }
  for (const auto& file : part.replaced) steps.push_back(move_step(prepared + "/" + file, name + "/" + file));
  for (const auto& other : part.removed) {
    steps.push_back(move_step(name + "/" + other, prepared + "/" + gone_name + "/" + other));
  }
  steps.push_back(remove_step(prepared));
  return steps;
}

/// What a version before this one wrote down in the conversation itself.
struct WrittenPlan {
  PartToDelete part;
  std::string sha256;  ///< of the file: what the ledger has told
};

/// Nothing where none is written down, or it is no plan.
std::optional<WrittenPlan> read_plan(os::FileSystem& fs, const os::Path& conversation) {
  const auto path = conversation / part_deletion_folder / plan_name;
  const auto entry = fs.status(path);
  if (!entry || entry->kind != os::EntryKind::file || entry->size > max_plan_bytes) return std::nullopt;
  const auto text = os::read_all(fs, path, max_plan_bytes);
  const auto object = json::parse_object(text, json::document);
  if (!object) return std::nullopt;
  json::Fields fields(*object);
  (void)fields.number("format", plan_format, plan_format);
  PartToDelete part{
      conversation, fields.text("recording"),         fields.text("seal_before"),     fields.text("seal_after"),
      true,         fields.texts_or_none("replaced"), fields.texts_or_none("removed")};
  const bool is_plan = fields.missing().empty() &&
                       std::all_of(part.replaced.begin(), part.replaced.end(), is_name_beside) &&
                       std::all_of(part.removed.begin(), part.removed.end(), is_name_beside);
  if (!is_plan) return std::nullopt;
  return WrittenPlan{std::move(part), crypto::sha256_hex(text)};
}

/// A transcript whose deletion the ledger has told already is not told again.
bool is_transcript_told(os::FileSystem& fs, const os::Path& root, const std::string& recording,
                        const std::string& bag) {
  const auto path = ledger_path(root);
  const auto entry = fs.status(path);
  if (!entry || entry->kind != os::EntryKind::file) return false;
  bool is_told = false;
  (void)read_ledger(*fs.open(path), [&](LedgerLine&& line) {
    const bool is_this =
        json::text_in(line.fields, "recording") == recording && json::text_in(line.fields, "bag") == bag;
    if (is_this) is_told = line.event == "transcript" && json::text_in(line.fields, "seal").empty();
  });
  return is_told;
}

}  // namespace

std::vector<std::string> names_of_cut_deletions(os::FileSystem& fs, const os::Path& root) {
  std::vector<std::string> names;
  if (!fs.status(root)) return names;
  for (const auto& entry : fs.list(root)) {
    if (entry.kind != os::EntryKind::folder) continue;
    const auto folder = root / entry.name;
    const bool is_cut = entry.name.starts_with(discarded_folder({})) || is_being_replaced(fs, folder) ||
                        fs.status(folder / part_deletion_folder);
    if (is_cut) names.push_back(entry.name);
  }
  return names;
}

std::vector<LeftUnfinished> finish_part_deletions(os::FileSystem& fs, const os::Path& root,
                                                  const ReplacementProof& proof) {
  std::vector<LeftUnfinished> left;
  if (!fs.status(root)) return left;
  for (const auto& entry : fs.list(root)) {
    if (entry.kind != os::EntryKind::folder || is_discarded(entry.name)) continue;
    const auto prepared = root / entry.name / part_deletion_folder;
    try {
      if (!is_real_folder(fs, prepared)) continue;
      const auto plan = read_plan(fs, root / entry.name);
      if (!plan || !proof.is_announced(plan->part.seal_before, plan->part.seal_after, plan->sha256)) {
        left.push_back({prepared, _("the ledger does not say that it belongs to a deletion")});
        continue;
      }
      const auto seal = read_seal(fs, Conversation{root / entry.name}.bag());
      if (seal != plan->part.seal_before && seal != plan->part.seal_after) {
        left.push_back({prepared, _("the recording is not the one that it is about")});
        continue;
      }
      if (!is_real_folder(fs, prepared / gone_name)) fs.make_folder(prepared / gone_name);
      take_steps(fs, root, steps_of(plan->part));
    } catch (const Error& error) {  // another conversation's trouble is none of whoever calls; the next one tries again
      left.push_back({prepared, error.what()});
    }
  }
  return left;
}

namespace {

bool is_uuid_like(const std::string& text) {
  return !text.empty() && text.size() <= limits::name_bytes &&
         text.find_first_not_of("0123456789abcdefABCDEF-") == std::string::npos;
}

/// What lies there already is another one's, and not ours to remove.
std::string free_discarded_name(os::FileSystem& fs, const os::Path& root, const std::string& name) {
  auto gone = discarded_folder(name);
  for (int n = 2; fs.status(root / gone); ++n) gone = fmt::format("{}-{}", discarded_folder(name), n);
  return gone;
}

}  // namespace

RecordingToDelete recording_to_delete(os::FileSystem& fs, const os::Path& conversation) {
  RecordingToDelete found{{conversation}, {}, {}};
  for (const auto& bag : {found.folders.bag(), found.folders.recovered()}) {
    const auto opening = read_opening(fs, bag);
    if (found.recording.empty() && opening && is_uuid_like(opening->recording)) found.recording = opening->recording;
    if (found.seal.empty()) found.seal = read_seal(fs, bag);
  }
  return found;
}

std::string delete_recording(const Intents& intents, const os::Clock& clock, const Signer& signer,
                             const RecordingToDelete& request) {
  auto& fs = intents.fs();
  const auto name = request.folders.folder.filename().string();
  require_discardable(fs, Conversation{intents.root() / name});
  forget_imported_files(fs, intents.root());  // before all else: whoever completes a deletion looks for its steps alone
  const auto path = request.folders.folder.lexically_relative(intents.root()).string();
  Intent intent{change_delete, name, Intent::Settled::by_ledger, path, {}, request.recording, {}, {}};
  const auto gone = free_discarded_name(fs, intents.root(), name);
  intent.steps = {move_step(path, gone), remove_step(gone)};
  Change change(intents, intent);
  const LedgerEntries ledger(fs, clock, intents.root(), signer);
  auto tombstone = ledger.remove(request.recording, "recording", request.seal, change.sha256());
  change.complete();
  return tombstone;
}

namespace {

/// Whether the ledger has a line that this recording was begun, and none that it is gone.
bool is_begun_in_ledger(os::FileSystem& fs, const os::Path& root, const std::string& recording) {
  const auto path = ledger_path(root);
  const auto entry = fs.status(path);
  if (!entry || entry->kind != os::EntryKind::file) return false;
  bool is_begun = false;
  (void)read_ledger(*fs.open(path), [&](LedgerLine&& line) {
    if (json::text_in(line.fields, "recording") != recording) return;
    if (line.event == "begin") is_begun = true;
    if (line.event == "delete") is_begun = false;
  });
  return is_begun;
}

}  // namespace

bool remove_start(const Intents& intents, const os::Clock& clock, const Signer* signer, const os::Path& conversation) {
  auto& fs = intents.fs();
  const auto opening = read_opening(fs, Conversation{conversation}.bag());
  const bool is_begun = opening && is_begun_in_ledger(fs, intents.root(), opening->recording);
  if (is_begun && signer == nullptr) return false;
  const auto name = conversation.filename().string();
  Intent intent{change_start, name, Intent::Settled::at_once};
  const auto gone = free_discarded_name(fs, intents.root(), name);
  intent.steps = {move_step(name, gone), remove_step(gone)};
  if (is_begun) {
    (void)LedgerEntries(fs, clock, intents.root(), *signer).remove(opening->recording, "nothing", {});
  }
  Change(intents, intent).complete();
  return true;
}

namespace {

/// Which recording it was; empty where nothing tells.
std::string recording_in(os::FileSystem& fs, const os::Path& folder) {
  for (const auto& bag : {Conversation{folder}.bag(), Conversation{folder}.recovered()}) {
    if (const auto opening = read_opening(fs, bag)) return opening->recording;
  }
  return {};
}

bool is_whole_deleted(os::FileSystem& fs, const os::Path& root, const std::string& recording,
                      const std::vector<std::string>& keys) {
  const auto path = ledger_path(root);
  const auto entry = fs.status(path);
  if (!entry || entry->kind != os::EntryKind::file || recording.empty()) return false;
  bool is_deleted = false;
  (void)read_ledger(*fs.open(path), [&](LedgerLine&& line) {
    const bool is_said = line.event == "delete" && json::text_in(line.fields, "recording") == recording &&
                         json::text_in(line.fields, "what") != "part";
    if (!is_said || is_deleted) return;
    is_deleted = std::any_of(keys.begin(), keys.end(), [&](const std::string& pem) {
      const auto key = crypto::PublicKey::from_pem(pem);
      return key && key->verify(base::as_bytes(line.signed_text), line.signature);
    });
  });
  return is_deleted;
}

}  // namespace

std::vector<LeftUnfinished> finish_discarding(os::FileSystem& fs, const os::Path& root,
                                              const std::vector<std::string>& keys) {
  std::vector<LeftUnfinished> left;
  if (!fs.status(root)) return left;
  for (const auto& entry : fs.list(root)) {
    if (entry.kind != os::EntryKind::folder || !entry.name.starts_with(discarded_folder({}))) continue;
    const auto folder = root / entry.name;
    try {
      if (is_whole_deleted(fs, root, recording_in(fs, folder), keys) || holds_nothing_but_a_start(fs, folder)) {
        os::remove_tree(fs, folder);
        fs.sync_folder(root);
      } else {
        left.push_back({folder, _("the ledger does not say that it was deleted")});
      }
    } catch (const Error& error) {  // none of whoever calls; the next one tries again
      left.push_back({folder, error.what()});
    }
  }
  return left;
}

Divisibility divisibility_of(os::FileSystem& fs, const os::Path& conversation) {
  const Conversation folders{conversation};
  if (is_sealed(fs, folders.bag())) {
    return fs.status(folders.bag() / bag::excerpt_path) ? Divisibility::divided_before : Divisibility::divisible;
  }
  return is_sealed(fs, folders.recovered()) ? Divisibility::recovered : Divisibility::not_sealed;
}

std::vector<std::string> later_bags_of(os::FileSystem& fs, const os::Path& conversation) {
  std::vector<std::string> names;
  for (const auto& entry : fs.list(conversation)) {
    if (entry.kind == os::EntryKind::folder && bag::is_later_bag(entry.name)) names.push_back(entry.name);
  }
  return names;
}

Tombstone tombstone_of_plan(os::FileSystem& fs, const os::Path& root, const std::string& plan) {
  const auto path = ledger_path(root);
  const auto entry = fs.status(path);
  Tombstone tombstone;
  if (!entry || entry->kind != os::EntryKind::file || plan.empty()) return tombstone;
  (void)read_ledger(*fs.open(path), [&](LedgerLine&& line) {
    if (line.event != "delete" || json::text_in(line.fields, "plan") != plan) return;
    tombstone = {line.hash, json::text_in(line.fields, "seal_before")};
  });
  return tombstone;
}

std::string tombstone_of_part(os::FileSystem& fs, const os::Path& root, const std::string& recording,
                              const std::string& seal_after) {
  const auto path = ledger_path(root);
  const auto entry = fs.status(path);
  if (!entry || entry->kind != os::EntryKind::file || recording.empty() || seal_after.empty()) return {};
  std::string hash;
  (void)read_ledger(*fs.open(path), [&](LedgerLine&& line) {
    const bool is_this = line.event == "delete" && json::text_in(line.fields, "what") == "part" &&
                         json::text_in(line.fields, "recording") == recording &&
                         json::text_in(line.fields, "seal_after") == seal_after;
    if (is_this) hash = line.hash;
  });
  return hash;
}

Intent preparing_part_deletion(const os::Path& conversation) {
  const auto name = conversation.filename().string();
  return {change_delete_part,
          name,
          Intent::Settled::never,
          {},
          {},
          {},
          {},
          {remove_step(name + "/" + part_deletion_folder)}};
}

std::string delete_part(const Intents& intents, const os::Clock& clock, const Signer& signer, const PartToDelete& part,
                        Change& change) {
  auto& fs = intents.fs();
  require_replaceable(fs, part.conversation);
  const auto name = part.conversation.filename().string();
  const LedgerEntries ledger(fs, clock, intents.root(), signer);
  fs.make_folder(part.conversation / part_deletion_folder / gone_name);
  fs.sync_folder(part.conversation / part_deletion_folder);
  for (const auto& other : part.removed) {
    if (bag::transcript_number(other) == 0 || is_transcript_told(fs, intents.root(), part.recording, other)) continue;
    (void)ledger.remove_transcript(part.recording, other);
  }
  auto intent = preparing_part_deletion(part.conversation);
  intent.settled = part.is_announced ? Intent::Settled::at_once : Intent::Settled::by_ledger;
  intent.bag = name + "/" + bag::recording_folder;
  intent.seal = part.is_announced ? part.seal_after : part.seal_before;
  intent.recording = part.recording;
  intent.steps = steps_of(part);
  change.rewrite(intent);
  std::string tombstone;
  if (!part.is_announced) {
    tombstone = ledger.remove_part(part.recording, part.seal_before, part.seal_after, change.sha256());
  }
  change.complete();
  return tombstone;
}

}  // namespace earwitness::archive
