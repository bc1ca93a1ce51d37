// SPDX-License-Identifier: MIT
#include "verify/scope.hpp"

#include <algorithm>
#include <utility>

#include "bag/layout.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "earwitness/base.hpp"

namespace earwitness {

namespace {

constexpr const char* unfinished_suffix = ".new";

/// What a command works in until it is done, and what it takes the name of before it removes it.
bool is_unfinished(const std::string& name) { return name.starts_with('.') || name.ends_with(unfinished_suffix); }

/// `excerpt-1`, and not `excerpt-1.zip` beside it.
bool is_counted(const std::string& name) {
  const auto digits = name.find_last_not_of("0123456789") + 1;
  return digits < name.size() && name[digits - 1] == '-';
}

/// A folder or a link may be a bag whatever is behind its first word; a file is in the place of one only by its whole
/// name.
bool has_a_bags_name(const os::Entry& entry) {
  const auto& name = entry.name;
  if (name == bag::recording_folder || name == bag::recovered_folder) return true;
  const bool may_be_any = entry.kind == os::EntryKind::folder || entry.kind == os::EntryKind::link;
  return bag::is_later_bag(name) && (may_be_any || is_counted(name));
}

BagInScope a_link(const os::Path& path) {
  return {path, false, false, tr("{} is a link, which is not followed", base::printable(path.string()))};
}

BagInScope no_bag(const os::Path& path) {
  return {path, false, false, tr("{} is not a recording", base::printable(path.string()))};
}

/// The recording comes first, then what was recovered, then all others by their names.
int rank_of(const std::string& name) {
  if (name == bag::recording_folder) return 0;
  return name == bag::recovered_folder ? 1 : 2;
}

/// The bags of one conversation.
class ConversationScope {
 public:
  ConversationScope(os::FileSystem& fs, const os::Path& folder, bool is_own) : fs_(fs), folder_(folder) {
    auto entries = fs.list(folder);
    std::stable_sort(entries.begin(), entries.end(),
                     [](const auto& a, const auto& b) { return rank_of(a.name) < rank_of(b.name); });
    for (const auto& entry : entries) {
      if (!is_own || !is_unfinished(entry.name)) {
        add(entry);
      } else if (entry.kind == os::EntryKind::folder && is_bag(fs, folder / entry.name)) {
        bags_.push_back({folder / entry.name, false, true});
      }
    }
  }

  [[nodiscard]] std::vector<BagInScope>& bags() noexcept { return bags_; }
  /// The folders in it that are no bags.
  [[nodiscard]] const std::vector<os::Path>& others() const noexcept { return others_; }

 private:
  void add(const os::Entry& entry) {
    const auto path = folder_ / entry.name;
    if (entry.kind == os::EntryKind::link) {
      if (has_a_bags_name(entry)) bags_.push_back(a_link(path));
      return;
    }
    const bool is_folder = entry.kind == os::EntryKind::folder;
    if (!is_folder || !is_bag(fs_, path)) {
      if (is_folder) others_.push_back(path);
      // An interrupted start leaves an empty recording/ where something was recovered, or there was no sound.
      if (has_a_bags_name(entry)) unreadable(entry.name, path);
      return;
    }
    if (entry.name == bag::recording_folder) {
      has_recording_ = true;
      return bags_.push_back(BagInScope{folder_});  // verify() takes what was recovered where this one was interrupted
    }
    const bool is_recovered = entry.name == bag::recovered_folder;
    if (is_recovered && has_recording_ && was_interrupted(fs_, folder_ / bag::recording_folder)) return;
    bags_.push_back({path, has_recording_ && !is_recovered});
    has_recording_ = has_recording_ || is_recovered;
  }

  void unreadable(const std::string& name, const os::Path& path) {
    if (name == bag::recording_folder && is_bag(fs_, folder_ / bag::recovered_folder)) return;
    bags_.push_back(no_bag(path));
  }

