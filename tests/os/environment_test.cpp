// SPDX-License-Identifier: MIT
#include "os/environment.hpp"

#include <stdlib.h>
#include <unistd.h>

#include "tests/catch.hpp"
#include "tests/os/child.hpp"

using namespace earwitness;

TEST_CASE("environment: an empty variable says as much as none") {
  const auto code = test::in_child([] {
    ::unsetenv("EARWITNESS_TEST");
    if (os::environment("EARWITNESS_TEST")) return 1;
    os::set_environment("EARWITNESS_TEST", "");
    if (os::environment("EARWITNESS_TEST")) return 2;
    os::set_environment("EARWITNESS_TEST", "something");
    return os::environment("EARWITNESS_TEST") == "something" ? 0 : 3;
  });
  CHECK(code == 0);
}

TEST_CASE("environment: folders that are not absolute paths are not followed") {
  const auto code = test::in_child([] {
    os::set_environment("HOME", "/home/somebody");
    os::set_environment("XDG_RUNTIME_DIR", "run");
    os::set_environment("XDG_CONFIG_HOME", "config");
    if (os::runtime_folder()) return 1;
    if (os::config_folder() != "/home/somebody/.config") return 2;
    os::set_environment("XDG_RUNTIME_DIR", "/run/user/1");
    os::set_environment("XDG_CONFIG_HOME", "/etc/somebody");
    if (os::runtime_folder() != os::Path("/run/user/1")) return 3;
    return os::config_folder() == "/etc/somebody" ? 0 : 4;
  });
  CHECK(code == 0);
}

TEST_CASE("environment: without HOME the user's own entry is taken") {
  const auto code = test::in_child([] {
    ::unsetenv("HOME");
    return os::home_folder().is_absolute() ? 0 : 1;
  });
  CHECK(code == 0);
}
