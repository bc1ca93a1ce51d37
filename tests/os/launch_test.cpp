// SPDX-License-Identifier: MIT
//
// A program that is started for the user holds on to nothing of ours: no file, no terminal, no parent that waits.
#include "os/launch.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "os/descriptor.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;
using namespace std::chrono_literals;

namespace {

std::string read_when_there(const std::filesystem::path& path) {
  for (int i = 0; i < 3000 && !std::filesystem::exists(path); ++i) std::this_thread::sleep_for(10ms);
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("launch: the program has none of our descriptors, and a session of its own") {
  const test::TemporaryFolder folder;
  const auto out = folder / "out";
  const os::Descriptor ours(::open("/dev/zero", O_RDONLY));  // not close-on-exec
  REQUIRE(ours.number() > 2);
  const auto script = "for f in /proc/self/fd/*; do readlink $f; done > " + (folder / "x").string() +
                      "; cut -d' ' -f6 /proc/$$/stat >> " + (folder / "x").string() + "; mv " +
                      (folder / "x").string() + " " + out.string();
  REQUIRE(os::launch_detached({"sh", "-c", script}));
  const auto text = read_when_there(out);
  CAPTURE(text);
  CHECK(text.find("/dev/null") != std::string::npos);
  CHECK(text.find("/dev/zero") == std::string::npos);
  std::istringstream lines(text);
  std::string line;
  while (std::getline(lines, line)) {
    const bool is_own =
        line.empty() || line == "/dev/null" || line.starts_with(folder.path().string()) || line.starts_with("/proc/");
    const bool is_session = line.find_first_not_of(" 0123456789") == std::string::npos;
    CHECK((is_own || is_session));
  }
  CHECK(text.find("\n" + std::to_string(::getsid(0)) + "\n") == std::string::npos);
}

TEST_CASE("launch: what is not there is told") {
  CHECK_FALSE(os::launch_detached({"/no/such/program"}));
  CHECK_FALSE(os::launch_detached({"no-such-program-anywhere"}));
  CHECK_FALSE(os::launch_detached({}));
}
