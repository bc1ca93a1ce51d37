// SPDX-License-Identifier: MIT
#include "terminal/play_screen.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/time.hpp"
#include "base/translate.hpp"
#include "os/streams.hpp"
#include "terminal/output.hpp"

namespace earwitness::terminal {

namespace {

constexpr char escape_byte = '\x1b';

/// A name as a shell takes it back.
std::string in_shell_quotes(const std::string& name) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.' || c == '/';
  };
  if (std::all_of(name.begin(), name.end(), is_plain)) return name;
  std::string text = "'";
  for (const char c : name) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

}  // namespace

std::optional<PlayKey> KeyReader::decode(char byte) {
  if (begun_ == "\x1b[" || begun_ == "\x1bO") {
    begun_.clear();
    if (byte == 'C') return PlayKey::forward;
    if (byte == 'D') return PlayKey::back;
    return std::nullopt;
  }
  if (begun_.size() == 1 && (byte == '[' || byte == 'O')) {
    begun_ += byte;
    return std::nullopt;
  }
  begun_.clear();
  switch (byte) {
    case escape_byte:
      begun_ = byte;
      return std::nullopt;
    case ' ':
    case 'p':
      return PlayKey::pause;
    case '<':
    case ',':
      return PlayKey::back;
    case '>':
    case '.':
      return PlayKey::forward;
    case 'i':
      return PlayKey::in;
    case 'o':
      return PlayKey::out;
    case 'q':
      return PlayKey::quit;
    default:
      return std::nullopt;
  }
}

PlayScreen::PlayScreen(std::vector<ToldLine> lines, std::chrono::nanoseconds end, std::string name)
    : lines_(std::move(lines)),
      end_(end),
      name_(std::move(name)),
      on_terminal_(os::is_terminal(os::Stream::input) && os::is_terminal(os::Stream::errors)) {
  if (on_terminal_) keys_.emplace();
}

PlayScreen::~PlayScreen() { clear(); }

void PlayScreen::clear() {
  if (!status_.empty()) os::write_message("\r\x1b[K");
  status_.clear();
}

void PlayScreen::print_above(const std::string& line) {
  clear();
  print_line(line);
}

void PlayScreen::jump(std::chrono::nanoseconds now) {
  const auto first = std::lower_bound(lines_.begin(), lines_.end(), now,
                                      [](const ToldLine& line, auto time) { return line.at < time; });
  next_ = static_cast<std::size_t>(first - lines_.begin());
}

void PlayScreen::show(std::chrono::nanoseconds now, bool paused) {
  for (; next_ < lines_.size() && lines_[next_].at <= now; ++next_) print_above(lines_[next_].text);
  if (!on_terminal_) return;
  auto status = fmt::format("{} {} / {}", paused ? "||" : "> ", base::clock_text(now), base::clock_text(end_));
  const auto width = static_cast<std::size_t>(std::max(os::terminal_size().columns - 1, 1));
  for (const char* keys : {_("space pause"), _("< > 10 s"), _("i o excerpt"), _("q quit")}) {
    if (status.size() + 2 + std::string_view(keys).size() <= width) status += fmt::format("  {}", keys);
  }
  if (status == status_) return;
  clear();
  status_ = status;
  os::write_message(status_.substr(0, width));
}

std::optional<PlayKey> PlayScreen::next_key() {
  if (!keys_) return std::nullopt;
  while (const auto byte = keys_->next()) {
    if (const auto key = reader_.decode(*byte)) return key;
  }
  return std::nullopt;
}

void PlayScreen::mark_in(std::chrono::nanoseconds now) {
  in_ = std::chrono::floor<std::chrono::seconds>(now);
  print_above(tr("from {}; o says until when", base::clock_text(*in_)));
}

void PlayScreen::mark_out(std::chrono::nanoseconds now) {
  const auto from = in_.value_or(std::chrono::seconds{0});
  const auto to = std::chrono::ceil<std::chrono::seconds>(now);
  if (to <= from) return print_above(_("that is before its beginning: i says from when"));
  print_above(fmt::format("earwitness excerpt {} --from {} --to {}", in_shell_quotes(name_), base::clock_text(from),
                          base::clock_text(to)));
}

}  // namespace earwitness::terminal