  os::FileSystem& fs_;
  os::Path folder_;
  std::vector<BagInScope> bags_;
  std::vector<os::Path> others_;
  bool has_recording_ = false;
};

void refuse_too_many(const std::vector<BagInScope>& bags, const os::Path& folder) {
  if (bags.size() <= limits::recordings) return;
  throw Error(ErrorKind::unknown_format, folder.string(),
              tr("{} holds more than {} recordings", base::printable(folder.string()), limits::recordings));
}

constexpr std::size_t max_depth = 16;         // below the folder that was named
constexpr std::size_t max_folders = 100'000;  // looked into for bags

/// The bags of a folder and of all folders below it that are in no bag. What is too deep, or can't be read, is told.
class TreeScope {
 public:
  TreeScope(os::FileSystem& fs, const os::Path& folder, bool is_own) : fs_(fs), top_(folder), is_own_(is_own) {
    ConversationScope outer(fs, folder, is_own);
    bags_ = std::move(outer.bags());
    for (const auto& inner : outer.others()) look_into(inner, 1);
  }

  [[nodiscard]] std::vector<BagInScope> take() { return std::move(bags_); }

 private:
  void look_into(const os::Path& folder, std::size_t depth) {
    if (depth > max_depth || ++folders_ > max_folders) return pass_over(folder);
    try {
      ConversationScope here(fs_, folder, is_own_);
      bags_.insert(bags_.end(), here.bags().begin(), here.bags().end());
      refuse_too_many(bags_, top_);
      for (const auto& inner : here.others()) look_into(inner, depth + 1);
    } catch (const FileError& error) {
      bags_.push_back({folder, false, false, error.what()});
    }
  }

  /// Told once: what follows is as deep, or one of as many.
  void pass_over(const os::Path& folder) {
    if (std::exchange(is_told_, true)) return;
    bags_.push_back({folder, false, false,
                     tr("{} and perhaps other folders are too deep, or too many: check what they hold by itself",
                        base::printable(folder.string()))});
  }

  os::FileSystem& fs_;
  os::Path top_;
  bool is_own_;
  std::vector<BagInScope> bags_;
  std::size_t folders_ = 0;
  bool is_told_ = false;
};

/// It has a journal of its own, so it is neither an excerpt nor a transcript.
bool is_recording(os::FileSystem& fs, const os::Path& bag) {
  return fs.status(bag / bag::journal_path) && !fs.status(bag / bag::excerpt_path);
}

}  // namespace

bool is_bag(os::FileSystem& fs, const os::Path& folder) {
  for (const char* name : {bag::declaration_path, bag::journal_path, bag::excerpt_path, bag::transcript_path,
                           bag::payload_manifest, bag::tag_manifest}) {
    if (fs.status(folder / name)) return true;
  }
  return false;
}

bool was_interrupted(os::FileSystem& fs, const os::Path& bag) {
  if (fs.status(bag / bag::tag_manifest)) return false;
  return !fs.status(bag / bag::payload_manifest) || fs.status(bag / bag::unnamed_tag_manifest);
}

std::vector<BagInScope> bags_in(os::FileSystem& fs, const os::Path& folder, bool is_own) {
  if (is_bag(fs, folder)) return {BagInScope{folder}};
  return TreeScope(fs, folder, is_own).take();
}

std::vector<os::Path> recordings_in(os::FileSystem& fs, const os::Path& folder) {
  std::vector<os::Path> found;
  for (const auto& bag : bags_in(fs, folder, /*is_own=*/true)) {
    if (bag.is_unfinished || !bag.why_not.empty()) continue;
    if (is_bag(fs, bag.path)) {
      if (is_recording(fs, bag.path)) found.push_back(bag.path);
      continue;
    }
    for (const char* name : {bag::recording_folder, bag::recovered_folder}) {
      const auto path = bag.path / name;
      const auto entry = fs.status(path);
      if (entry && entry->kind == os::EntryKind::folder && is_recording(fs, path)) found.push_back(path);
    }
  }
  return found;
}

}  // namespace earwitness
