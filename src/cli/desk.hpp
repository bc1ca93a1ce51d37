// SPDX-License-Identifier: MIT
//
// The person at the terminal while it records: what they see, the keys that they press, what they are asked. What goes
// on there never waits for them, and never ends the recording.
//
//   m  a mark at this very moment; its words are asked on the line below, Enter alone leaves them out
//   p  pause, and go on          +  the maximum ends half an hour later          any key  answers the reminder
//
// Several keys at once are a paste into the wrong window: they do nothing. One thread, the session's.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "cli/keyboard.hpp"
#include "cli/reminder.hpp"
#include "cli/screen.hpp"
#include "cli/wishes.hpp"
#include "os/poller.hpp"
#include "os/terminal.hpp"

namespace earwitness::cli {

class Desk {
 public:
  static constexpr std::chrono::minutes extension{30};

  struct Habits {
    bool watched = true;                  ///< somebody may be looking
    bool asks = true;                     ///< there are keys to press, and questions
    std::chrono::seconds remind_after{};  ///< zero: never
    std::chrono::seconds max{};
  };
  Desk(record::Recording& recording, control::Server& server, const Habits& habits)
      : recording_(recording),
        wishes_(recording, server),
        screen_(habits.watched),
        habits_(habits),
        last_minutes_(habits.max) {}

  /// Audio is on disk: from here on there is something to see and to press.
  void begin(BootTime now);
  void show(BootTime now);
  /// Makes room for something to be said.
  void clear() { screen_.erase(); }
  void watch(os::Poller& poller);
  void take_keys(BootTime now);
  /// True if it was for us.
  bool take(control::ClientId client, const control::Request& request, BootTime now);
  void tell_answers();
  /// How long to wait for something to happen, at the most.
  [[nodiscard]] std::chrono::milliseconds round() const noexcept;

  /// The recording is to end: gives the terminal back. A mark whose words are being typed has those that are there.
  void end();
  /// After the files are closed: the last answers.
  void end_wishes();

 private:
  struct Typing {
    record::CommandId mark;
    TypedLine line{record::max_mark_bytes};
  };
  void press(const Key& key, BootTime now);
  void type(const Key& key);
  void end_typing();
  void answer_reminder(BootTime now);
  void remind(const record::Status& status, BootTime now);
  [[nodiscard]] std::string line_below(const record::Status& status) const;
  void say(const std::string& text);

  record::Recording& recording_;
  Wishes wishes_;
  Screen screen_;
  Habits habits_;
  LastMinutes last_minutes_;
  std::optional<Reminder> reminder_;
  std::optional<os::RawKeys> keys_;
  bool keys_come_ = false;
  Keyboard keyboard_;
  std::optional<Typing> typing_;
  std::optional<BootTime> last_switch_;
  bool began_ = false;
};

}  // namespace earwitness::cli
