// SPDX-License-Identifier: MIT
#include "handover/exported_bags.hpp"

#include <fmt/format.h>

#include "archive/archive.hpp"
#include "bag/layout.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "derive/excerpt.hpp"
#include "verify/verify.hpp"

namespace earwitness::handover {

namespace {

os::Path whole(const os::Path& path) {
  auto absolute = std::filesystem::absolute(path).lexically_normal();
  return absolute.has_filename() ? absolute : absolute.parent_path();
}

bool is_conversation(os::FileSystem& fs, const os::Path& path) {
  const auto inner = fs.status(path / bag::recording_folder);
  return inner && inner->kind == os::EntryKind::folder && !archive::is_sealed(fs, path);
}

/// A bag that somebody renamed may bear a title.
std::string neutral_name(const os::Path& bag, const std::string& kind) {
  const auto name = bag.filename().string();
  if (name == bag::recording_folder || name == bag::recovered_folder || bag::is_later_bag(name)) return name;
  return kind == "excerpt" ? bag::excerpt_folder(1) : bag::recording_folder;
}

BagToExport verified(os::FileSystem& fs, const os::Path& bag, const os::Path& own_archive) {
  auto found = verify(fs, bag, {{}, own_archive});
  if (!found.unchanged) throw derive::NotUnchanged(std::move(found));
  BagToExport result{bag, {neutral_name(bag, found.kind.text()), found.kind.text(), found.seal, false, false}};
  const auto root = found.kind == RecordingKind::excerpt ? bag / bag::original_root : bag;
  result.told.is_signed = fs.status(root / bag::signature_path).has_value();
  result.told.has_sound = found.seconds > 0;
  result.is_call = !found.tracks.empty();
  const auto words_in = [&](base::Language language) {
    const base::InLanguage words(language);
    return folder_in_words(found);
  };
  result.told.english = words_in(base::Language::english);
  result.told.dutch = words_in(base::Language::dutch);
  result.told.is_stamped = fs.status(root / bag::time_stamp_path(1)).has_value();
  return result;
}

}  // namespace

os::Path folder_of(os::FileSystem& fs, const os::Path& recording) {
  const auto path = whole(recording);
  return is_conversation(fs, path) ? path : path.parent_path();
}

std::vector<BagToExport> bags_to_export(os::FileSystem& fs, const os::Path& recording, const os::Path& own_archive) {
  const auto path = whole(recording);
  if (!is_conversation(fs, path)) return {verified(fs, path, own_archive)};
  const archive::Conversation conversation{path};
  std::vector<BagToExport> bags;
  const bool is_recovered =
      !archive::is_sealed(fs, conversation.bag()) && archive::is_sealed(fs, conversation.recovered());
  if (is_recovered) {
    bags.push_back(verified(fs, conversation.recovered(), own_archive));
    bags.push_back({conversation.bag(), {bag::recording_folder, {}, {}, false, false}});
  } else {
    bags.push_back(verified(fs, conversation.bag(), own_archive));
  }
  for (const auto& entry : fs.list(path)) {
    const bool is_bag = entry.kind == os::EntryKind::folder && bag::is_later_bag(entry.name);
    if (is_bag && archive::is_sealed(fs, path / entry.name))
      bags.push_back(verified(fs, path / entry.name, own_archive));
  }
  return bags;
}

}  // namespace earwitness::handover
