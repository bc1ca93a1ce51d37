// SPDX-License-Identifier: MIT
//
// Against logind's double on a real bus it is tested in tests/system/desktop_test.py.
#include "desktop/session_watch.hpp"

#include <chrono>

#include "desktop/sleep_inhibitor.hpp"
#include "os/environment.hpp"
#include "os/socket.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;
using desktop::LockState;

TEST_CASE("lock state: an order and the hint that it was followed are one") {
  LockState state;
  CHECK(state.order(true));
  CHECK_FALSE(state.hint(true));
  CHECK_FALSE(state.order(true));
  CHECK(state.order(false));
  CHECK_FALSE(state.hint(false));
  CHECK_FALSE(state.order(false));
}

TEST_CASE("lock state: hints alone, as after a pause at the keyboard and a password, are told") {
  LockState state;
  CHECK_FALSE(state.hint(false));
  CHECK(state.hint(true));
  CHECK_FALSE(state.hint(true));
  CHECK(state.hint(false));
}

TEST_CASE("lock state: orders alone, to a locker that gives no hints, are told each time") {
  LockState state;
  CHECK(state.order(true));
  CHECK(state.order(true));  // it may have been opened in between
  CHECK(state.order(false));
  CHECK_FALSE(state.order(false));
  CHECK(state.order(true));
}

TEST_CASE("lock state: a screen that a password opens after an order to lock") {
  LockState state;
  CHECK(state.order(true));
  CHECK_FALSE(state.hint(true));
  CHECK(state.hint(false));
  CHECK(state.order(true));
}

TEST_CASE("bus: where none is, or a silent one, nothing is held or told, and neither beginning nor end is held up") {
  const test::TemporaryFolder folder;
  const os::Listener silent(folder / "run" / "silent");
  for (const auto& socket : {folder / "run" / "nobody", silent.path()}) {
    os::set_environment("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=" + socket.string());
    const auto began = std::chrono::steady_clock::now();
    {
      const desktop::SleepInhibitor inhibitor;
      desktop::SessionWatch watch;
      CHECK(watch.take_events().empty());
      const auto state = inhibitor.wait(std::chrono::milliseconds(300));
      CHECK_FALSE((state.sleep || state.idle || state.lid || state.sleep_delayed));
    }
    CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(20));
  }
}

TEST_CASE("bus: that there is none is an answer, with its reason") {
  const test::TemporaryFolder folder;
  os::set_environment("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=" + (folder / "nobody").string());
  const desktop::SleepInhibitor inhibitor;
  const auto state = inhibitor.wait(std::chrono::seconds(20));
  CHECK(state.answered);
  CHECK_FALSE(state.sleep);
  CHECK_FALSE(state.why_not.empty());
}
