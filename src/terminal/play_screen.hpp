// SPDX-License-Identifier: MIT
//
// What a person sees and types while a recording plays: lines that come with the time on stdout, and on a terminal one
// line below them with the time and the keys. Without a terminal there are the lines alone. One thread.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "os/terminal.hpp"

namespace earwitness::terminal {

enum class PlayKey { quit, pause, back, forward, in, out };

struct ToldLine {
  std::chrono::nanoseconds at;
  std::string text;  ///< is made printable when it is shown
};

/// Keys out of bytes: an arrow is three of them, and may come in parts.
class KeyReader {
 public:
  [[nodiscard]] std::optional<PlayKey> decode(char byte);

 private:
  std::string begun_;
};

class PlayScreen {
 public:
  /// `lines` in the order of their times; `name` as `excerpt` takes it.
  PlayScreen(std::vector<ToldLine> lines, std::chrono::nanoseconds end, std::string name);
  ~PlayScreen();
  PlayScreen(const PlayScreen&) = delete;
  PlayScreen& operator=(const PlayScreen&) = delete;

  /// It goes on from here: lines from before are not told.
  void jump(std::chrono::nanoseconds now);
  void show(std::chrono::nanoseconds now, bool paused);
  [[nodiscard]] std::optional<PlayKey> next_key();
  /// From the second that this one lies in.
  void mark_in(std::chrono::nanoseconds now);
  /// To the end of that second; prints the line to type.
  void mark_out(std::chrono::nanoseconds now);

 private:
  void clear();
  void print_above(const std::string& line);

  std::vector<ToldLine> lines_;
  std::chrono::nanoseconds end_;
  std::string name_;
  bool on_terminal_;
  std::optional<os::RawKeys> keys_;
  KeyReader reader_;
  std::size_t next_ = 0;
  std::optional<std::chrono::seconds> in_;
  std::string status_;
};

}  // namespace earwitness::terminal
