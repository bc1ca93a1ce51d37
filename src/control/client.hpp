// SPDX-License-Identifier: MIT
//
// The end of the socket that `stop` and `status` hold. One thread. What comes from the other end is hostile until
// checked (protocol.hpp): after a line that is no message the connection counts as ended.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "control/protocol.hpp"
#include "os/socket.hpp"

namespace earwitness::control {

class Client {
 public:
  /// Nothing if nobody listens.
  [[nodiscard]] static std::optional<Client> connect(const os::Path& socket);

  /// Throws Error(surroundings) if the recording has ended or takes nothing for two seconds.
  void send(const Request& request);
  /// The next reply. Nothing at the time-out, or when the other end is gone: see ended(). Throws as parse_reply().
  [[nodiscard]] std::optional<Received> receive(std::chrono::nanoseconds timeout);
  [[nodiscard]] bool ended() const noexcept { return ended_; }
  /// The process that records; 0 where the kernel does not tell.
  [[nodiscard]] std::int64_t pid() const noexcept { return connection_.peer_pid(); }
  [[nodiscard]] os::Fd fd() const noexcept { return connection_.fd(); }

 private:
  explicit Client(os::Connection connection) noexcept : connection_(std::move(connection)) {}
  [[nodiscard]] std::optional<Received> pop_reply();
  void read_more();

  os::Connection connection_;
  std::string in_;
  bool ended_ = false;
};

}  // namespace earwitness::control
