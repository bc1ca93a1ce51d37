// SPDX-License-Identifier: MIT
#include "os/socket.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <string>

#include "os/poller.hpp"
#include "tests/catch.hpp"
#include "tests/os/child.hpp"
#include "tests/os/mode_of.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;
using test::mode_of;

namespace {

std::string read_now(os::Connection& connection) {
  os::Poller poller;
  poller.watch(connection.fd());
  REQUIRE(poller.wait(test::patience));
  std::array<char, 100> buffer{};
  const auto got = connection.read(buffer);
  return got ? std::string(buffer.data(), *got) : "ended";
}

void require_talk(os::Listener& listener) {
  auto client = os::Connection::connect(listener.path());
  REQUIRE(client.has_value());
  auto server = listener.accept();
  REQUIRE(server.has_value());
  REQUIRE(client->write("question") == 8U);
  CHECK(read_now(*server) == "question");
  REQUIRE(server->write("answer") == 6U);
  CHECK(read_now(*client) == "answer");
}

}  // namespace

TEST_CASE("socket: both ends hear each other, in a folder and a file that only we may enter") {
  const test::TemporaryFolder folder;
  os::Listener listener(folder / "run" / "a.sock");
  CHECK(mode_of(folder / "run") == 0700);
  CHECK(mode_of(folder / "run" / "a.sock") == 0600);
  CHECK_FALSE(listener.accept().has_value());
  require_talk(listener);
}

TEST_CASE("socket: a path longer than the 108 bytes of an address works") {
  const test::TemporaryFolder folder;
  os::Listener listener(folder / std::string(120, 'a') / std::string(120, 'b') / "a.sock");
  REQUIRE(listener.path().string().size() > 240);
  require_talk(listener);
}

TEST_CASE("socket: a name that no address can hold is refused, not cut") {
  const test::TemporaryFolder folder;
  CHECK_THROWS_AS(os::Listener(folder / std::string(120, 'a')), FileError);
  CHECK_FALSE(os::Connection::connect(folder / std::string(120, 'a')).has_value());
}

TEST_CASE("socket: what a dead listener left is replaced, and a living one leaves nothing") {
  const test::TemporaryFolder folder;
  const auto path = folder / "run" / "a.sock";
  REQUIRE(test::in_child([&] {
            new os::Listener(path);  // its process ends without the destructor
            return 0;
          }) == 0);
  REQUIRE(std::filesystem::exists(path));
  CHECK_FALSE(os::Connection::connect(path).has_value());
  {
    os::Listener listener(path);
    require_talk(listener);
  }
  CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("socket: a folder that others may enter, or a link in its place, is refused") {
  const test::TemporaryFolder folder;
  std::filesystem::create_directory(folder / "open");
  REQUIRE(::chmod((folder / "open").c_str(), 0750) == 0);
  CHECK_THROWS_AS(os::Listener(folder / "open" / "a.sock"), FileError);
  std::filesystem::create_directory(folder / "closed");
  REQUIRE(::chmod((folder / "closed").c_str(), 0700) == 0);
  std::filesystem::create_symlink(folder / "closed", folder / "link");
  CHECK_THROWS_AS(os::Listener(folder / "link" / "a.sock"), FileError);
  CHECK_NOTHROW(os::Listener(folder / "closed" / "a.sock"));
}

TEST_CASE("socket: another user's folder is refused and another user's client is turned away") {
  if (::geteuid() != 0) {
    WARN("needs to become another user: only root can");
    return;
  }
  constexpr uid_t nobody = 65534;
  const test::TemporaryFolder folder;
  std::filesystem::create_directory(folder / "theirs");
  REQUIRE(::chmod((folder / "theirs").c_str(), 0700) == 0);
  REQUIRE(::chown((folder / "theirs").c_str(), nobody, nobody) == 0);
  CHECK_THROWS_AS(os::Listener(folder / "theirs" / "a.sock"), FileError);

  os::Listener listener(folder / "run" / "a.sock");
  for (const auto& path : {folder.path(), folder / "run", folder / "run" / "a.sock"}) {
    REQUIRE(::chmod(path.c_str(), 0777) == 0);
  }
  const auto other = test::in_child([&] {
    if (::setuid(nobody) != 0) return 2;
    return os::Connection::connect(listener.path()) ? 1 : 0;
  });
  CHECK(other == 0);
  CHECK_FALSE(listener.accept().has_value());
  require_talk(listener);
}

TEST_CASE("socket: an end that went away is told as such, and kills nobody") {
  const test::TemporaryFolder folder;
  os::Listener listener(folder / "run" / "a.sock");
  auto client = os::Connection::connect(listener.path());
  auto server = listener.accept();
  REQUIRE(client.has_value());
  REQUIRE(server.has_value());
  std::array<char, 10> buffer{};
  CHECK(server->read(buffer) == 0U);
  client.reset();
  CHECK(read_now(*server) == "ended");
  CHECK_FALSE(server->write("anybody there?").has_value());
}

TEST_CASE("socket: a reader who does not read holds up no writer") {
  const test::TemporaryFolder folder;
  os::Listener listener(folder / "run" / "a.sock");
  auto client = os::Connection::connect(listener.path());
  auto server = listener.accept();
  REQUIRE(server.has_value());
  const std::string much(1024 * 1024, 'x');
  bool full = false;
  for (int i = 0; i < 1000 && !full; ++i) {
    const auto put = server->write(much);
    REQUIRE(put.has_value());
    full = *put == 0;
  }
  CHECK(full);
}
