// SPDX-License-Identifier: MIT
#include "cli/screen.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "base/time.hpp"
#include "base/translate.hpp"
#include "cli/columns.hpp"
#include "log/log.hpp"
#include "os/streams.hpp"
#include "os/terminal.hpp"

namespace earwitness::cli {

namespace {

constexpr std::chrono::seconds plain_line_interval{60};
constexpr const char* erase_to_end = "\r\x1b[J";

std::string plain_line(const record::Status& status) {
  if (status.paused) return tr("paused at {}: nothing is recorded", base::clock_of(status.elapsed_seconds));
  return tr("recording: {}, peak {:.0f} dB, disk {}", base::clock_of(status.elapsed_seconds), status.peak_dbfs,
            room_text(status.disk_left_seconds));
}

}  // namespace

Screen::Screen(bool watched) : watched_(watched), meter_shown_(watched && os::is_terminal(os::Stream::errors)) {}

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

}  // namespace earwitness::cli
