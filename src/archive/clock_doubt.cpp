// SPDX-License-Identifier: MIT
#include "archive/clock_doubt.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

#include "archive/ledger.hpp"
#include "archive/ledger_line.hpp"
#include "base/limits.hpp"

namespace earwitness::archive {

namespace {

constexpr std::uint64_t searched_bytes = 2 * (limits::ledger_line_bytes + 1);

/// Lines that a wrong clock dated may follow others, so the last one alone does not tell.
std::optional<UtcTime> latest_of_last_lines(os::FileSystem& fs, const os::Path& path) {
  const auto entry = fs.status(path);
  if (!entry || entry->kind != os::EntryKind::file) return std::nullopt;
  const auto file = fs.open(path);
  const auto size = file->size();
  const auto from = size > searched_bytes ? size - searched_bytes : 0;
  std::string text(static_cast<std::size_t>(size - from), '\0');
  file->seek(from);
  if (!os::read_exactly(*file, std::as_writable_bytes(std::span(text)))) return std::nullopt;
  std::optional<UtcTime> latest;
  std::string_view left = text;
  while (!left.empty()) {
    const auto end = left.find('\n');
    if (end == std::string_view::npos) break;
    if (const auto line = parse_ledger_line(left.substr(0, end))) {
      latest = std::max(latest.value_or(line->utc), line->utc);
    }
    left.remove_prefix(end + 1);
  }
  return latest;
}

}  // namespace

ClockDoubt doubt_clock(os::FileSystem& fs, const os::Clock& clock, const os::Path& root) noexcept {
  ClockDoubt doubt;
  try {
    doubt.is_synchronised = clock.state().synchronised;
    const auto latest = latest_of_last_lines(fs, ledger_path(root));
    const auto now = clock.utc();
    if (!latest || *latest - now <= clock_tolerance) return doubt;
    doubt.newest_line = latest;
    doubt.behind = std::chrono::duration_cast<std::chrono::seconds>(*latest - now);
  } catch (const std::exception&) {
    return doubt;
  }
  return doubt;
}

}  // namespace earwitness::archive
