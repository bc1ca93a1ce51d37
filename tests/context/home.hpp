// SPDX-License-Identifier: MIT
//
// A home of a test's own: no settings, no archive, no runtime folder of the one who runs the tests.
#pragma once

#include <string>
#include <string_view>

#include "context/context.hpp"
#include "os/clock.hpp"
#include "os/environment.hpp"
#include "os/file_system.hpp"
#include "tests/temporary_folder.hpp"

namespace earwitness::test {

struct Home {
  Home() {
    os::set_environment("HOME", (folder / "home").string());
    os::set_environment("XDG_CONFIG_HOME", (folder / "config").string());
    os::set_environment("XDG_DATA_HOME", (folder / "data").string());
    os::set_environment("XDG_RUNTIME_DIR", (folder / "runtime").string());
    os::set_environment("EARWITNESS_ARCHIVE", "");
    os::set_environment("PULSE_SERVER", "unix:" + (folder / "no-server").string());
  }

  void write(const os::Path& path, std::string_view text) {
    os::make_folders(context.fs, path.parent_path());
    os::replace(context.fs, path, text);
  }

  TemporaryFolder folder;
  context::Context context{os::posix_file_system(), os::posix_clock(), {}};
};

}  // namespace earwitness::test
