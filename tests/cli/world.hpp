// SPDX-License-Identifier: MIT
//
// A home of a test's own for commands that are run without a process: no settings, no archive, no runtime folder of the
// one who runs the tests.
#pragma once

#include <string>
#include <vector>

#include "cli/app.hpp"
#include "context/context.hpp"
#include "earwitness/base.hpp"
#include "os/environment.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

namespace earwitness::test {

struct World {
  World() {
    os::set_environment("HOME", (folder / "home").string());
    os::set_environment("XDG_CONFIG_HOME", (folder / "config").string());
    os::set_environment("XDG_DATA_HOME", (folder / "data").string());
    os::set_environment("XDG_RUNTIME_DIR", (folder / "runtime").string());
    os::set_environment("EARWITNESS_ARCHIVE", "");
    os::set_environment("PULSE_SERVER", "unix:" + (folder / "no-server").string());
  }

  /// The words of a command line; their result goes to stdout.
  terminal::ExitCode run(const std::vector<std::string>& words) {
    context.globals = {};
    return cli::run_words(words, context);
  }

  /// The error that they throw.
  Error error(const std::vector<std::string>& words) {
    try {
      static_cast<void>(run(words));
    } catch (const Error& thrown) {
      return thrown;
    }
    FAIL("no error");
    return {ErrorKind::usage, {}, {}};
  }

  void write(const os::Path& path, std::string_view text) {
    os::make_folders(context.fs, path.parent_path());
    os::replace(context.fs, path, text);
  }

  TemporaryFolder folder;
  context::Context context{os::posix_file_system(), os::posix_clock(), {}};
};

}  // namespace earwitness::test
