// SPDX-License-Identifier: MIT
#include "cli/meter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/time.hpp"
#include "base/translate.hpp"
#include "cli/columns.hpp"

namespace earwitness::cli {

namespace {

constexpr double lowest_dbfs = -60.0;
constexpr std::chrono::seconds hold{2};
constexpr int widest_bar = 40;
constexpr int narrowest_bar = 8;

std::size_t cell(double dbfs, std::size_t cells) {
  const double share = std::clamp((dbfs - lowest_dbfs) / -lowest_dbfs, 0.0, 1.0);
  return static_cast<std::size_t>(std::lround(share * static_cast<double>(cells)));
}

std::string bar(double dbfs, double held_dbfs, std::size_t cells) {
  std::string text(cells, '-');
  std::fill_n(text.begin(), cell(dbfs, cells), '#');
  if (const auto at = cell(held_dbfs, cells); at > 0) text[at - 1] = '|';
  return text;
}

std::string clipped_text(std::uint64_t samples) {
  return samples > 9999 ? "clipped >9999" : fmt::format("clipped {}", samples);
}

}  // namespace

std::string room_text(double seconds) {
  if (seconds >= 3600) return fmt::format("{} h", static_cast<std::int64_t>(seconds / 3600));
  return fmt::format("{} min", static_cast<std::int64_t>(std::max(0.0, seconds) / 60));
}

std::string Meter::line(const record::Status& status, int columns, BootTime now) {
  if (status.peak_dbfs >= held_dbfs_ || now - held_since_ > hold) {
    held_dbfs_ = status.peak_dbfs;
    held_since_ = now;
  }
  const auto elapsed = std::chrono::nanoseconds(static_cast<std::int64_t>(status.elapsed_seconds * 1e9));
  const auto width = static_cast<std::size_t>(std::max(columns - 1, 1));
  if (status.paused) {
    return first_columns(tr("PAUSED {}  nothing is recorded", base::clock_text(elapsed)), width);
  }
  if (status.microphone_lost) {
    return tr("GONE {}  nothing is recorded", base::clock_text(elapsed)).substr(0, width);
  }
  const auto head = fmt::format("REC {}", base::clock_text(elapsed));
  const auto level =
      status.peak_dbfs < lowest_dbfs ? std::string("silent") : fmt::format("{:.0f} dB", status.peak_dbfs);
  // What is told last is left out first where the terminal is narrow.
  std::string tail = fmt::format("  {:>6}", level);
  for (const auto& part : {clipped_text(status.clipped), "disk " + room_text(status.disk_left_seconds)}) {
    if (head.size() + narrowest_bar + 4 + tail.size() + part.size() + 2 <= width) tail += "  " + part;
  }
  const auto taken = head.size() + tail.size() + 4;
  if (taken + narrowest_bar > width) return head.substr(0, width);
  const auto cells = std::min<std::size_t>(width - taken, widest_bar);
  return fmt::format("{}  [{}]{}", head, bar(status.peak_dbfs, held_dbfs_, cells), tail);
}

}  // namespace earwitness::cli
