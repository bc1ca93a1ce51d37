// SPDX-License-Identifier: MIT
//
// Local stream sockets between processes of one user. Nothing here ever waits once a connection stands.
//
// The socket's folder is made 0700 and refused if it is another user's or others may enter it; the peer must be of the
// same user in both directions. Paths may be longer than the 108 bytes that a socket address holds; the last
// component may not.
// Errors: FileError where the folder or socket can't be made. A peer that went away is a value, not an error.
// Threads: each object belongs to one at a time.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "os/descriptor.hpp"
#include "os/file_system.hpp"

namespace earwitness::os {

class Connection {
 public:
  /// Nothing if nobody listens there, or somebody of another user does.
  [[nodiscard]] static std::optional<Connection> connect(const Path& socket);
  explicit Connection(Descriptor descriptor) noexcept : descriptor_(std::move(descriptor)) {}

  [[nodiscard]] Fd fd() const noexcept { return descriptor_.fd(); }
  /// Who listens there, or connected; 0 where the kernel does not tell.
  [[nodiscard]] std::int64_t peer_pid() const noexcept;
  /// How many bytes came; 0 if none wait. Nothing once the other side has ended.
  [[nodiscard]] std::optional<std::size_t> read(std::span<char> into) noexcept;
  /// How many bytes were taken; 0 if there is no room now. Nothing once the other side has ended.
  [[nodiscard]] std::optional<std::size_t> write(std::string_view bytes) noexcept;

 private:
  Descriptor descriptor_;
};

class Listener {
 public:
  /// Replaces a socket file that is there: the caller knows that its owner is gone (it holds the archive's lock).
  explicit Listener(const Path& socket);
  /// Removes the socket file.
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  [[nodiscard]] Fd fd() const noexcept { return descriptor_.fd(); }
  [[nodiscard]] const Path& path() const noexcept { return path_; }
  /// The next one of the same user, or nothing if none waits.
  [[nodiscard]] std::optional<Connection> accept() noexcept;

 private:
  Path path_;
  Descriptor folder_;
  Descriptor descriptor_;
};

/// True of a socket whose listener takes nobody in any more: stopped, or hanging, with a full queue before it. Never
/// waits.
[[nodiscard]] bool is_queue_full(const Path& socket) noexcept;

}  // namespace earwitness::os
