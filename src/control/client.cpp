// SPDX-License-Identifier: MIT
#include "control/client.hpp"

#include <array>

#include "base/limits.hpp"
#include "base/translate.hpp"
#include "os/poller.hpp"

namespace earwitness::control {

namespace {

constexpr auto send_timeout = std::chrono::seconds(2);

Error gone() {
  return {ErrorKind::surroundings, {}, _("the recording does not answer any more"), Step::list_recordings};
}

}  // namespace

std::optional<Client> Client::connect(const os::Path& socket) {
  auto connection = os::Connection::connect(socket);
  if (!connection) return std::nullopt;
  return Client(std::move(*connection));
}

void Client::send(const Request& request) {
  const auto line = encode(request);
  std::string_view left = line;
  while (!left.empty()) {
    const auto put = connection_.write(left);
    if (!put) {
      ended_ = true;
      throw gone();
    }
    left.remove_prefix(*put);
    if (*put > 0) continue;
    os::Poller poller;
    poller.watch(connection_.fd(), os::Interest::write);
    if (!poller.wait(send_timeout)) throw gone();
  }
}

std::optional<Received> Client::receive(std::chrono::nanoseconds timeout) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  for (;;) {
    if (auto received = pop_reply()) return received;
    if (ended_) return std::nullopt;
    os::Poller poller;
    poller.watch(connection_.fd());
    if (!poller.wait(deadline - std::chrono::steady_clock::now())) return std::nullopt;
    read_more();
  }
}

std::optional<Received> Client::pop_reply() {
  const auto line = pop_line(in_);
  if (!line) return std::nullopt;
  auto received = parse_reply(*line);
  if (!received) {
    ended_ = true;
    in_.clear();
  }
  return received;
}

void Client::read_more() {
  std::array<char, 4096> buffer;
  const auto got = connection_.read(buffer);
  if (!got) {
    ended_ = true;
    return;
  }
  in_.append(buffer.data(), *got);
  if (in_.size() > limits::control_message_bytes && in_.find('\n') == std::string::npos) {
    ended_ = true;
    in_.clear();
  }
}

}  // namespace earwitness::control
