// SPDX-License-Identifier: MIT
#include "os/child.hpp"

#include <cerrno>
#include <chrono>

#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;
using namespace std::chrono_literals;
using os::ChildEnd;

namespace {

std::string read(const os::Path& path) { return os::read_all(os::posix_file_system(), path, 1 << 20); }

}  // namespace

TEST_CASE("a command is split at spaces, and quotes keep words together") {
  using Words = std::vector<std::string>;
  CHECK(os::command_words("code --wait") == Words{"code", "--wait"});
  CHECK(os::command_words("  vim -c 'set spell' \"a 'b' c\"d ''") == Words{"vim", "-c", "set spell", "a 'b' cd", ""});
  CHECK(os::command_words("a$B;`c` \\d") == Words{"a$B;`c`", "\\d"});
  for (const char* wrong : {"", "  ", "vim 'x", "''"}) {
    INFO(wrong);
    CHECK_THROWS_AS(os::command_words(wrong), Error);
  }
}

TEST_CASE("a program's output, its messages and how it ended come back, and no word of it meets a shell") {
  const test::TemporaryFolder folder;
  const auto end = os::run_unattended({"sh", "-c", "echo \"$1\"; echo said >&2; exit 3", "sh", "$(date); *"},
                                      folder.path() / "out", folder.path() / "said", 60s);
  CHECK(end.why == ChildEnd::Why::exited);
  CHECK(end.code == 3);
  CHECK_FALSE(end.succeeded());
  CHECK(read(folder.path() / "out") == "$(date); *\n");
  CHECK(read(folder.path() / "said") == "said\n");
  CHECK_FALSE(os::posix_file_system().status(folder.path() / "out")->exposed);
}

TEST_CASE("a program that goes on too long is ended, and so is what it started") {
  const test::TemporaryFolder folder;
  const auto end = os::run_unattended({"sh", "-c", "trap '' TERM; sleep 1000 & wait; sleep 1000"},
                                      folder.path() / "out", folder.path() / "said", 1s);
  CHECK(end.why == ChildEnd::Why::timed_out);
}

TEST_CASE("a program that is stopped is ended within seconds, long before its time is over") {
  const test::TemporaryFolder folder;
  const auto begin = std::chrono::steady_clock::now();
  const auto end =
      os::run_unattended({"sh", "-c", "kill -STOP $$; exit 0"}, folder.path() / "out", folder.path() / "said", 1h);
  CHECK(end.why == ChildEnd::Why::stopped);
  CHECK_FALSE(end.succeeded());
  CHECK(std::chrono::steady_clock::now() - begin < 60s);
}

TEST_CASE("a program that is not there is an error that names it") {
  const test::TemporaryFolder folder;
  try {
    (void)os::run_unattended({"earwitness-no-such"}, folder.path() / "out", folder.path() / "said", 1s);
    FAIL("it was started");
  } catch (const FileError& error) {
    CHECK(error.code() == ENOENT);
    CHECK(error.subject() == "earwitness-no-such");
  }
}
