// SPDX-License-Identifier: MIT
//
// What a person sees while it records: the meter, and below it one line: the keys, a question, or words that are being
// typed. Without a terminal a plain line now and then. The cursor rests at the meter's beginning, so that whatever a
// window that was made narrower has wrapped lies below it and is erased with it. One thread.
#pragma once

#include <string>
#include <string_view>

#include "record/recording.hpp"

namespace earwitness::terminal {

/// The line that says that a recording runs: for how long, how loud, what was clipped, how long the disk lasts. Of a
/// call, how loud either side is. A value.
class Meter {
 public:
  /// The line for a terminal of that width, at most one column less, without an end of line. `now` only moves the peak
  /// hold.
  [[nodiscard]] std::string line(const record::Status& status, int columns, BootTime now);

 private:
  /// The highest level, for a moment.
  struct Hold {
    double dbfs = -144.0;
    BootTime since{};
    void add(double level_dbfs, BootTime now);
  };
  [[nodiscard]] std::string call_line(const record::Status& status, const std::string& head, std::size_t width) const;

  Hold held_;
  Hold far_held_;  ///< of a call
};

class Screen {
 public:
  /// `watched`: somebody may be looking at all.
  explicit Screen(bool watched);

  [[nodiscard]] bool has_meter() const noexcept { return meter_shown_; }
  /// Of the terminal, so that a line of one less does not wrap.
  [[nodiscard]] static int columns();
  /// `below` is printable; it is cut to the width.
  void show(const record::Status& status, std::string_view below, BootTime now);
  /// Takes both lines away, so that something can be said in their place.
  void erase();

 private:
  void draw(const std::string& meter, std::string_view below, int columns);

  bool watched_;
  bool meter_shown_;
  Meter meter_;
  BootTime last_plain_line_{};
  int drawn_columns_ = 0;  ///< 0: nothing stands on the screen
};

}  // namespace earwitness::terminal
