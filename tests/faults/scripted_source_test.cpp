// SPDX-License-Identifier: MIT
//
// A scripted microphone delivers what its script says when its script says it, to the frame.
#include "tests/faults/scripted_source.hpp"

#include "tests/catch.hpp"

using namespace earwitness;
using namespace earwitness::faults;
using namespace std::chrono_literals;

namespace {

constexpr AudioFormat stereo{8000, 2, 16};

struct Ear {
  std::shared_ptr<ring::AudioRing> ring = std::make_shared<ring::AudioRing>(stereo, 80'000);
  ring::AudioRing::Consumer consumer{*ring};

  /// Blocks as "first number+frames", with what was said of losses.
  std::string hear() {
    std::string heard;
    while (const auto* block = consumer.block()) {
      const auto samples = consumer.samples(*block);
      heard += std::to_string(number_of(samples.first, stereo).value_or(-1)) + "+" + std::to_string(block->frames);
      heard += block->device_overflow ? "! " : " ";
      consumer.release(*block);
    }
    return heard;
  }
};

}  // namespace

TEST_CASE("scripted source: steady delivery keeps the pace of its clock for hours") {
  const World world;
  auto device = std::make_shared<Device>(world, stereo, steady(stereo, 2000, 300));
  ScriptedSource source(device);
  Ear ear;
  source.start(ear.ring);
  world.pass(249ms);
  CHECK(ear.hear() == "");
  world.pass(751ms);
  CHECK(ear.hear() == "0+2000 2000+2000 4000+2000 6000+2000 ");
  for (int i = 0; i < 3600; ++i) {
    world.pass(1s);
    (void)ear.hear();
  }
  CHECK(std::abs(device->sounded() - static_cast<Frames>(3601 * 8000 * 1.0003)) <= 2000);
}

TEST_CASE("scripted source: bursts, losses, flags, silence and the end come as written") {
  const World world;
  auto device = std::make_shared<Device>(world, stereo,
                                         script({{1s, 100}, {5s, 200}, {0s, 300, 50, true}, {1s, 0, 1000}, {1s, 10}}));
  ScriptedSource source(device);
  Ear ear;
  source.start(ear.ring);
  world.pass(1s);
  CHECK(ear.hear() == "0+100 ");
  world.pass(5s);
  CHECK(ear.hear() == "100+200 350+300! ");
  CHECK(source.active());
  world.pass(10s);
  CHECK(ear.hear() == "1650+10 ");
  CHECK_FALSE(source.active());
}

TEST_CASE("scripted source: after a stop comes nothing, and who opens the device again hears it go on") {
  const World world;
  auto device = std::make_shared<Device>(world, stereo, steady(stereo, 2000));
  Ear ear;
  {
    ScriptedSource source(device);
    source.start(ear.ring);
    world.pass(250ms);
    source.stop();
    world.pass(1s);
  }
  device->set_present(false);
  CHECK_THROWS_AS(ScriptedSource(device).start(ear.ring), DeviceError);
  device->set_present(true);
  ScriptedSource again(device);
  again.start(ear.ring);
  world.pass(250ms);
  CHECK(ear.hear() == "0+2000 2000+2000 ");
}
