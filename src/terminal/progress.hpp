// SPDX-License-Identifier: MIT
//
// How far a command is, and how long it will still take: a line on the screen that is written anew, once the command
// has taken longer than two seconds. Silent where no terminal shows it. One thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

namespace earwitness::terminal {

class Progress {
 public:
  static constexpr std::chrono::milliseconds patience{2000};
  /// The line for so many percent, with that length of time left.
  using Words = std::function<std::string(unsigned percent, const std::string& left)>;

  explicit Progress(Words words);
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  [[nodiscard]] bool is_seen() const noexcept { return can_draw_; }
  /// `done` of `total`; 0 of anything is nothing known yet.
  void show(std::uint64_t done, std::uint64_t total);
  /// Before anything else is said.
  void clear() noexcept;
  /// show(), for whoever works; nothing where nobody sees it, as then nothing need be counted.
  [[nodiscard]] std::function<void(std::uint64_t done, std::uint64_t total)> listener();

 private:
  Words words_;
  bool can_draw_;
  bool is_drawn_ = false;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point last_{};
};

/// What is shown while recordings are checked, and while they are copied elsewhere.
[[nodiscard]] Progress::Words words_of_check();
[[nodiscard]] Progress::Words words_of_copy();

}  // namespace earwitness::terminal
