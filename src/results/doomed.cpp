// SPDX-License-Identifier: MIT
#include "results/doomed.hpp"

#include <fmt/format.h>

#include <optional>

#include "archive/archive.hpp"
#include "archive/backups.hpp"
#include "archive/bin.hpp"
#include "archive/label.hpp"
#include "archive/opening.hpp"
#include "archive/tags.hpp"
#include "bag/info.hpp"
#include "bag/layout.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "log/log.hpp"
#include "os/local_time.hpp"
#include "pages/own_pages.hpp"
#include "verify/scope.hpp"

namespace earwitness::results {

namespace {

constexpr std::size_t max_named_copies = 20;

std::optional<std::vector<bag::InfoLine>> sealed_info(os::FileSystem& fs, const os::Path& bag) {
  const auto path = bag / bag::info_path;
  const auto entry = fs.status(path);
  if (!entry || entry->kind != os::EntryKind::file || entry->size > limits::tag_file_bytes) return std::nullopt;
  return bag::parse_info(os::read_all(fs, path, limits::tag_file_bytes));
}

void add_facts(const std::vector<bag::InfoLine>& info, std::string& title, std::vector<std::string>& facts) {
  if (title.empty()) title = bag::value_of(info, archive::tags::title);
  if (const auto started = base::parse_rfc3339(bag::value_of(info, archive::tags::started))) {
    facts.push_back(os::local_date_and_clock(*started));
  }
  const auto seconds = bag::value_of(info, archive::tags::seconds);
  constexpr std::size_t max_digits = 9;
  const auto whole = seconds.substr(0, seconds.find('.'));
  if (!whole.empty() && whole.size() <= max_digits && whole.find_first_not_of("0123456789") == std::string::npos) {
    facts.push_back(tr("{} long", base::clock_of(std::stod(whole))));
  }
}

bool holds(os::FileSystem& fs, const os::Path& folder, const std::string& recording) {
  for (const auto& found : bags_in(fs, folder, /*is_own=*/true)) {
    const archive::Conversation inner{found.path};
    for (const auto& bag : {found.path, inner.bag(), inner.recovered()}) {
      const auto opening = archive::read_opening(fs, bag);
      if (opening && opening->recording == recording) return true;
    }
  }
  return false;
}

}  // namespace

std::string described(os::FileSystem& fs, const os::Path& conversation) {
  const archive::Conversation folders{conversation};
  auto title = archive::read_label(fs, conversation).title;
  std::vector<std::string> facts;
  for (const auto& bag : {folders.bag(), folders.recovered()}) {
    const auto info = sealed_info(fs, bag);
    if (info && facts.empty()) add_facts(*info, title, facts);
  }
  if (!title.empty()) facts.insert(facts.begin(), fmt::format("\"{}\"", title));
  const auto name = conversation.filename().string();
  return facts.empty() ? name : fmt::format("{} ({})", name, fmt::join(facts, ", "));
}

std::vector<CopyElsewhere> copies_elsewhere(os::FileSystem& fs, const os::Path& archive, const os::Path& conversation,
                                            const std::string& recording) {
  const auto name = conversation.filename().string();
  std::vector<CopyElsewhere> copies;
  for (const auto& backup : archive::read_backups(fs, archive)) {
    if (!backup.held.contains(name) && (recording.empty() || !backup.held.contains(recording))) continue;
    const auto path = os::Path(backup.where) / backup.file;
    copies.push_back({path, path.is_absolute() && fs.status(path).has_value()});
  }
  if (recording.empty() || !fs.status(archive)) return copies;
  std::vector<os::Path> others;
  for (const auto& entry : fs.list(archive)) {
    const bool is_other = entry.kind == os::EntryKind::folder && !archive::is_discarded(entry.name);
    if (is_other && entry.name != archive::bin_folder) others.push_back(archive / entry.name);
  }
  for (auto& binned : archive::read_bin(fs, archive)) others.push_back(std::move(binned.folder));
  for (const auto& other : others) {
    try {
      if (other == conversation) continue;
      if (holds(fs, other, recording)) {
        copies.push_back({other, true});
        continue;
      }
      for (const auto& page : pages::pages_of(fs, other, recording, {})) copies.push_back({other / page, true});
    } catch (const Error&) {  // what can't be read there is verify's to say
    }
  }
  return copies;
}

void warn_of_copies(const std::vector<CopyElsewhere>& copies) {
  std::vector<std::string> named;
  for (const auto& copy : copies) {
    if (named.size() >= max_named_copies) break;
    const auto shown = base::printable(copy.path.string());
    named.push_back(copy.is_there ? shown : tr("{} (not there now)", shown));
  }
  if (copies.size() > named.size()) named.push_back(tr("{} more", copies.size() - named.size()));
  if (!named.empty()) log::warning(tr("these still hold it: {}", fmt::join(named, ", ")), _("delete them yourself"));
  log::warning(
      _("copies that were made before, such as backups and exports, still hold it"),
      named.empty() ? "" : _("exports, and pages and excerpts that were written elsewhere, are known to you alone"));
}

}  // namespace earwitness::results
