// SPDX-License-Identifier: MIT
#include "context/named_bags.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "archive/inside.hpp"
#include "archive/ledger.hpp"
#include "archive/recordings.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "context/disk_answer.hpp"
#include "log/log.hpp"

namespace earwitness::context {

namespace {

/// What packs files into one, by how it begins.
bool is_packed(os::FileSystem& fs, const std::string& path) {
  using namespace std::string_view_literals;
  constexpr std::array beginnings{"PK\x03\x04"sv, "PK\x05\x06"sv, "7z"sv, "Rar!"sv, "\x1f\x8b"sv};
  constexpr std::size_t longest = 4;
  const auto entry = fs.status(path);
  if (!entry || entry->kind != os::EntryKind::file) return false;
  std::string begin(longest, '\0');
  begin.resize(fs.open(path)->read(std::as_writable_bytes(std::span(begin))));
  return std::any_of(beginnings.begin(), beginnings.end(), [&](auto known) { return begin.starts_with(known); });
}

void refuse_packed(const Context& context, const std::string& word) {
  if (!is_packed(context.fs, word)) return;
  const auto shown = base::printable(word);
  throw Error(ErrorKind::not_found, word,
              tr("{} is a packed file: what is in it is checked once it is unpacked", shown),
              tr("unpack it, then check the folder that you get: 7z x {}", shown));
}

bool is_path(const Context& context, const std::string& word) try {
  if (word.find('/') != std::string::npos) require_disk_answer(word);
  return word.size() <= limits::path_bytes && !word.empty() && context.fs.status(word).has_value();
} catch (const FileError&) {  // a part of it is longer than a name can be: find_recording() has the words
  return false;
}

/// In a folder that somebody handed over, a page or instructions beside the sealed folders may be anybody's, however
/// deep it lies. Collects the names, from that folder on; a folder that holds nothing sealed is one name.
class UncoveredFiles {
 public:
  UncoveredFiles(os::FileSystem& fs, const os::Path& folder, const std::vector<BagInScope>& bags) : fs_(fs) {
    for (const auto& bag : bags) {
      if (!bag.why_not.empty()) told_.insert(bag.path);
      for (auto at = bag.path; at != folder && at.has_relative_path(); at = at.parent_path()) leads_to_bag_.insert(at);
    }
    look_into(folder, {});
  }

  void tell() const {
    constexpr std::size_t max_named = 5;
    if (names_.empty()) return;
    std::string shown;
    for (std::size_t i = 0; i < std::min(names_.size(), max_named); ++i) {
      shown += (shown.empty() ? "" : ", ") + base::in_quotes(names_[i]);
    }
    if (names_.size() > max_named) shown += ", " + tr("and {} more", names_.size() - max_named);
    log::info(tr("not checked, as no seal covers it: {}", shown));
  }

 private:
  void look_into(const os::Path& folder, const os::Path& seen_as) {
    for (const auto& entry : fs_.list(folder)) {
      const auto path = folder / entry.name;
      if (told_.contains(path)) continue;  // it has a line of its own
      if (entry.kind != os::EntryKind::folder) {
        names_.push_back((seen_as / entry.name).string());
      } else if (!is_bag(fs_, path)) {
        add_folder(path, seen_as / entry.name);
      }
    }
  }

  void add_folder(const os::Path& path, const os::Path& seen_as) try {
    if (leads_to_bag_.contains(path)) return look_into(path, seen_as);
    if (!fs_.list(path).empty()) names_.push_back(seen_as.string() + "/");
  } catch (const FileError&) {  // what can't be read has a line of its own
  }

  os::FileSystem& fs_;
  std::set<os::Path> told_;
  std::set<os::Path> leads_to_bag_;
  std::vector<std::string> names_;
};

/// The bags of one conversation, but that which is being recorded now: it can't be sealed yet. Whether it can be one
/// that is recorded, the ledger tells.
std::vector<BagInScope> bags_of(os::FileSystem& fs, const os::Path& folder,
                                const std::optional<archive::Running>& now) {
  if (archive::is_start_without_sound(fs, folder)) return {};  // which is told besides
  const bool has_recording = fs.status(archive::Conversation{folder}.bag()).has_value();
  const bool runs = has_recording && archive::state_of(fs, folder, now) == archive::State::recording;
  if (runs) log::info(tr("{} is being recorded now, and left out", base::printable(folder.filename().string())));
  auto bags = bags_in(fs, folder, /*is_own=*/true);
  if (runs) std::erase_if(bags, [&](const BagInScope& bag) { return bag.path == folder; });
  return bags;
}

}  // namespace

NamedBags bags_named(const Context& context, const std::string& word, const os::Path& own) {
  if (!is_path(context, word)) {
    const auto path = find_recording(context, word);
    return {bags_in(context.fs, path, /*is_own=*/true), path.parent_path(), {}};
  }
  std::error_code unseen;
  if (std::filesystem::is_directory(word, unseen)) {  // the one path that may be a link: the checker typed it
    const bool is_own = archive::is_inside(word, own);
    auto bags = bags_in(context.fs, word, is_own);
    if (!bags.empty() && !is_own && !is_bag(context.fs, word)) UncoveredFiles(context.fs, word, bags).tell();
    if (!bags.empty()) return {std::move(bags), {}, own};
  }
  refuse_packed(context, word);
  return {{BagInScope{find_recording(context, word)}}, {}, {}};
}

void tell_not_checked(const os::Path& path) {
  log::info(tr("{} has a name that an interrupted command leaves, and is not checked", base::printable(path.string())));
}

std::vector<NamedBags> all_of_archive(const Context& context) {
  const auto archive = archive_path(context);
  const auto now = archive::running(archive);
  std::vector<NamedBags> all;
  const auto entries = context.fs.status(archive) ? context.fs.list(archive) : std::vector<os::Entry>();
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    if (entry->kind != os::EntryKind::folder) continue;
    const auto folder = archive / entry->name;
    if (archive::is_discarded(entry->name)) {
      tell_not_checked(folder);
      continue;
    }
    std::vector<BagInScope> bags;
    try {
      bags = bags_of(context.fs, folder, now);
    } catch (const Error& error) {
      bags.push_back({folder, false, false, error.what()});
    }
    if (!bags.empty()) all.push_back({std::move(bags), archive, archive});
  }
  if (all.empty() && archive::starts_without_sound(context.fs, archive).empty() &&
      !context.fs.status(archive::ledger_path(archive))) {
    throw Error(ErrorKind::not_found, archive.string(), tr("there are no recordings in {}", archive.string()),
                _("earwitness verify --all --archive DIR"));
  }
  return all;
}

}  // namespace earwitness::context
