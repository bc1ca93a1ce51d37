// SPDX-License-Identifier: MIT
//
// A lock file says who records; what it says may end up in a command that a person types.
#include "archive/archive.hpp"
#include "base/limits.hpp"
#include "tests/catch.hpp"

using namespace earwitness;

TEST_CASE("running: what a recording tells of itself is read back") {
  const auto said = archive::parse_running(R"({"pid":4711,"socket":"/run/s","folder":"/home/a"})"
                                           "\n");
  CHECK(said.pid == 4711);
  CHECK(said.socket == "/run/s");
  CHECK(said.folder == "/home/a");
}

TEST_CASE("running: a number that would be many processes is no process") {
  for (const char* pid :
       {"-1", "0", "-4711", "18446744073709551615", "9223372036854775807", "4194305", "1.5", "\"1\"", "true"}) {
    CAPTURE(pid);
    CHECK(archive::parse_running("{\"pid\":" + std::string(pid) + "}").pid == 0);
  }
}

TEST_CASE("running: what is no path is none, and what is no object says nothing") {
  const auto said = archive::parse_running(R"({"pid":5,"socket":"/a\u0000b","folder":")" +
                                           std::string(limits::path_bytes + 1, 'x') + "\"}");
  CHECK(said.pid == 5);
  CHECK(said.socket.empty());
  CHECK(said.folder.empty());
  for (const char* text : {"", "{", "[5]", "null", "\xFF"}) CHECK(archive::parse_running(text).pid == 0);
}
