// SPDX-License-Identifier: MIT
//
// The person at the terminal while it records: what they see, the keys that they press, what they are asked. What goes
// on there never waits for them, and never ends the recording.
//
//   m  a mark at this very moment; its words are asked on the line below, Enter alone leaves them out
//   p  pause, and go on          +  the maximum ends half an hour later          any key  answers the reminder
//
// Several keys at once are a paste into the wrong window: they do nothing. Neither do letters of a word that is typed
// here, such as `stop`, whose last one is no pause: Enter behind it shows which key ends the recording. One thread, the
// session's.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "os/poller.hpp"
#include "os/terminal.hpp"
#include "session/session.hpp"
#include "terminal/keyboard.hpp"
#include "terminal/reminder.hpp"
#include "terminal/screen.hpp"

namespace earwitness::terminal {

class Desk final : public session::Observer {
 public:
  static constexpr std::chrono::minutes extension{30};

  struct Habits {
    bool watched = true;                  ///< somebody may be looking
    bool asks = true;                     ///< there are keys to press, and questions
    std::chrono::seconds remind_after{};  ///< zero: never
    std::chrono::seconds max{};
  };
  explicit Desk(const Habits& habits) : screen_(habits.watched), habits_(habits), last_minutes_(habits.max) {}

  void begin(record::Recording& recording, session::Commands& commands, BootTime now) override;
  void show(BootTime now) override;
  void watch(os::Poller& poller) override;
  void handle_keys(BootTime now) override;
  [[nodiscard]] std::chrono::milliseconds round_interval() const noexcept override;
  void note_command(BootTime now) override { answer_reminder(now); }
  void clear() override { screen_.erase(); }
  /// A mark whose words are being typed has those that are there.
  void end() override;
  [[nodiscard]] bool can_ask() override;
  [[nodiscard]] control::MeRequest ask_who(const std::function<bool()>& give_up) override;

 private:
  struct Typing {
    record::CommandId mark;
    TypedLine line{record::max_mark_bytes};
  };
  void press(const Key& key, BootTime now);
  void show_way_to_stop();
  void type(const Key& key);
  void end_typing();
  void answer_reminder(BootTime now);
  void remind(const record::Status& status, BootTime now);
  [[nodiscard]] std::string line_below(const record::Status& status) const;
  void say(const std::string& text);

  record::Recording* recording_ = nullptr;  // both since begin()
  session::Commands* commands_ = nullptr;
  Screen screen_;
  Habits habits_;
  LastMinutes last_minutes_;
  std::optional<Reminder> reminder_;
  std::optional<os::RawKeys> keys_;
  bool keys_come_ = false;
  Keyboard keyboard_;
  std::optional<Typing> typing_;
  std::optional<BootTime> last_switch_;
  TypedWord word_;
};

}  // namespace earwitness::terminal
