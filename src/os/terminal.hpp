// SPDX-License-Identifier: MIT
//
// The terminal that a person sits at. Asked on the original stderr where stderr was pointed elsewhere (streams.hpp).
// One thread.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "base/secret.hpp"
#include "os/descriptor.hpp"

namespace earwitness::os {

enum class Stream { input, output, errors };

[[nodiscard]] bool is_terminal(Stream stream) noexcept;

struct TerminalSize {
  int columns = 80;
  int rows = 24;
};
/// Of the terminal behind that stream; 80 by 24 where it does not tell.
[[nodiscard]] TerminalSize terminal_size(Stream stream = Stream::errors) noexcept;

/// Keys come one by one and unseen for as long as it lives; Ctrl-C still is a signal, Ctrl-\ is nothing. Does nothing
/// without a terminal, or where that belongs to another job just now (a shell, after `&`): the terminal is left alone
/// then, and no key is taken from it. Its settings are given back at the end, also where a fault or exit_immediately()
/// ends the process; only SIGKILL leaves them. One at a time.
class RawKeys {
 public:
  RawKeys() noexcept;
  ~RawKeys();
  RawKeys(const RawKeys&) = delete;
  RawKeys& operator=(const RawKeys&) = delete;
  /// True while keys come to us. Takes the terminal where it has come back to this job since.
  bool acquire() noexcept;
  /// For a Poller, while acquire() says so.
  [[nodiscard]] Fd fd() const noexcept;
  /// The key that was pressed, without waiting.
  [[nodiscard]] std::optional<char> next() noexcept;

 private:
  bool ended_ = false;  ///< the terminal is closed
};

/// Gives the terminal back as it was before RawKeys took it. Safe in a signal's handler.
void give_terminal_back() noexcept;

enum class LineEnd { line, timeout, closed };
struct LineRead {
  LineEnd end = LineEnd::closed;
  std::string text;  ///< without its newline; only with LineEnd::line
};
/// A line from stdin. Nothing typed is lost on a time-out: the next call goes on with it. `closed` is the end of the
/// input, a closed terminal, or a line over limits::control_message_bytes.
[[nodiscard]] LineRead read_line(std::chrono::nanoseconds timeout);

/// Nothing that is typed is shown for as long as it lives: from before the first of several secrets until after the
/// last, so that one typed ahead is not seen between two questions. Unlike RawKeys it takes Ctrl-C as a key, too: a
/// signal would leave a terminal behind that shows nothing. So keep it for questions alone. Does nothing without a
/// terminal; one within another is well.
class UnseenTyping {
 public:
  UnseenTyping();
  ~UnseenTyping();
  UnseenTyping(const UnseenTyping&) = delete;
  UnseenTyping& operator=(const UnseenTyping&) = delete;
  [[nodiscard]] bool is_on() const noexcept { return before_ != nullptr; }

 private:
  struct Settings;
  std::unique_ptr<Settings> before_;
};

/// A line from the terminal of stdin, not shown while it is typed, not even by who types as soon as `question` is
/// there: that is written once nothing is shown any more. Nothing at the end of the input, on Ctrl-C and Ctrl-D, beyond
/// limits::passphrase_bytes, and without a terminal. Waits for as long as it takes. Only here, and in what it returns,
/// are its bytes ever kept.
[[nodiscard]] std::optional<base::Secret> read_secret(std::string_view question);

}  // namespace earwitness::os
