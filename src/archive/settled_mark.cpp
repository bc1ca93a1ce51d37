// SPDX-License-Identifier: MIT
#include "archive/settled_mark.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <initializer_list>
#include <optional>
#include <string>

#include "archive/intent.hpp"
#include "archive/ledger.hpp"
#include "archive/recordings.hpp"
#include "base/text.hpp"
#include "crypto/sha256.hpp"
#include "os/process.hpp"

namespace earwitness::archive {

namespace {

constexpr const char* mark_name = ".settled";
constexpr const char* ended_well = "-";
constexpr std::uint64_t max_mark_bytes = 200;
constexpr std::uint64_t max_claim_bytes = 64ULL * 1024;

/// How the last recording ended, as the lock's file has it; nothing where that can't be told.
std::optional<std::string> last_end(os::FileSystem& fs, const os::Path& root) {
  if (running(root)) return ended_well;  // it has not ended: then what it says is another thing
  const auto path = claim_path(root);
  const auto entry = fs.status(path);
  if (!entry) return ended_well;  // nobody ever recorded here
  if (entry->kind != os::EntryKind::file || entry->size > max_claim_bytes) return std::nullopt;
  const auto said = os::read_all(fs, path, max_claim_bytes);
  if (said.empty()) return std::nullopt;  // before it could say anything
  const auto last = parse_running(said);
  const bool is_done = last.pid == 0 && !last.folder.empty();
  return is_done ? std::string(ended_well) : crypto::sha256_hex(said);
}

constexpr const char* all_whole = "whole";
constexpr const char* some_interrupted = "interrupted";

/// What the mark says while it holds; empty: nothing would be true.
std::string mark_text(os::FileSystem& fs, const os::Path& root, const char* state) {
  const auto end = last_end(fs, root);
  const auto boot = os::boot_id();
  return end && !boot.empty() ? fmt::format("{} {} {}\n", boot, *end, state) : std::string();
}

bool is_marked(os::FileSystem& fs, const os::Path& root, std::initializer_list<const char*> states) {
  const auto entry = fs.status(root / mark_name);
  if (!entry || entry->kind != os::EntryKind::file || entry->size > max_mark_bytes) return false;
  const auto said = os::read_all(fs, root / mark_name, max_mark_bytes);
  return !said.empty() && std::any_of(states.begin(), states.end(),
                                      [&](const char* state) { return said == mark_text(fs, root, state); });
}

}  // namespace

Running when_ended(Running running) {
  running.pid = 0;
  return running;
}

bool has_work_by_name(os::FileSystem& fs, const os::Path& root) {
  const auto entries = fs.list(root);
  const auto gone = discarded_folder({});
  return std::any_of(entries.begin(), entries.end(), [&](const os::Entry& entry) {
    return is_intent(entry.name) || is_unwritten_intent(entry.name) || entry.name.starts_with(gone);
  });
}

bool is_settled(os::FileSystem& fs, const os::Path& root) noexcept try {
  return is_marked(fs, root, {all_whole, some_interrupted});
} catch (const std::exception&) {
  return false;
}

bool has_none_interrupted(os::FileSystem& fs, const os::Path& root) noexcept try {
  return is_marked(fs, root, {all_whole});
} catch (const std::exception&) {
  return false;
}

void note_settled(os::FileSystem& fs, const os::Path& root) noexcept try {
  // Without a ledger nobody can tell what it lacks.
  const auto ledger = fs.status(ledger_path(root));
  if (!ledger || ledger->kind != os::EntryKind::file) return;
  const auto text = mark_text(fs, root, interrupted(fs, root).empty() ? all_whole : some_interrupted);
  if (text.empty()) return;
  forget_settled(fs, root);
  // Neither synced nor put there in one step: half of it is none, and after a power cut none holds.
  const auto file = fs.create(root / mark_name);
  os::write_all(*file, base::as_bytes(text));
  file->close();
} catch (const std::exception&) {  // the next one looks again
}

void forget_settled(os::FileSystem& fs, const os::Path& root) noexcept try {
  const auto entry = fs.status(root / mark_name);
  if (entry && entry->kind == os::EntryKind::file) fs.remove_file(root / mark_name);
} catch (const std::exception&) {  // where nothing can be written, nothing can be cleaned up either
}

}  // namespace earwitness::archive
