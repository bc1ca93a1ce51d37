// SPDX-License-Identifier: MIT
#include "context/find_running.hpp"

#include "archive/archive.hpp"
#include "control/server.hpp"
#include "tests/catch.hpp"
#include "tests/context/home.hpp"
#include "tests/fast_clock.hpp"

using namespace earwitness;
using namespace earwitness::context;
using test::FastClock;

namespace {

/// A recording as other processes see it.
struct Running {
  Running(test::Home& world, const os::Path& root)
      : claim(archive::Claim::acquire(world.context.fs, root)), server(socket_path(root)) {
    claim.announce({1234, server.path().string(), (root / "a-conversation").string()});
  }
  archive::Claim claim;
  control::Server server;
};

}  // namespace

TEST_CASE("find running: the archive's own recording is found by its lock, and none without one") {
  test::Home world;
  CHECK_FALSE(find_running(world.context).has_value());
  const Running running(world, archive_path(world.context));
  CHECK(find_running(world.context).has_value());
}

TEST_CASE("find running: the only one of another archive is found, unless an archive was named") {
  test::Home world;
  const Running running(world, world.folder / "another");
  CHECK(find_running(world.context).has_value());
  world.context.globals.archive = (world.folder / "mine").string();
  CHECK_FALSE(find_running(world.context).has_value());
  world.context.globals.archive = (world.folder / "another").string();
  CHECK(find_running(world.context).has_value());
}

TEST_CASE("find running: of several elsewhere none is taken, and they are named") {
  test::Home world;
  const Running one(world, world.folder / "one");
  const Running two(world, world.folder / "two");
  try {
    static_cast<void>(find_running(world.context));
    FAIL("one of them was taken");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::usage);
    CHECK(std::string(error.what()).find("2 recordings run") == 0);
    CHECK(error.next().subject.find("--archive") != std::string::npos);
  }
}

TEST_CASE("find running: what a killed recording left behind is not one that runs") {
  test::Home world;
  { const Running running(world, world.folder / "another"); }
  world.write(world.folder / "runtime" / "earwitness" / "dead.sock", "");
  CHECK_FALSE(find_running(world.context).has_value());
}

TEST_CASE("find running: one that holds the lock and does not answer is an error that says how to end it") {
  test::Home world;
  const FastClock clock;
  const context::Context context{world.context.fs, clock, {}};
  auto claim = archive::Claim::acquire(world.context.fs, archive_path(context));
  claim.announce({1234, (world.folder / "nobody.sock").string(), ""});
  try {
    static_cast<void>(find_running(context));
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::surroundings);
    CHECK(error.next() == "end it with: kill -TERM 1234");
  }
}
