// SPDX-License-Identifier: MIT
//
// With real servers it is tested in tests/system/one_channel_test.py.
#include "desktop/channels.hpp"

#include "tests/catch.hpp"

using namespace earwitness::desktop;

namespace {

const Positions in_a_room{"front-left", "front-right", "front-center", "lfe", "rear-left", "rear-right"};

Positions in_a_studio(int inputs) {
  Positions all;
  for (int i = 0; i < inputs; ++i) all.push_back("aux" + std::to_string(i));
  return all;
}

}  // namespace

TEST_CASE("channels: the plug-in's own names are those of its source") {
  CHECK(plugin_positions(1) == Positions{"mono"});
  CHECK(plugin_positions(3) == Positions{"front-left", "front-right", "aux0"});
  CHECK(plugin_positions(7).back() == "aux0");
  CHECK(plugin_positions(8).back() == "side-right");
  CHECK(plugin_positions(10).back() == "aux1");
}

TEST_CASE("channels: the only one of a source is had without more") {
  CHECK(find_place({"mono"}, 1, true)->opened == 1);
  CHECK_FALSE(find_place({"mono"}, 2, false).has_value());
  CHECK_FALSE(find_place({"mono"}, 0, false).has_value());
}

TEST_CASE("channels: one that has a place in a room is found by its name, with all others beside it") {
  const auto center = find_place(in_a_room, 3, false);
  REQUIRE(center.has_value());
  CHECK(center->opened == 6);
  CHECK(center->at == 4);
  CHECK(find_place(in_a_room, 3, true)->at == 4);
  CHECK(find_place({"front-right", "front-left"}, 1, true)->at == 1);
}

TEST_CASE("channels: one that has none is had from PulseAudio by as few as will do, and from PipeWire not at all") {
  CHECK(find_place(in_a_studio(12), 1, false)->opened == 3);
  CHECK(find_place(in_a_studio(12), 1, false)->at == 2);
  CHECK(find_place(in_a_studio(12), 12, false)->opened == 20);
  CHECK(find_place(in_a_studio(24), 24, false)->opened == 32);
  CHECK_FALSE(find_place(in_a_studio(26), 26, false).has_value());
  CHECK_FALSE(find_place(in_a_studio(4), 1, true).has_value());
}

TEST_CASE("channels: where the server would mix it with others, it can't be had") {
  CHECK_FALSE(find_place({"front-left", "front-right", "mono"}, 1, false).has_value());
  CHECK_FALSE(find_place({"front-left", "top-center"}, 1, false).has_value());
  CHECK_FALSE(find_place({"aux0", "aux0"}, 1, false).has_value());
  CHECK_FALSE(find_place({"front-left", "front-right", "lfe"}, 1, true).has_value());
  CHECK(find_place({"front-left", "front-right", "lfe"}, 3, false)->opened == 6);
}

TEST_CASE("channels: after a move it is where the open stream has its name") {
  const auto stream = plugin_positions(3);
  CHECK(place_in(stream, in_a_studio(12), 1) == 2);
  CHECK_FALSE(place_in(stream, in_a_studio(12), 2).has_value());
  CHECK(place_in(stream, {"front-left", "front-right"}, 2) == 1);
  CHECK(place_in(stream, {"mono"}, 1) == 0);
  CHECK_FALSE(place_in(stream, {"mono"}, 2).has_value());
}
