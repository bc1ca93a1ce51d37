// SPDX-License-Identifier: MIT
#include "control/server.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/limits.hpp"

namespace earwitness::control {

namespace {

/// What may wait for a client that does not read: more than all that a client can ask for in good faith.
constexpr std::size_t max_waiting_bytes = 4 * limits::control_message_bytes;

}  // namespace

void Server::watch(os::Poller& poller) const {
  poller.watch(listener_.fd());
  for (const auto& [id, client] : clients_) {
    poller.watch(client.connection.fd(), client.out.empty() ? os::Interest::read : os::Interest::both);
  }
}

std::vector<Incoming> Server::receive() {
  accept_clients();
  std::vector<Incoming> requests;
  for (auto next = clients_.begin(); next != clients_.end();) {
    const bool stays = write(next->second) && read(next->first, next->second, requests);
    next = stays ? std::next(next) : clients_.erase(next);
  }
  return requests;
}

void Server::send(ClientId id, const Reply& reply) {
  const auto found = clients_.find(id);
  if (found == clients_.end()) return;
  auto& client = found->second;
  client.out += encode(reply);
  if (!write(client) || client.out.size() > max_waiting_bytes) clients_.erase(found);
}

void Server::flush(std::chrono::nanoseconds timeout) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  for (;;) {
    os::Poller poller;
    bool waiting = false;
    for (auto next = clients_.begin(); next != clients_.end();) {
      const bool stays = write(next->second);
      if (stays && !next->second.out.empty()) {
        poller.watch(next->second.connection.fd(), os::Interest::write);
        waiting = true;
      }
      next = stays ? std::next(next) : clients_.erase(next);
    }
    if (!waiting || !poller.wait(deadline - std::chrono::steady_clock::now())) return;
  }
}

void Server::accept_clients() {
  // As many as there is room for a round: who connects without end holds up nothing.
  for (std::size_t i = 0; i < limits::control_connections; ++i) {
    auto connection = listener_.accept();
    if (!connection) return;
    if (clients_.size() >= limits::control_connections) drop_most_silent();
    clients_.emplace(ClientId{++last_id_}, Client{std::move(*connection), {}, {}, ++words_});
  }
}

bool Server::read(ClientId id, Client& client, std::vector<Incoming>& requests) {
  std::array<char, 4096> buffer;
  const auto got = client.connection.read(buffer);
  if (!got) return false;
  client.in.append(buffer.data(), *got);
  parse_lines(id, client, requests);
  return client.in.size() <= limits::control_message_bytes && client.out.size() <= max_waiting_bytes;
}

void Server::parse_lines(ClientId id, Client& client, std::vector<Incoming>& requests) {
  while (const auto line = pop_line(client.in)) {
    try {
      requests.push_back({id, parse_request(*line)});
      client.last_word = ++words_;
    } catch (const Error& error) {
      client.out += encode(to_reply(error));
    }
  }
}

bool Server::write(Client& client) {
  while (!client.out.empty()) {
    const auto put = client.connection.write(client.out);
    if (!put) return false;
    if (*put == 0) return true;
    client.out.erase(0, *put);
  }
  return true;
}

void Server::drop_most_silent() {
  const auto silent = std::min_element(clients_.begin(), clients_.end(), [](const auto& a, const auto& b) {
    return a.second.last_word < b.second.last_word;
  });
  if (silent != clients_.end()) clients_.erase(silent);
}

}  // namespace earwitness::control
