// SPDX-License-Identifier: MIT
//
// What follows from what the desktop does. With a real sound server and logind's double it is tested in tests/system
// (moved_test.py, login_test.py).
#include "session/surroundings.hpp"

#include "base/text.hpp"
#include "tests/catch.hpp"

using namespace earwitness;
using desktop::SessionEvent;
using desktop::SourceChange;
using session::Remark;

namespace {

const desktop::LiveSource headset{"usb-headset", "A Headset", false, 1, desktop::Processing::none};

session::Consequence of(SourceChange::What what, const desktop::LiveSource& source = headset) {
  return session::consequence_of(SourceChange{what, source});
}

}  // namespace

TEST_CASE("surroundings: many inputs that are mixed into few are told with how much quieter one alone is") {
  auto interface = headset;
  interface.inputs = 12;
  interface.recorded = 1;
  const auto remark = of(SourceChange::What::found, interface).remark;
  REQUIRE(remark.has_value());
  CHECK(remark->weight == Remark::Weight::warning);
  CHECK(remark->text.find("12 inputs") != std::string::npos);
  CHECK(remark->text.find("22 dB") != std::string::npos);
  interface.recorded = 12;
  CHECK(of(SourceChange::What::found, interface).remark->weight == Remark::Weight::note);
  interface.inputs = 2;
  interface.recorded = 1;
  CHECK(of(SourceChange::What::found, interface).remark->weight == Remark::Weight::note);
}

TEST_CASE("surroundings: one channel alone is named with how many there are, and what a move makes of it is told") {
  auto source = headset;
  source.inputs = 4;
  source.recorded = 3;
  source.positions = {"aux0", "aux1", "front-left", "front-right"};
  source.opened = {"front-left", "front-right", "aux0"};
  const auto found = session::consequence_of({SourceChange::What::found, source}, 1);
  CHECK(std::get<record::DeviceNamed>(found.events.at(0)).name == "A Headset (usb-headset), channel 1 of 4");
  CHECK(found.remark->weight == Remark::Weight::note);  // nothing is mixed
  CHECK(session::heard_channel(source, 1).place == 2);
  CHECK(session::heard_channel(source, 4).place == 1);

  const auto gone = session::consequence_of({SourceChange::What::moved, source}, 2);
  CHECK(gone.remark->text.find("whose channel 2 can't be heard in it") != std::string::npos);
  const auto fewer = session::consequence_of({SourceChange::What::moved, source}, 5);
  CHECK(fewer.remark->text.find("has no channel 5: its first one is recorded") != std::string::npos);
  CHECK(std::get<record::SourceMoved>(fewer.events.at(0)).name == "A Headset (usb-headset), channel 1 of 4");
  const auto same = session::consequence_of({SourceChange::What::moved, source}, 3);
  CHECK(same.remark->text.find("another microphone") != std::string::npos);
}

TEST_CASE("surroundings: a recording of what is played is a warning that stays, and not another microphone") {
  auto monitor = headset;
  monitor.is_monitor = true;
  CHECK(of(SourceChange::What::moved, monitor).remark->weight == Remark::Weight::note);
  const auto begins = of(SourceChange::What::monitor, monitor);
  REQUIRE(begins.warning.has_value());
  CHECK(begins.warning->warning == record::Warning::monitor);
  CHECK(begins.warning->begins);
  CHECK_FALSE(begins.remark.has_value());
  CHECK_FALSE(of(SourceChange::What::microphone).warning->begins);
}

TEST_CASE("surroundings: the first microphone is a note of the journal and none of the terminal's business") {
  const auto result = of(SourceChange::What::found);
  REQUIRE(result.events.size() == 1);
  CHECK(std::get<record::DeviceNamed>(result.events[0]).name == "A Headset (usb-headset)");
  REQUIRE(result.remark);
  CHECK(result.remark->weight == Remark::Weight::note);
}

TEST_CASE("surroundings: a move is journaled and a warning with what to do") {
  const auto result = of(SourceChange::What::moved);
  REQUIRE(result.events.size() == 1);
  CHECK(std::get<record::SourceMoved>(result.events[0]).name == "A Headset (usb-headset)");
  REQUIRE(result.remark);
  CHECK(result.remark->weight == Remark::Weight::warning);
  CHECK_FALSE(result.remark->next.empty());
}

TEST_CASE("surroundings: a mute and a filter are warnings, and their ends are said") {
  auto filtered = headset;
  filtered.processing = desktop::Processing::noise_suppression;
  const auto filter = of(SourceChange::What::processed, filtered);
  CHECK(filter.events.empty());
  REQUIRE(filter.remark);
  CHECK(filter.remark->weight == Remark::Weight::warning);
  CHECK(filter.remark->text.find("noise suppression") != std::string::npos);
  CHECK(of(SourceChange::What::muted).remark->weight == Remark::Weight::warning);
  CHECK(of(SourceChange::What::unmuted).remark->weight == Remark::Weight::info);
  CHECK(of(SourceChange::What::unprocessed).remark->weight == Remark::Weight::info);
}

TEST_CASE("surroundings: a hostile name is text that a note can hold") {
  auto hostile = headset;
  hostile.description = "bad \xff";
  const auto broken = std::get<record::DeviceNamed>(of(SourceChange::What::found, hostile).events.at(0)).name;
  CHECK(base::is_valid_utf8(broken));
  CHECK(broken.find("usb-headset") != std::string::npos);
  hostile.description = std::string(100'000, 'x');
  CHECK(std::get<record::DeviceNamed>(of(SourceChange::What::found, hostile).events.at(0)).name.size() < 1000);
  hostile.description = hostile.name;
  CHECK(std::get<record::DeviceNamed>(of(SourceChange::What::found, hostile).events.at(0)).name == "usb-headset");
}

TEST_CASE("surroundings: lock, unlock and a closed lid are journaled, and shown to nobody") {
  for (const auto& [event, word] :
       {std::pair{SessionEvent::locked, "lock"}, std::pair{SessionEvent::unlocked, "unlock"},
        std::pair{SessionEvent::lid_closed, "lid"}}) {
    const auto result = session::consequence_of(event);
    REQUIRE(result.events.size() == 1);
    CHECK(std::get<record::ScreenEvent>(result.events[0]).what == word);
    REQUIRE(result.remark);
    CHECK(result.remark->weight == Remark::Weight::note);
  }
}

TEST_CASE("surroundings: that the computer goes to sleep is a warning") {
  const auto result = session::consequence_of(SessionEvent::going_to_sleep);
  CHECK(result.events.empty());
  REQUIRE(result.remark);
  CHECK(result.remark->weight == Remark::Weight::warning);
}
