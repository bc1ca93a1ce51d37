// SPDX-License-Identifier: MIT
#include "capture/sound_call.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <stdexcept>
#include <thread>

#include "earwitness/base.hpp"
#include "tests/catch.hpp"
#include "tests/os/child.hpp"

using namespace earwitness;
using capture::GivenUp;
using std::chrono::milliseconds;

TEST_CASE("sound call: it gives back what the call throws, and nothing else") {
  int done = 0;
  capture::call_sound_system([&](const GivenUp&) { ++done; });
  CHECK(done == 1);
  CHECK_THROWS_AS(capture::call_sound_system([](const GivenUp&) { throw std::out_of_range("it"); }), std::out_of_range);
}

TEST_CASE("sound call: one that hangs is left behind with what it owns, and no other begins until it is over") {
  auto wake = std::make_shared<std::promise<void>>();
  auto owned = std::make_shared<int>(1);
  auto saw_given_up = std::make_shared<std::atomic<bool>>(false);
  const std::weak_ptr<int> alive = owned;
  const auto hang = [wake, owned, saw_given_up](const GivenUp& given_up) {
    wake->get_future().wait();
    saw_given_up->store(given_up);
  };
  owned.reset();
  {
    auto moved = std::function<void(const GivenUp&)>(hang);
    CHECK_THROWS_AS(capture::call_sound_system(std::move(moved), milliseconds(50)), DeviceError);
  }
  bool begun = false;
  CHECK_THROWS_AS(capture::call_sound_system([&](const GivenUp&) { begun = true; }), DeviceError);
  CHECK_FALSE(begun);
  CHECK_FALSE(alive.expired());
  wake->set_value();
  CHECK(test::wait_for([&] {
    try {
      capture::call_sound_system([&](const GivenUp&) { begun = true; });
      return true;
    } catch (const DeviceError&) {
      return false;
    }
  }));
  CHECK(begun);
  CHECK(saw_given_up->load());
}
