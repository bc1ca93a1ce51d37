// SPDX-License-Identifier: MIT
#include "desktop/sources.hpp"

#include <chrono>

#include "os/environment.hpp"
#include "os/socket.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;

namespace {

/// Asks whatever is at that path; a bound far above the two seconds that it may take, for slow machines.
void require_no_answer(const os::Path& socket) {
  os::set_environment("PULSE_SERVER", "unix:" + socket.string());
  const auto began = std::chrono::steady_clock::now();
  CHECK_THROWS_AS(desktop::list_sources(), DeviceError);
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(20));
}

}  // namespace

TEST_CASE("desktop: a sound server that is not there, or silent, is an error and never a wait without end") {
  const test::TemporaryFolder folder;
  require_no_answer(folder / "run" / "nobody");
  const os::Listener silent(folder / "run" / "silent");
  require_no_answer(silent.path());
}
