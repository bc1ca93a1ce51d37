// SPDX-License-Identifier: MIT
#include "archive/deletion.hpp"

#include <fmt/format.h>

#include "archive/label.hpp"
#include "archive/ledger.hpp"
#include "archive/replace_bag.hpp"
#include "archive/tags.hpp"
#include "bag/info.hpp"
#include "bag/layout.hpp"
#include "base/limits.hpp"

namespace earwitness::archive {

namespace {

/// A remainder bears no title, so the user's own memory keeps it.
void keep_title(os::FileSystem& fs, const os::Path& conversation) {
  const auto bag = Conversation{conversation}.bag();
  auto label = read_label_to_change(fs, conversation);
  const auto info = bag::parse_info(os::read_all(fs, bag / bag::info_path, limits::tag_file_bytes));
  const auto title = bag::value_of(info, tags::title);
  if (!label.title.empty() || title.empty()) return;
  label.title = title;
  write_label(fs, conversation, label);
}

/// It loses its name first: what a crash leaves of it must not look like a bag.
void remove_bag(os::FileSystem& fs, const os::Path& conversation, const std::string& name) {
  const auto gone = conversation / fmt::format(".deleted-{}", name);
  fs.rename(conversation / name, gone);
  os::remove_tree(fs, gone);
  fs.sync_folder(conversation);
}

}  // namespace

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

std::string delete_part(os::FileSystem& fs, const os::Clock& clock, const Signer& signer, const PartToDelete& request) {
  const auto& conversation = request.conversation;
  require_replaceable(fs, conversation);
  const auto left = request.make_remainder(Conversation{conversation}.bag());
  keep_title(fs, conversation);
  const LedgerEntries ledger(fs, clock, conversation.parent_path(), signer);
  auto tombstone = ledger.remove_part(left.recording, left.seal_before, left.seal_after);
  replace_bag(fs, conversation, left.bag);
  for (const auto& name : request.later_bags) {
    if (bag::transcript_number(name) > 0) (void)ledger.remove_transcript(left.recording, name);
    remove_bag(fs, conversation, name);
  }
  return tombstone;
}

}  // namespace earwitness::archive
