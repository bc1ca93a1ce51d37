// SPDX-License-Identifier: MIT
#include "archive/deletion.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "archive/ledger.hpp"
#include "archive/ledger_line.hpp"
#include "archive/opening.hpp"
#include "archive/replace_bag.hpp"
#include "bag/layout.hpp"
#include "crypto/sha256.hpp"
#include "json/fields.hpp"
#include "json/reader.hpp"

namespace earwitness::archive {

namespace {

constexpr const char* plan_name = "plan.json";
constexpr const char* gone_name = "gone";
constexpr std::int64_t plan_format = 1;
constexpr std::uint64_t max_plan_bytes = 16ULL * 1024 * 1024;

/// A file or folder beside the recording, by one name: a plan may be anyone's.
bool is_name_beside(const std::string& name) {
  return !name.empty() && name != "." && name != ".." && name.find('/') == std::string::npos &&
         name.find('\0') == std::string::npos && name != bag::recording_folder && name != part_deletion_folder;
}

json::Value to_list(const std::vector<std::string>& names) {
  auto list = json::Value::array();
  for (const auto& name : names) list.push_back(name);
  return list;
}

std::string plan_text(const PartToDelete& part) {
  const json::Value plan{
      {"format", plan_format},         {"recording", part.recording},        {"seal_before", part.seal_before},
      {"seal_after", part.seal_after}, {"replaced", to_list(part.replaced)}, {"removed", to_list(part.removed)}};
  return plan.dump(json::Encoding::ascii) + "\n";
}

bool is_real_folder(os::FileSystem& fs, const os::Path& path) {
  const auto entry = fs.status(path);
  return entry && entry->kind == os::EntryKind::folder;
}

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
  const bool fits = fields.missing().empty() &&
                    std::all_of(part.replaced.begin(), part.replaced.end(), is_name_beside) &&
                    std::all_of(part.removed.begin(), part.removed.end(), is_name_beside);
  if (!fits) return std::nullopt;
  return WrittenPlan{std::move(part), crypto::sha256_hex(text)};
}

/// Of a file, a link or anything else the name alone is removed; of a folder all that is in it.
void remove_entry(os::FileSystem& fs, const os::Path& path) {
  const auto entry = fs.status(path);
  if (!entry) return;
  if (entry->kind == os::EntryKind::folder) return os::remove_tree(fs, path);
  fs.remove_file(path);
}

/// Each loses its name before its content goes: what a crash leaves must not look like a bag.
void remove_beside(os::FileSystem& fs, const PartToDelete& part) {
  const auto gone = part.conversation / part_deletion_folder / gone_name;
  if (!is_real_folder(fs, gone)) fs.make_folder(gone);
  for (const auto& name : part.removed) {
    if (!fs.status(part.conversation / name)) continue;
    remove_entry(fs, gone / name);
    fs.rename(part.conversation / name, gone / name);
  }
  fs.sync_folder(gone);
  fs.sync_folder(part.conversation);
}

/// The plan goes last: as long as it is there, this is done again.
void remove_prepared(os::FileSystem& fs, const os::Path& conversation) {
  const auto folder = conversation / part_deletion_folder;
  for (const auto& entry : fs.list(folder)) {
    if (entry.name != plan_name) remove_entry(fs, folder / entry.name);
  }
  remove_entry(fs, folder / plan_name);
  fs.remove_folder(folder);
  fs.sync_folder(conversation);
}

/// From whichever step was the last. Only what is told by the ledger, or was made in this run, gets here.
void carry_out(os::FileSystem& fs, const PartToDelete& part) {
  const auto prepared = part.conversation / part_deletion_folder;
  if (read_seal(fs, Conversation{part.conversation}.bag()) != part.seal_after) {
    if (read_seal(fs, prepared / remainder_name) != part.seal_after) return;  // neither is what the plan speaks of
    replace_bag(fs, part.conversation, prepared / remainder_name);
  }
  for (const auto& name : part.replaced) {
    const auto entry = fs.status(prepared / name);
    if (entry && entry->kind == os::EntryKind::file) fs.rename(prepared / name, part.conversation / name);
  }
  remove_beside(fs, part);
  remove_prepared(fs, part.conversation);
}

}  // namespace

void finish_part_deletion(os::FileSystem& fs, const os::Path& conversation, const ReplacementProof& proof) {
  if (!is_real_folder(fs, conversation / part_deletion_folder)) return;
  const auto plan = read_plan(fs, conversation);
  const bool is_told = plan && proof.is_announced(plan->part.seal_before, plan->part.seal_after, plan->sha256);
  if (is_told) return carry_out(fs, plan->part);
  remove_prepared(fs, conversation);
}

std::string delete_recording(os::FileSystem& fs, const os::Clock& clock, const Signer& signer,
                             const RecordingToDelete& request) {
  require_discardable(fs, request.folders);
  const LedgerEntries ledger(fs, clock, request.folders.folder.parent_path(), signer);
  auto tombstone = ledger.remove(request.recording, "recording", request.seal);
  discard(fs, request.folders);
  return tombstone;
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

std::string delete_part(os::FileSystem& fs, const os::Clock& clock, const Signer& signer, const PartToDelete& part) {
  require_replaceable(fs, part.conversation);
  const LedgerEntries ledger(fs, clock, part.conversation.parent_path(), signer);
  for (const auto& name : part.removed) {
    if (bag::transcript_number(name) > 0) (void)ledger.remove_transcript(part.recording, name);
  }
  const auto plan = plan_text(part);
  os::write_new(fs, part.conversation / part_deletion_folder / plan_name, plan);
  fs.sync_folder(part.conversation);
  std::string tombstone;
  if (!part.is_announced) {
    tombstone = ledger.remove_part(part.recording, part.seal_before, part.seal_after, crypto::sha256_hex(plan));
  }
  carry_out(fs, part);
  return tombstone;
}

void finish_part_deletions(os::FileSystem& fs, const os::Path& root, const ReplacementProof& proof) {
  if (!fs.status(root)) return;
  for (const auto& entry : fs.list(root)) {
    if (entry.kind != os::EntryKind::folder || is_discarded(entry.name)) continue;
    try {
      finish_part_deletion(fs, root / entry.name, proof);
    } catch (const Error&) {  // another conversation's trouble is none of whoever calls; the next one tries again
    }
  }
}

}  // namespace earwitness::archive
