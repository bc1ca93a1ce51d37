// SPDX-License-Identifier: MIT
#include "doctor/diagnosis.hpp"

#include "tests/catch.hpp"
#include "tests/contains.hpp"

using namespace earwitness;
using namespace earwitness::doctor;
using test::contains;

namespace {

base::Level level_of(std::int16_t sample) {
  base::Level level;
  level.add(std::as_bytes(std::span(&sample, 1)), 16);
  return level;
}

/// What needs something done says what.
void require_advice(const Diagnosis& diagnosis) {
  INFO(diagnosis.name << ": " << diagnosis.text);
  CHECK_FALSE(diagnosis.text.empty());
  CHECK((diagnosis.outcome == Outcome::ok) == diagnosis.next.empty());
}

archive::Item item(const std::string& name, archive::State state) {
  return {name, "/archive/" + name, state, {}, {}, {}, {}};
}

}  // namespace

TEST_CASE("diagnosis: a microphone is told to be good, as silent as a muted one, or too loud") {
  const auto good = diagnose_sound("mic", level_of(8192));
  const auto muted = diagnose_sound("mic", level_of(3));
  const auto loud = diagnose_sound("mic", level_of(32767));
  CHECK(good.outcome == Outcome::ok);
  CHECK(contains(good.text, "peak level -12 dB"));
  CHECK(muted.outcome == Outcome::attention);
  CHECK(contains(muted.text, "muted"));
  CHECK(loud.outcome == Outcome::attention);
  CHECK(contains(loud.text, "too loud"));
  for (const auto& diagnosis : {good, muted, loud}) require_advice(diagnosis);
  CHECK(muted.figures.at("peak_dbfs").as_double() < -60);
}

TEST_CASE("diagnosis: with under five minutes of room nothing would be recorded, with under an hour it is said") {
  const auto outcome = [](double seconds) {
    const auto diagnosis = diagnose_room(seconds, "/archive");
    require_advice(diagnosis);
    CHECK(contains(diagnosis.text, "/archive"));
    return diagnosis.outcome;
  };
  CHECK(outcome(0) == Outcome::impossible);
  CHECK(outcome(299.9) == Outcome::impossible);
  CHECK(outcome(300) == Outcome::attention);
  CHECK(outcome(3599.9) == Outcome::attention);
  CHECK(outcome(3600) == Outcome::ok);
  CHECK(outcome(1e15) == Outcome::ok);
  CHECK(contains(diagnose_room(46.5 * 60, "/archive").text, "46 minutes"));
}

TEST_CASE("diagnosis: a slow disk and an unsynchronised clock are worth a look, and keep nobody from recording") {
  using std::chrono::milliseconds;
  CHECK(diagnose_sync(milliseconds(3)).outcome == Outcome::ok);
  CHECK(diagnose_sync(milliseconds(2500)).outcome == Outcome::attention);
  CHECK(contains(diagnose_sync(milliseconds(2500)).text, "2.5 s"));
  CHECK(diagnose_clock({true, 1500}).outcome == Outcome::ok);
  CHECK(diagnose_clock({true, 16'000'000}).outcome == Outcome::attention);
  CHECK(diagnose_clock({false, 0}).outcome == Outcome::attention);
  for (const auto& diagnosis :
       {diagnose_sync(milliseconds(3)), diagnose_sync(milliseconds(2500)), diagnose_clock({true, 1500}),
        diagnose_clock({true, 16'000'000}), diagnose_clock({false, 0})}) {
    require_advice(diagnosis);
  }
}

TEST_CASE("diagnosis: what mutes, changes or replaces the microphone on its way is told, the worst first") {
  desktop::LiveSource source{"mic", "A Microphone", false, 0.8, desktop::Processing::none};
  const auto judged = [&](bool is_monitor) {
    auto diagnosis = diagnose_path(source, is_monitor);
    require_advice(diagnosis);
    return diagnosis;
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
  CHECK(diagnose_path(std::nullopt, false).outcome == Outcome::ok);
  CHECK(diagnose_path(std::nullopt, false).figures.at("processed").is_null());
}

TEST_CASE("diagnosis: sleep that is not held off is told with the reason, and what a lid does") {
  desktop::Inhibition held;
  held.answered = true;
  held.why_not = "no such service";
  const auto none = diagnose_sleep(held);
  held.sleep = held.idle = true;
  const auto no_lid = diagnose_sleep(held);
  held.lid = true;
  const auto all = diagnose_sleep(held);
  CHECK(none.outcome == Outcome::attention);
  CHECK(contains(none.text, "no such service"));
  CHECK(no_lid.outcome == Outcome::attention);
  CHECK(contains(no_lid.next.subject, "lid"));
  CHECK(all.outcome == Outcome::ok);
  CHECK(diagnose_sleep({}).outcome == Outcome::attention);
  for (const auto& diagnosis : {none, no_lid, all, diagnose_sleep({})}) require_advice(diagnosis);
}

TEST_CASE("diagnosis: a computer on its battery is to be plugged in, one without or plugged in is well") {
  const auto on_battery = diagnose_power(desktop::Power{true, true, 54});
  CHECK(on_battery.outcome == Outcome::attention);
  CHECK(contains(on_battery.text, "54 %"));
  CHECK(diagnose_power(desktop::Power{true, false, 80}).text == "plugged in, the battery is at 80 %");
  CHECK(diagnose_power(desktop::Power{false, false, {}}).outcome == Outcome::ok);
  CHECK(diagnose_power(std::nullopt).figures.at("on_battery").is_null());
  for (const auto& power :
       std::vector<std::optional<desktop::Power>>{std::nullopt, desktop::Power{true, true, {}},
                                                  desktop::Power{true, false, {}}, desktop::Power{false, false, {}}}) {
    require_advice(diagnose_power(power));
  }
}

TEST_CASE("diagnosis: interrupted recordings are named with what to type") {
  using archive::State;
  const auto none = diagnose_interrupted({item("a", State::sealed), item("b", State::recording)});
  const auto one = diagnose_interrupted({item("a", State::sealed), item("b", State::interrupted)});
  const auto many = diagnose_interrupted({item("a", State::interrupted), item("b", State::interrupted),
                                          item("c", State::interrupted), item("d", State::interrupted)});
  CHECK(none.outcome == Outcome::ok);
  CHECK(one.outcome == Outcome::attention);
  CHECK(one.next == NextStep(Step::recover, "b"));
  CHECK(many.next == Step::recover_all);
  CHECK(contains(many.text, "4 recordings"));
  CHECK(contains(many.text, "a, b, c ..."));
  CHECK(many.figures.at("recordings").size() == 4);
  for (const auto& diagnosis : {none, one, many}) require_advice(diagnosis);
}

TEST_CASE("diagnosis: the worst of all decides") {
  const auto with = [](Outcome outcome) { return Diagnosis{"x", outcome, "x", "x", {}}; };
  CHECK(worst_of({}) == Outcome::ok);
  CHECK(worst_of({with(Outcome::ok), with(Outcome::attention), with(Outcome::ok)}) == Outcome::attention);
  CHECK(worst_of({with(Outcome::impossible), with(Outcome::attention)}) == Outcome::impossible);
}
