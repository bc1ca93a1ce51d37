// SPDX-License-Identifier: MIT
//
// Two silent words on the screen while it records: whether its user still takes part, after a set time and again after
// each; and that the maximum comes near. Neither ever ends anything. Values; one thread, with the clock that is handed
// in.
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

#include "earwitness/base.hpp"

namespace earwitness::terminal {

inline constexpr std::chrono::minutes remind_after_standard{60};

class Reminder {
 public:
  static constexpr std::chrono::minutes unanswered_after{5};

  /// Zero: never.
  Reminder(std::chrono::seconds after, BootTime began) noexcept : after_(after), since_(began) {}

  enum class News { none, asked, unanswered };
  /// What became of it since the last look.
  News poll(BootTime now) noexcept;
  /// A key was pressed, or anything else was asked of the recording. True where that answers a question.
  bool answer(BootTime now) noexcept;
  /// Nobody has to take part in a pause.
  void put_off(BootTime now) noexcept;
  [[nodiscard]] bool is_open() const noexcept { return asked_at_.has_value(); }

 private:
  std::chrono::seconds after_;
  BootTime since_;
  std::optional<BootTime> asked_at_;
  bool told_ = false;
};

class LastMinutes {
 public:
  static constexpr std::chrono::minutes before_maximum{5};

  /// Of a recording of at most `max`: a short one tells it after three quarters of that. Zero: never.
  explicit LastMinutes(std::chrono::seconds max) noexcept
      : before_(std::min<std::chrono::duration<double>>(before_maximum, std::chrono::duration<double>(max) / 4)) {}
  /// True once each time that the end has come near; `left_seconds` until the maximum.
  bool begin(double left_seconds) noexcept;

 private:
  std::chrono::duration<double> before_;
  bool told_ = false;
};

}  // namespace earwitness::terminal
