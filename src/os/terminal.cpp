// SPDX-License-Identifier: MIT
#include "os/terminal.hpp"

#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>

#include "base/limits.hpp"
#include "os/poller.hpp"
#include "os/streams.hpp"

namespace earwitness::os {

namespace {

constexpr Fd input{STDIN_FILENO};

int number_of(Stream stream) noexcept {
  switch (stream) {
    case Stream::input:
      return STDIN_FILENO;
    case Stream::output:
      return STDOUT_FILENO;
    case Stream::errors:
      return message_stream().number;
  }
  return -1;
}

/// What was typed beyond the last line, or before a time-out.
std::string& typed() {
  static std::string text;
  return text;
}

std::optional<std::string> take_line() {
  auto& text = typed();
  const auto end = text.find('\n');
  if (end == std::string::npos) return std::nullopt;
  std::string line = text.substr(0, end);
  text.erase(0, end + 1);
  return line;
}

/// False at the end of the input; an error (EIO of a closed terminal) is one.
bool read_some() {
  char buffer[512];
  const ssize_t got = ::read(input.number, buffer, sizeof buffer);
  if (got < 0 && (errno == EINTR || errno == EAGAIN)) return true;
  if (got <= 0) return false;
  typed().append(buffer, static_cast<std::size_t>(got));
  return typed().size() <= limits::control_message_bytes;
}

/// What was typed before it was asked for comes first.
std::optional<char> next_byte() {
  auto& text = typed();
  if (!text.empty()) {
    const char byte = text.front();
    text.erase(0, 1);
    return byte;
  }
  for (;;) {
    char byte = 0;
    const ssize_t got = ::read(input.number, &byte, 1);
    if (got == 1) return byte;
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    return std::nullopt;
  }
}

}  // namespace

struct UnseenTyping::Settings {
  termios terminal{};
};

UnseenTyping::UnseenTyping() {
  auto before = std::make_unique<Settings>();
  if (::tcgetattr(input.number, &before->terminal) != 0) return;
  termios raw = before->terminal;
  raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | ISIG);
  raw.c_cc[VMIN] = 1;
  raw.c_cc[VTIME] = 0;
  if (::tcsetattr(input.number, TCSADRAIN, &raw) == 0) before_ = std::move(before);
}

UnseenTyping::~UnseenTyping() {
  if (before_) ::tcsetattr(input.number, TCSADRAIN, &before_->terminal);
}

bool is_terminal(Stream stream) noexcept { return ::isatty(number_of(stream)) == 1; }

TerminalSize terminal_size(Stream stream) noexcept {
  winsize size{};
  if (::ioctl(number_of(stream), TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return {};
  return {size.ws_col, size.ws_row};
}

LineRead read_line(std::chrono::nanoseconds timeout) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  for (;;) {
    if (auto line = take_line()) return {LineEnd::line, std::move(*line)};
    Poller poller;
    poller.watch(input);
    if (!poller.wait(deadline - std::chrono::steady_clock::now())) return {LineEnd::timeout, {}};
    if (!read_some()) return {LineEnd::closed, {}};
  }
}

std::optional<base::Secret> read_secret(std::string_view question) {
  constexpr char ctrl_c = 3;
  constexpr char ctrl_d = 4;
  constexpr char ctrl_u = 21;
  constexpr char backspace = 8;
  constexpr char rubout = 127;
  const UnseenTyping unseen;
  if (!unseen.is_on()) return std::nullopt;
  write_message(question);
  base::Secret secret;
  for (;;) {
    const auto byte = next_byte();
    if (!byte || *byte == ctrl_c || *byte == ctrl_d) return std::nullopt;
    if (*byte == '\n' || *byte == '\r') return secret;
    if (*byte == ctrl_u) {
      secret.clear();
    } else if (*byte == backspace || *byte == rubout) {
      secret.erase_last();
    } else if (!secret.append(*byte)) {
      return std::nullopt;
    }
  }
}

}  // namespace earwitness::os
