// SPDX-License-Identifier: MIT
#include "archive/archive.hpp"

#include <fmt/format.h>

#include "archive/work_folder.hpp"
#include "bag/layout.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "json/fields.hpp"
#include "json/reader.hpp"
#include "os/clock.hpp"
#include "os/local_time.hpp"

namespace earwitness::archive {

namespace {

constexpr const char* lock_name = ".lock";
constexpr int same_second_names = 100;
constexpr std::string_view discarded = ".discarded-";

constexpr std::uint64_t max_pid = std::uint64_t{1} << 22;  // of Linux

/// Empty where there is none.
std::string path_of(const json::Value& object, const char* key) {
  auto path = json::text_in(object, key);
  return path.size() <= limits::path_bytes && path.find('\0') == std::string::npos ? path : std::string();
}

}  // namespace

Running parse_running(std::string_view text) {
  Running running;
  const auto said = json::parse_object(text, json::control_message);
  if (!said) return running;  // held, but not told yet
  // A person is told to end that process: 0 and what is below would be many processes.
  const auto pid = json::find_count(*said, "pid");
  if (pid && *pid <= max_pid) running.pid = static_cast<std::int64_t>(*pid);
  running.socket = path_of(*said, "socket");
  running.folder = path_of(*said, "folder");
  return running;
}

std::optional<Running> running(const os::Path& root) {
  const auto held = os::Lock::holder(root / lock_name);
  if (!held) return std::nullopt;
  return parse_running(*held);
}

os::Path claim_path(const os::Path& root) { return root / lock_name; }

Claim Claim::acquire(os::FileSystem& fs, const os::Path& root) {
  os::make_folders(fs, root);
  auto lock = os::Lock::acquire(root / lock_name);
  if (!lock) {
    const auto other = running(root);
    const auto shown = base::printable(root.string());
    throw Error(ErrorKind::surroundings, root.string(),
                other && other->pid > 0 ? tr("a recording runs already in {} (process {})", shown, other->pid)
                                        : tr("a recording runs already in {}", shown),
                Step::show_status_or_stop);
  }
  lock->set_content("");  // what the last holder said is not true of us
  return Claim(std::move(*lock));
}

void Claim::announce(const Running& running) {
  const json::Value line = {{"pid", running.pid}, {"socket", running.socket}, {"folder", running.folder}};
  lock_.set_content(line.dump(json::Encoding::replacing) + "\n");
}

bool is_sealed(os::FileSystem& fs, const os::Path& bag) { return fs.status(bag / bag::tag_manifest).has_value(); }

std::string folder_name(UtcTime start, const std::string& title) {
  const auto words = base::slug(title);
  return fmt::format("{}{}{}", os::local_stamp(start), words.empty() ? "" : "_", words);
}

Conversation begin(os::FileSystem& fs, const os::Path& root, UtcTime start, const std::string& title) {
  const auto name = folder_name(start, title);
  for (int n = 1; n <= same_second_names; ++n) {
    Conversation conversation{root / (n == 1 ? name : fmt::format("{}-{}", name, n))};
    if (fs.status(conversation.folder)) continue;
    fs.make_folder(conversation.folder);
    fs.make_folder(conversation.bag());
    fs.make_folder(conversation.data());
    fs.sync_folder(conversation.bag());
    fs.sync_folder(conversation.folder);
    fs.sync_folder(root);
    return conversation;
  }
  throw Error(ErrorKind::surroundings, (root / name).string(),
              tr("{} recordings began in this second", same_second_names), _("start again in a second"));
}

bool is_discarded(const std::string& name) noexcept {
  return name.starts_with(discarded) || is_work_name(name, import_work_stem);
}

std::string discarded_folder(const std::string& name) { return fmt::format("{}{}", discarded, name); }

namespace {

os::Path discarded_path(const Conversation& conversation) {
  return conversation.folder.parent_path() / discarded_folder(conversation.folder.filename().string());
}

}  // namespace

Error in_the_way(const os::Path& path) {
  const auto shown = base::printable(path.string());
  return {ErrorKind::surroundings, path.string(), tr("{} is in the way, and nothing proves where it came from", shown),
          tr("look at what it is, and move it away: ls -ld {}", shown)};
}

void require_discardable(os::FileSystem& fs, const Conversation& conversation) {
  const auto path = discarded_path(conversation);
  const auto entry = fs.status(path);
  if (!entry || entry->kind == os::EntryKind::folder) return;
  throw in_the_way(path);
}

void discard(os::FileSystem& fs, const Conversation& conversation) {
  const auto root = conversation.folder.parent_path();
  const auto gone = discarded_path(conversation);
  fs.rename(conversation.folder, gone);
  fs.sync_folder(root);
  os::remove_tree(fs, gone);
  fs.sync_folder(root);
}

}  // namespace earwitness::archive
