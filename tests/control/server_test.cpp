// SPDX-License-Identifier: MIT
#include "control/server.hpp"

#include <string>
#include <vector>

#include "base/limits.hpp"
#include "control/client.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;
using namespace earwitness::control;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr seconds patience{20};

struct Room {
  test::TemporaryFolder folder;
  Server server{folder / "run" / "a.sock"};

  Client client() {
    auto made = Client::connect(server.path());
    REQUIRE(made.has_value());
    return std::move(*made);
  }
  os::Connection raw() {
    auto made = os::Connection::connect(server.path());
    REQUIRE(made.has_value());
    return std::move(*made);
  }
  /// Rounds of the recording's loop until so many requests came.
  std::vector<Incoming> requests(std::size_t count) {
    std::vector<Incoming> all;
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (all.size() < count && std::chrono::steady_clock::now() < deadline) {
      os::Poller poller;
      server.watch(poller);
      poller.wait(milliseconds(10));
      for (auto& incoming : server.receive()) all.push_back(std::move(incoming));
    }
    REQUIRE(all.size() == count);
    return all;
  }
  /// That the server still serves: the only thing that a hostile client must not change.
  void require_service() {
    auto honest = client();
    honest.send(StatusRequest{});
    const auto asked = requests(1);
    server.send(asked[0].client, Status{});
    const auto said = honest.receive(patience);
    REQUIRE(said.has_value());
    CHECK(std::holds_alternative<Status>(said->reply));
  }
};

void send_all(os::Connection& connection, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto put = connection.write(bytes);
    REQUIRE(put.has_value());
    REQUIRE(*put > 0);
    bytes.remove_prefix(*put);
  }
}

