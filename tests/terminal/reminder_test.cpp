// SPDX-License-Identifier: MIT
//
// The question whether somebody still takes part: asked in time, told once where nobody answers, put off by an answer.
#include "terminal/reminder.hpp"

#include "tests/catch.hpp"

using namespace earwitness;
using namespace std::chrono_literals;
using terminal::Reminder;

TEST_CASE("reminder: it asks after its time, and tells once that nobody answered") {
  const BootTime begin{1h};
  terminal::Reminder reminder(60min, begin);
  CHECK(reminder.poll(begin + 59min) == terminal::Reminder::News::none);
  CHECK(reminder.poll(begin + 60min) == terminal::Reminder::News::asked);
  CHECK(reminder.is_open());
  CHECK(reminder.poll(begin + 64min) == terminal::Reminder::News::none);
  CHECK(reminder.poll(begin + 65min) == terminal::Reminder::News::unanswered);
  CHECK(reminder.poll(begin + 300min) == terminal::Reminder::News::none);
  CHECK(reminder.answer(begin + 301min));
  CHECK_FALSE(reminder.answer(begin + 302min));
  CHECK(reminder.poll(begin + 361min) == terminal::Reminder::News::none);
  CHECK(reminder.poll(begin + 362min) == terminal::Reminder::News::asked);
}

TEST_CASE("reminder: a key puts it off, and zero means never") {
  const BootTime begin{1h};
  terminal::Reminder reminder(60min, begin);
  CHECK_FALSE(reminder.answer(begin + 50min));
  CHECK(reminder.poll(begin + 100min) == terminal::Reminder::News::none);
  terminal::Reminder never(0s, begin);
  CHECK(never.poll(begin + 10000h) == terminal::Reminder::News::none);
}

TEST_CASE("reminder: that the maximum is near is said once each time that it is") {
  terminal::LastMinutes last(2h);
  CHECK_FALSE(last.begin(301));
  CHECK(last.begin(300));
  CHECK_FALSE(last.begin(299));
  CHECK_FALSE(last.begin(2000));  // it was extended
  CHECK(last.begin(299));
  terminal::LastMinutes of_a_short_one(8s);
  CHECK_FALSE(of_a_short_one.begin(3));
  CHECK(of_a_short_one.begin(2));
}
