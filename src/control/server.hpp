// SPDX-License-Identifier: MIT
//
// The recording's end of the socket, driven by the main thread's poller and never waiting: a client that reads nothing,
// sends half a line or rubbish can't hold up the recording. There is room for limits::control_connections clients;
// one more takes the place of the one that was silent longest.
//
// One thread. After the constructor nothing throws but for want of memory: what a client does wrong is answered or ends
// its connection.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "control/protocol.hpp"
#include "os/poller.hpp"
#include "os/socket.hpp"

namespace earwitness::control {

/// Never used twice.
enum class ClientId : std::uint64_t {};

struct Incoming {
  ClientId client;
  Request request;
};

class Server {
 public:
  /// Listens at `socket`; its folder is made where needed. Throws FileError.
  explicit Server(const os::Path& socket) : listener_(socket) {}

  [[nodiscard]] const os::Path& path() const noexcept { return listener_.path(); }

  /// Adds what it waits for.
  void watch(os::Poller& poller) const;
  /// Takes clients in, reads, writes what waits, and returns the requests that came whole. Cheap when there is nothing.
  [[nodiscard]] std::vector<Incoming> receive();
  /// Queues a reply and writes what goes at once. Does nothing if the client is gone.
  void send(ClientId client, const Reply& reply);
  [[nodiscard]] bool connected(ClientId client) const noexcept { return clients_.contains(client); }
  /// Waits until all replies are on their way, or for `timeout`: before the process ends.
  void flush(std::chrono::nanoseconds timeout);

 private:
  struct Client {
    os::Connection connection;
    std::string in;               // not yet a whole line
    std::string out;              // not yet taken by the socket
    std::uint64_t last_word = 0;  // order of the last request, to find the most silent one
  };

  void accept_clients();
  bool read(ClientId id, Client& client, std::vector<Incoming>& requests);
  void parse_lines(ClientId id, Client& client, std::vector<Incoming>& requests);
  static bool write(Client& client);
  void drop_most_silent();

  os::Listener listener_;
  std::map<ClientId, Client> clients_;
  std::uint64_t last_id_ = 0;
  std::uint64_t words_ = 0;
};

}  // namespace earwitness::control
