// SPDX-License-Identifier: MIT
//
// When a microphone counts as lost: by what comes while this process runs, not by what the sound system says.
#include "record/device_watch.hpp"

#include "tests/catch.hpp"

using namespace earwitness;
using namespace std::chrono_literals;
using record::DeviceWatch;

namespace {

constexpr BootTime begin{1h};

}  // namespace

TEST_CASE("device watch: one that is known to be gone is lost as soon as nothing more comes") {
  DeviceWatch watch(begin);
  CHECK_FALSE(watch.update(begin + 200ms, true, false));
  CHECK_FALSE(watch.update(begin + 400ms, false, false));
  CHECK(watch.update(begin + 600ms, false, false));
}

TEST_CASE("device watch: one that says it is there is lost after three silent seconds of our own running") {
  DeviceWatch watch(begin);
  auto now = begin;
  for (int i = 0; i < 14; ++i) CHECK_FALSE(watch.update(now += 200ms, false, true));
  CHECK(watch.update(now += 200ms, false, true));
}

TEST_CASE("device watch: a block begins the count anew") {
  DeviceWatch watch(begin);
  auto now = begin;
  for (int i = 0; i < 14; ++i) CHECK_FALSE(watch.update(now += 200ms, false, true));
  CHECK_FALSE(watch.update(now += 200ms, true, true));
  CHECK(watch.silent() == 0ns);
  for (int i = 0; i < 14; ++i) CHECK_FALSE(watch.update(now += 200ms, false, true));
}

TEST_CASE("device watch: the time in which this process was stopped is not the microphone's silence") {
  DeviceWatch watch(begin);
  CHECK_FALSE(watch.update(begin + 60s, false, true));
  CHECK(watch.silent() == DeviceWatch::max_step);
}
