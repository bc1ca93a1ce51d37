// SPDX-License-Identifier: MIT
#include "terminal/progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/time.hpp"
#include "base/translate.hpp"
#include "os/streams.hpp"
#include "terminal/columns.hpp"
#include "terminal/terminal.hpp"

namespace earwitness::terminal {

Progress::Progress(Words words) : words_(std::move(words)), can_draw_(can_draw()) {}

void Progress::clear() noexcept {
  if (std::exchange(is_drawn_, false)) os::write_message("\r\x1b[K");
}

void Progress::show(std::uint64_t done, std::uint64_t total) {
  constexpr std::chrono::milliseconds step{500};
  const auto now = std::chrono::steady_clock::now();
  if (!can_draw_ || done == 0 || total == 0 || now - begin_ < patience || now - last_ < step) return;
  last_ = now;
  const auto share = std::min(static_cast<double>(done) / static_cast<double>(total), 1.0);
  const auto left = std::chrono::duration<double>(now - begin_).count() * (1 - share) / share;
  const auto columns = static_cast<std::size_t>(std::max(os::terminal_size().columns - 1, 1));
  const auto line = words_(static_cast<unsigned>(share * 100), base::clock_of(left));
  os::write_message(fmt::format("\r\x1b[K{}", first_columns(line, columns)));
  is_drawn_ = true;
}

std::function<void(std::uint64_t, std::uint64_t)> Progress::listener() {
  if (!is_seen()) return {};
  return [this](std::uint64_t done, std::uint64_t total) {
    if (done == total) return clear();
    show(done, total);
  };
}

Progress::Words words_of_copy() {
  return [](unsigned percent, const std::string& left) { return tr("copying: {} %, {} left", percent, left); };
}

Progress::Words words_of_check() {
  return [](unsigned percent, const std::string& left) { return tr("checking: {} %, {} left", percent, left); };
}

}  // namespace earwitness::terminal
