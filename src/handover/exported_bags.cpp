// SPDX-License-Identifier: MIT
#include "handover/exported_bags.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "archive/archive.hpp"
#include "bag/contents.hpp"
#include "bag/layout.hpp"
#include "base/recording_kind.hpp"
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
  return kind == recording_kind::excerpt ? bag::excerpt_folder(1) : bag::recording_folder;
}

BagToExport verified(os::FileSystem& fs, const os::Path& bag, const os::Path& own_archive, CopyProgress& progress) {
  auto found = verify(fs, bag, {{}, own_archive},
                      {progress.is_heard() ? progress.of_check(bag::bytes_of_files(fs, bag)) : nullptr});
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

std::vector<BagToExport> bags_to_export(os::FileSystem& fs, const os::Path& recording, const os::Path& own_archive,
                                        CopyProgress& progress) {
  const auto path = whole(recording);
  std::vector<os::Path> sealed;
  std::optional<BagToExport> unsealed;
  if (!is_conversation(fs, path)) {
    sealed.push_back(path);
  } else {
    const archive::Conversation conversation{path};
    const bool is_recovered =
        !archive::is_sealed(fs, conversation.bag()) && archive::is_sealed(fs, conversation.recovered());
    sealed.push_back(is_recovered ? conversation.recovered() : conversation.bag());
    if (is_recovered) unsealed = {conversation.bag(), {bag::recording_folder, {}, {}, false, false}};
    for (const auto& entry : fs.list(path)) {
      const bool is_bag = entry.kind == os::EntryKind::folder && bag::is_later_bag(entry.name);
      if (is_bag && archive::is_sealed(fs, path / entry.name)) sealed.push_back(path / entry.name);
    }
  }
  // Each is checked, copied and read back; all of it is known before the first one is read.
  if (progress.is_heard()) {
    for (const auto& bag : sealed) progress.expect(3 * bag::bytes_of_files(fs, bag));
    if (unsealed) progress.expect(2 * bag::bytes_of_files(fs, unsealed->path));
  }
  std::vector<BagToExport> bags;
  for (const auto& bag : sealed) {
    bags.push_back(verified(fs, bag, own_archive, progress));
    if (unsealed) bags.push_back(*std::exchange(unsealed, std::nullopt));
  }
  return bags;
}

}  // namespace earwitness::handover
