// SPDX-License-Identifier: MIT
#include "terminal/screen.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "base/time.hpp"
#include "base/translate.hpp"
#include "log/log.hpp"
#include "os/streams.hpp"
#include "os/terminal.hpp"
#include "terminal/columns.hpp"
#include "terminal/terminal.hpp"

namespace earwitness::terminal {

namespace {

constexpr std::chrono::seconds plain_line_interval{60};
constexpr const char* erase_to_end = "\r\x1b[J";

constexpr double min_dbfs = -60.0;
constexpr std::chrono::seconds peak_hold{2};
constexpr int max_bar_cells = 40;
constexpr int min_bar_cells = 8;

std::size_t cell(double dbfs, std::size_t cells) {
  const double share = std::clamp((dbfs - min_dbfs) / -min_dbfs, 0.0, 1.0);
  return static_cast<std::size_t>(std::lround(share * static_cast<double>(cells)));
}

std::string bar(double dbfs, double held_dbfs, std::size_t cells) {
  std::string text(cells, '-');
  std::fill_n(text.begin(), cell(dbfs, cells), '#');
  if (const auto at = cell(held_dbfs, cells); at > 0) text[at - 1] = '|';
  return text;
}

std::string clipped_text(std::uint64_t samples) {
  return samples > 9999 ? std::string(_("clipped >9999")) : tr("clipped {}", samples);
}

/// `41 h`, `25 min`: how long the disk lasts, rounded down.
std::string room_text(double seconds) {
  if (seconds >= 3600) return tr("{} h", static_cast<std::int64_t>(seconds / 3600));
  return fmt::format("{} min", static_cast<std::int64_t>(std::max(0.0, seconds) / 60));
}

std::string plain_line(const record::Status& status) {
  if (status.paused) return tr("paused at {}: nothing is recorded", base::clock_of(status.elapsed_seconds));
  return tr("recording: {}, peak {:.0f} dB, disk {}", base::clock_of(status.elapsed_seconds), status.peak_dbfs,
            room_text(status.disk_left_seconds));
}

}  // namespace

std::string Meter::line(const record::Status& status, int columns, BootTime now) {
  const bool is_call = status.tracks.size() > 1;
  held_.add(status.peak_dbfs, now);
  if (is_call) far_held_.add(status.tracks.back().peak_dbfs, now);
  const auto elapsed = std::chrono::nanoseconds(static_cast<std::int64_t>(status.elapsed_seconds * 1e9));
  const auto width = static_cast<std::size_t>(std::max(columns - 1, 1));
  if (status.paused) {
    return first_columns(tr("PAUSED {}  nothing is recorded", base::clock_text(elapsed)), width);
  }
  if (is_call && !(status.microphone_lost && status.tracks.back().lost)) {
    return call_line(status, fmt::format("REC {}", base::clock_text(elapsed)), width);
  }
  if (status.microphone_lost) {
    return tr("GONE {}  nothing is recorded", base::clock_text(elapsed)).substr(0, width);
  }
  const auto head = fmt::format("REC {}", base::clock_text(elapsed));
  const auto level =
      status.peak_dbfs < min_dbfs ? std::string(_("silent")) : fmt::format("{:.0f} dB", status.peak_dbfs);
  // What is told last is left out first where the terminal is narrow.
  std::string tail = fmt::format("  {:>6}", level);
  for (const auto& part : {clipped_text(status.clipped), tr("disk {}", room_text(status.disk_left_seconds))}) {
    if (head.size() + min_bar_cells + 4 + tail.size() + part.size() + 2 <= width) tail += "  " + part;
  }
  const auto taken = head.size() + tail.size() + 4;
  if (taken + min_bar_cells > width) return head.substr(0, width);
  const auto cells = std::min<std::size_t>(width - taken, max_bar_cells);
  return fmt::format("{}  [{}]{}", head, bar(status.peak_dbfs, held_.dbfs, cells), tail);
}

void Meter::Hold::add(double level_dbfs, BootTime now) {
  if (level_dbfs < dbfs && now - since <= peak_hold) return;
  dbfs = level_dbfs;
  since = now;
}

/// A bar for each side, as long as both have room; of a side that is gone, that it is.
std::string Meter::call_line(const record::Status& status, const std::string& head, std::size_t width) const {
  const std::string tail = "  disk " + room_text(status.disk_left_seconds);
  const auto line = [&](std::size_t cells, bool with_tail) {
    const auto side = [&](const char* name, bool lost, double dbfs, double held_dbfs) {
      if (lost) return fmt::format("  {} {}", name, _("GONE"));
      return fmt::format("  {} [{}]", name, bar(dbfs, held_dbfs, cells));
    };
    const auto& far = status.tracks.back();
    return head + side(_("mic"), status.microphone_lost, status.peak_dbfs, held_.dbfs) +
           side(_("call"), far.lost, far.peak_dbfs, far_held_.dbfs) + (with_tail ? tail : std::string());
  };
  for (const bool with_tail : {true, false}) {
    const auto least = columns_of(line(min_bar_cells, with_tail));
    if (least > width) continue;
    return line(std::min<std::size_t>(min_bar_cells + (width - least) / 2, max_bar_cells), with_tail);
  }
  return head.substr(0, width);
}

Screen::Screen(bool watched) : watched_(watched), meter_shown_(watched && can_draw()) {}

int Screen::columns() { return os::terminal_size().columns; }

void Screen::show(const record::Status& status, std::string_view below, BootTime now) {
  if (meter_shown_) {
    const auto width = columns();
    draw(meter_.line(status, width, now), below, width);
  } else if (watched_ && now - last_plain_line_ >= plain_line_interval) {
    if (last_plain_line_ != BootTime{}) log::info(plain_line(status));
    last_plain_line_ = now;
  }
}

/// Where the width is another one, what stands there may have been wrapped.
void Screen::draw(const std::string& meter, std::string_view below, int columns) {
  const bool is_new_width = drawn_columns_ != 0 && drawn_columns_ != columns;
  drawn_columns_ = columns;
  const auto cut = first_columns(below, static_cast<std::size_t>(std::max(columns - 1, 1)));
  os::write_message(fmt::format("{}{}\x1b[K\r\n{}\x1b[K\x1b[A\r", is_new_width ? erase_to_end : "\r", meter, cut));
}

void Screen::erase() {
  if (drawn_columns_ != 0) os::write_message(erase_to_end);
  drawn_columns_ = 0;
}

}  // namespace earwitness::terminal