/// Rounds until the server has hung up on that client.
bool is_dropped(Room& room, os::Connection& connection) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  std::array<char, 4096> buffer;
  while (std::chrono::steady_clock::now() < deadline) {
    room.server.receive().clear();
    if (!connection.read(buffer)) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("server: a stop, its question and its answer") {
  Room room;
  auto client = room.client();
  client.send(StopRequest{true});
  const auto stop = room.requests(1)[0];
  CHECK(std::get<StopRequest>(stop.request).can_ask);
  room.server.send(stop.client, Closed{true, 1});
  CHECK(std::get<Closed>(client.receive(patience)->reply).ask);
  client.send(MeRequest{"A. Name", true});
  const auto me = room.requests(1)[0];
  CHECK(me.client == stop.client);
  CHECK(std::get<MeRequest>(me.request).name == "A. Name");
  CHECK(room.server.connected(stop.client));
  room.server.send(me.client, Sealed{});
  room.server.flush(patience);
  CHECK(std::holds_alternative<Sealed>(client.receive(patience)->reply));
}

TEST_CASE("server: a client that went away is known to be gone, and a word to it is lost without harm") {
  Room room;
  ClientId id{};
  {
    auto client = room.client();
    client.send(StopRequest{false});
    id = room.requests(1)[0].client;
  }
  CHECK(room.server.receive().empty());
  CHECK_FALSE(room.server.connected(id));
  room.server.send(id, Sealed{});
  room.require_service();
}

TEST_CASE("server: rubbish is answered with an error, and the next line is read") {
  Room room;
  auto raw = room.raw();
  send_all(raw, "rubbish\n\n\xff\xfe\n{\"command\":\"status\"}\n");
  CHECK(room.requests(1).size() == 1);
  room.server.flush(patience);
  std::string answers;
  std::array<char, 4096> buffer;
  while (std::count(answers.begin(), answers.end(), '\n') < 3) {
    os::Poller poller;
    poller.watch(raw.fd());
    REQUIRE(poller.wait(patience));
    answers.append(buffer.data(), raw.read(buffer).value());
  }
  while (const auto line = pop_line(answers)) CHECK(std::holds_alternative<ErrorReply>(parse_reply(*line)->reply));
  room.require_service();
}

TEST_CASE("server: a line without end costs the client its connection, and nobody else anything") {
  Room room;
  auto raw = room.raw();
  const std::string much(1000, '{');
  for (std::size_t sent = 0; sent < 4 * limits::control_message_bytes; sent += much.size()) {
    if (!raw.write(much)) break;
    CHECK(room.server.receive().empty());
  }
  CHECK(is_dropped(room, raw));
  room.require_service();
}

TEST_CASE("server: half a line holds nothing up") {
  Room room;
  auto raw = room.raw();
  send_all(raw, R"({"command":)");
  room.require_service();
  send_all(raw, "\"status\"}\n");
  CHECK(room.requests(1).size() == 1);
}

TEST_CASE("server: a client that asks and never reads is dropped, with bounded memory") {
  Room room;
  auto greedy = room.raw();
  Status big;
  big.path = std::string(10'000, 'x');
  bool dropped = false;
  for (int i = 0; i < 10'000 && !dropped; ++i) {
    dropped = !greedy.write("{\"command\":\"status\"}\n").has_value();
    for (const auto& asked : room.server.receive()) room.server.send(asked.client, big);
  }
  CHECK(dropped);
  room.require_service();
}

TEST_CASE("server: a flood of connections does not keep the next one out") {
  Room room;
  std::vector<os::Connection> flood;
  for (std::size_t i = 0; i < 10 * limits::control_connections; ++i) {
    if (auto one = os::Connection::connect(room.server.path())) flood.push_back(std::move(*one));
    room.server.receive().clear();
  }
  CHECK(flood.size() == 10 * limits::control_connections);
  room.require_service();
}

TEST_CASE("server: who asked last is not the one that a flood drives out") {
  Room room;
  std::vector<os::Connection> silent;
  for (std::size_t i = 1; i < limits::control_connections; ++i) silent.push_back(room.raw());
  auto client = room.client();
  client.send(StopRequest{false});
  const auto stop = room.requests(1)[0];
  silent.push_back(room.raw());
  CHECK(room.server.receive().empty());
  CHECK(room.server.connected(stop.client));
}

TEST_CASE("server: flush returns when a client takes nothing") {
  Room room;
  auto client = room.raw();
  send_all(client, "{\"command\":\"status\"}\n");
  const auto asked = room.requests(1)[0];
  Status big;
  big.path = std::string(200'000, 'x');
  room.server.send(asked.client, big);
  room.server.send(asked.client, Sealed{});
  room.server.flush(milliseconds(50));
  SUCCEED("it returned");
}

TEST_CASE("client: nobody listening, an end in mid-line and rubbish are all told as an end") {
  const test::TemporaryFolder folder;
  const auto path = folder / "run" / "a.sock";
  CHECK_FALSE(Client::connect(path).has_value());
  os::Listener listener(path);
  const auto said_to_client = [&](std::string_view bytes) {
    auto client = Client::connect(path);
    REQUIRE(client.has_value());
    auto other = listener.accept();
    REQUIRE(other.has_value());
    for (std::string_view left = bytes; !left.empty();) {
      left.remove_prefix(other->write(left.substr(0, 50'000)).value());
      if (client->receive(milliseconds(1)) || client->ended()) break;
    }
    other.reset();
    while (!client->ended()) CHECK_FALSE(client->receive(patience).has_value());
    return true;
  };
  CHECK(said_to_client(""));
  CHECK(said_to_client("{\"type\":"));
  CHECK(said_to_client("rubbish\n"));
  CHECK(said_to_client(std::string(300'000, 'x')));
  CHECK(said_to_client(std::string(60'000, '[') + "\n"));
}

TEST_CASE("client: a message that is late is waited for, and one that does not come is not") {
  Room room;
  auto client = room.client();
  CHECK_FALSE(client.receive(milliseconds(10)).has_value());
  CHECK_FALSE(client.ended());
  client.send(StatusRequest{});
  room.server.send(room.requests(1)[0].client, Status{});
  CHECK(client.receive(patience).has_value());
}

TEST_CASE("client: a recording that is gone is an error of the send") {
  const test::TemporaryFolder folder;
  auto listener = std::make_unique<os::Listener>(folder / "run" / "a.sock");
  auto client = Client::connect(folder / "run" / "a.sock");
  REQUIRE(client.has_value());
  listener->accept().reset();
  CHECK_THROWS_AS(client->send(StatusRequest{}), Error);
  CHECK(client->ended());
}
