// SPDX-License-Identifier: MIT
#include "terminal/desk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/time.hpp"
#include "base/translate.hpp"
#include "log/log.hpp"
#include "terminal/ask_user.hpp"
#include "terminal/columns.hpp"
#include "terminal/terminal.hpp"

namespace earwitness::terminal {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds round_with_meter{250};
constexpr milliseconds round_without_meter{1000};
/// A key that is held down, or hit twice, must not pause and go on and pause.
constexpr milliseconds min_switch_interval{500};
constexpr std::size_t max_round_bytes = 4096;

/// The longest of them that fits.
std::string fitting(std::array<std::string, 3> texts, std::size_t columns) {
  for (auto& text : texts) {
    if (columns_of(text) <= columns) return std::move(text);
  }
  return std::move(texts.back());
}

}  // namespace

void Desk::begin(record::Recording& recording, session::Commands& commands, BootTime now) {
  recording_ = &recording;
  commands_ = &commands;
  if (!screen_.has_meter() || !habits_.asks) return;
  keys_.emplace();
  keys_come_ = keys_->acquire();
  reminder_.emplace(habits_.remind_after, now);
}

milliseconds Desk::round_interval() const noexcept {
  return screen_.has_meter() ? round_with_meter : round_without_meter;
}

void Desk::show(BootTime now) {
  const auto status = recording_->status();
  remind(status, now);
  screen_.show(status, line_below(status), now);
}

void Desk::watch(os::Poller& poller) {
  keys_come_ = keys_ && keys_->acquire();
  if (keys_come_) poller.watch(keys_->fd());
}

void Desk::handle_keys(BootTime now) {
  if (!keys_come_) return;
  std::string bytes;
  while (bytes.size() < max_round_bytes) {
    const auto byte = keys_->next();
    if (!byte) break;
    bytes += *byte;
  }
  const auto pressed = keyboard_.decode(bytes);
  if (pressed.empty()) return;
  answer_reminder(now);
  // Only the words of a mark are typed, or pasted, in one go.
  if (!typing_ && pressed.size() > 1 && pressed.front().character != "m") {
    const auto ends = [&](const Key& key) { return word_.follow(key, now) == TypedWord::What::end; };
    if (std::count_if(pressed.begin(), pressed.end(), ends) > 0) show_way_to_stop();
    return;
  }
  for (const auto& key : pressed) {
    if (!typing_) {
      press(key, now);
      continue;
    }
    type(key);
    if (!typing_) return;  // what was pasted after the end of a line is no key
  }
}

void Desk::show_way_to_stop() { say(_("commands are not typed in this window: to stop and seal, press Ctrl-C")); }

void Desk::press(const Key& key, BootTime now) {
  switch (word_.follow(key, now)) {
    case TypedWord::What::end:
      return show_way_to_stop();
    case TypedWord::What::letter:
      return;
    case TypedWord::What::key:
      break;
  }
  if (key.character == "m") {
    typing_.emplace(Typing{commands_->post(record::MarkCommand{now, std::nullopt})});
  } else if (key.character == "+") {
    commands_->post(record::ExtendCommand{extension});
  } else if (key.character == "p") {
    if (commands_->is_switching() || (last_switch_ && now - *last_switch_ < min_switch_interval)) return;
    last_switch_ = now;
    if (recording_->status().paused) {
      commands_->post(record::ResumeCommand{});
    } else {
      commands_->post(record::PauseCommand{});
    }
  }
}

void Desk::type(const Key& key) {
  typing_->line.apply(key);
  if (key.what == Key::What::enter || key.what == Key::What::escape) end_typing();
}

void Desk::end_typing() {
  if (!typing_) return;
  const auto words = typing_->line.text();
  commands_->post(record::MarkTextCommand{typing_->mark, words});
  typing_.reset();
  if (words.empty()) return;  // that there is a mark was said when it was made
  // Shown and not logged: they are in the recording, and nowhere else.
  screen_.erase();
  terminal::say(tr("earwitness: marked: {}\n", words));
}

void Desk::say(const std::string& text) {
  screen_.erase();
  log::info(text);
}

void Desk::answer_reminder(BootTime now) {
  if (reminder_ && reminder_->answer(now)) recording_->post(record::ScreenEvent{"answered"});
}

void Desk::remind(const record::Status& status, BootTime now) {
  if (reminder_ && status.paused) reminder_->put_off(now);
  if (reminder_ && keys_come_ && reminder_->poll(now) == Reminder::News::unanswered) {
    recording_->post(record::ScreenEvent{"reminder"});
  }
  if (habits_.watched && habits_.asks && last_minutes_.begin(status.left_seconds)) {
    const auto left = base::clock_of(std::max(status.left_seconds, 0.0));
    say(keys_come_ ? tr("it ends by itself in {}: the key + adds half an hour", left)
                   : tr("it ends by itself in {}; for half an hour more: earwitness extend 30", left));
  }
}

std::string Desk::line_below(const record::Status& status) const {
  if (!keys_come_) return {};
  const auto room = static_cast<std::size_t>(std::max(Screen::columns() - 1, 1));
  if (typing_) {
    const auto question = fitting({_("mark, and its words (Enter ends): "), _("mark: "), "m "}, room / 2 + 1);
    const auto used = columns_of(question) + 1;
    return fmt::format("{}{}_", question, last_columns(typing_->line.text(), room > used ? room - used : 1));
  }
  if (reminder_ && reminder_->is_open()) {
    return fitting({_("Are you still taking part in this conversation? Press any key."),
                    _("Still taking part? Press any key."), _("Press any key.")},
                   room);
  }
  if (status.paused) {
    return fitting({_("keys: p resume   m mark   + 30 min longer   Ctrl-C stop and seal"),
                    _("p resume  m mark  + 30 min  ^C stop"), _("p resume  ^C stop")},
                   room);
  }
  return fitting({_("keys: m mark   p pause   + 30 min longer   Ctrl-C stop and seal"),
                  _("m mark  p pause  + 30 min  ^C stop"), _("m  p  +  ^C")},
                 room);
}

void Desk::end() {
  end_typing();
  screen_.erase();
  if (keys_ && keys_->acquire()) {
    while (keys_->next()) {  // what was pressed for us is no answer to what is asked next
    }
  }
  keys_.reset();
  keys_come_ = false;
}

bool Desk::can_ask() { return can_ask_user(); }

control::MeRequest Desk::ask_who(const std::function<bool()>& give_up) { return terminal::ask_who(give_up); }

}  // namespace earwitness::terminal
