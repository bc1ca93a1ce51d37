// SPDX-License-Identifier: MIT
#include "cli/checkup.hpp"

#include <filesystem>

#include "tests/cli/world.hpp"

using namespace earwitness;
using namespace earwitness::cli;

namespace {

base::Level level_of(std::int16_t sample) {
  base::Level level;
  level.add(std::as_bytes(std::span(&sample, 1)), 16);
  return level;
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// What needs something done says what.
void require_advice(const Check& check) {
  INFO(check.name << ": " << check.text);
  CHECK_FALSE(check.text.empty());
  CHECK((check.outcome == Outcome::ok) == check.next.empty());
}

archive::Item item(const std::string& name, archive::State state) {
  return {name, "/archive/" + name, state, {}, {}, {}};
}

}  // namespace

TEST_CASE("checkup: a microphone is told to be good, as silent as a muted one, or too loud") {
  const auto good = judge_sound("mic", level_of(8192));
  const auto muted = judge_sound("mic", level_of(3));
  const auto loud = judge_sound("mic", level_of(32767));
  CHECK(good.outcome == Outcome::ok);
  CHECK(contains(good.text, "12 dB under full scale"));
  CHECK(muted.outcome == Outcome::attention);
  CHECK(contains(muted.text, "muted"));
  CHECK(loud.outcome == Outcome::attention);
  CHECK(contains(loud.text, "too loud"));
  for (const auto& check : {good, muted, loud}) require_advice(check);
  CHECK(muted.figures.at("peak_dbfs") < -60);
}

TEST_CASE("checkup: with under five minutes of room nothing would be recorded, with under an hour it is said") {
  const auto outcome = [](double seconds) {
    const auto check = judge_room(seconds, "/archive");
    require_advice(check);
    CHECK(contains(check.text, "/archive"));
    return check.outcome;
  };
  CHECK(outcome(0) == Outcome::impossible);
  CHECK(outcome(299.9) == Outcome::impossible);
  CHECK(outcome(300) == Outcome::attention);
  CHECK(outcome(3599.9) == Outcome::attention);
  CHECK(outcome(3600) == Outcome::ok);
  CHECK(outcome(1e15) == Outcome::ok);
  CHECK(contains(judge_room(46.5 * 60, "/archive").text, "46 minutes"));
}

TEST_CASE("checkup: a slow disk and an unsynchronised clock are worth a look, and keep nobody from recording") {
  using std::chrono::milliseconds;
  CHECK(judge_sync(milliseconds(3)).outcome == Outcome::ok);
  CHECK(judge_sync(milliseconds(2500)).outcome == Outcome::attention);
  CHECK(contains(judge_sync(milliseconds(2500)).text, "2.5 s"));
  CHECK(judge_clock({true, 1500}).outcome == Outcome::ok);
  CHECK(judge_clock({true, 16'000'000}).outcome == Outcome::attention);
  CHECK(judge_clock({false, 0}).outcome == Outcome::attention);
  for (const auto& check : {judge_sync(milliseconds(3)), judge_sync(milliseconds(2500)), judge_clock({true, 1500}),
                            judge_clock({true, 16'000'000}), judge_clock({false, 0})}) {
    require_advice(check);
  }
}

TEST_CASE("checkup: what mutes, changes or replaces the microphone on its way is told, the worst first") {
  desktop::LiveSource source{"mic", "A Microphone", false, 0.8, desktop::Processing::none};
  const auto judged = [&](bool is_monitor) {
    auto check = judge_path(source, is_monitor);
    require_advice(check);
    return check;
  };
  CHECK(judged(false).outcome == Outcome::ok);
  CHECK(contains(judged(false).text, "volume 80 %"));
  CHECK(contains(judged(true).text, "not a microphone"));
  source.processing = desktop::Processing::noise_suppression;
  CHECK(judged(false).outcome == Outcome::attention);
  CHECK(contains(judged(false).text, "noise suppression"));
  source.is_muted = true;
  CHECK(contains(judged(false).text, "muted"));
  source = {"mic", "", false, 0, desktop::Processing::none};
  CHECK(contains(judged(false).text, "muted"));
  CHECK(judge_path(std::nullopt, false).outcome == Outcome::ok);
  CHECK(judge_path(std::nullopt, false).figures.at("processed").is_null());
}

TEST_CASE("checkup: sleep that is not held off is told with the reason, and what a lid does") {
  desktop::Inhibition held;
  held.answered = true;
  held.why_not = "no such service";
  const auto none = judge_sleep(held);
  held.sleep = held.idle = true;
  const auto no_lid = judge_sleep(held);
  held.lid = true;
  const auto all = judge_sleep(held);
  CHECK(none.outcome == Outcome::attention);
  CHECK(contains(none.text, "no such service"));
  CHECK(no_lid.outcome == Outcome::attention);
  CHECK(contains(no_lid.next, "lid"));
  CHECK(all.outcome == Outcome::ok);
  CHECK(judge_sleep({}).outcome == Outcome::attention);
  for (const auto& check : {none, no_lid, all, judge_sleep({})}) require_advice(check);
}

TEST_CASE("checkup: a computer on its battery is to be plugged in, one without or plugged in is well") {
  const auto on_battery = judge_power(desktop::Power{true, true, 54});
  CHECK(on_battery.outcome == Outcome::attention);
  CHECK(contains(on_battery.text, "54 %"));
  CHECK(judge_power(desktop::Power{true, false, 80}).text == "plugged in, the battery is at 80 %");
  CHECK(judge_power(desktop::Power{false, false, {}}).outcome == Outcome::ok);
  CHECK(judge_power(std::nullopt).figures.at("on_battery").is_null());
  for (const auto& power :
       std::vector<std::optional<desktop::Power>>{std::nullopt, desktop::Power{true, true, {}},
                                                  desktop::Power{true, false, {}}, desktop::Power{false, false, {}}}) {
    require_advice(judge_power(power));
  }
}

TEST_CASE("checkup: interrupted recordings are named with what to type") {
  using archive::State;
  const auto none = judge_interrupted({item("a", State::sealed), item("b", State::recording)});
  const auto one = judge_interrupted({item("a", State::sealed), item("b", State::interrupted)});
  const auto many = judge_interrupted({item("a", State::interrupted), item("b", State::interrupted),
                                       item("c", State::interrupted), item("d", State::interrupted)});
  CHECK(none.outcome == Outcome::ok);
  CHECK(one.outcome == Outcome::attention);
  CHECK(one.next == "earwitness recover b");
  CHECK(many.next == "earwitness recover --all");
  CHECK(contains(many.text, "4 recordings"));
  CHECK(contains(many.text, "a, b, c ..."));
  CHECK(many.figures.at("recordings").size() == 4);
  for (const auto& check : {none, one, many}) require_advice(check);
}

TEST_CASE("checkup: the worst of all decides") {
  const auto with = [](Outcome outcome) { return Check{"x", outcome, "x", "x", {}}; };
  CHECK(worst_of({}) == Outcome::ok);
  CHECK(worst_of({with(Outcome::ok), with(Outcome::attention), with(Outcome::ok)}) == Outcome::attention);
  CHECK(worst_of({with(Outcome::impossible), with(Outcome::attention)}) == Outcome::impossible);
}
