// SPDX-License-Identifier: MIT
//
// The end of the socket that `stop` and `status` hold. One thread. What comes from the other end is hostile until
// checked: a message is an object within limits::control_message_bytes, or the connection counts as ended.
#pragma once

#include <chrono>
#include <nlohmann/json.hpp>
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
  /// The next message. Nothing at the time-out, or when the other end is gone: see ended().
  [[nodiscard]] std::optional<nlohmann::ordered_json> receive(std::chrono::nanoseconds timeout);
  [[nodiscard]] bool ended() const noexcept { return ended_; }
  [[nodiscard]] os::Fd fd() const noexcept { return connection_.fd(); }

 private:
  explicit Client(os::Connection connection) noexcept : connection_(std::move(connection)) {}
  [[nodiscard]] std::optional<nlohmann::ordered_json> take_message();
  void read_more();

  os::Connection connection_;
  std::string in_;
  bool ended_ = false;
};

}  // namespace earwitness::control
