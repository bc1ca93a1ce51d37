// SPDX-License-Identifier: MIT
//
// Waits for whichever of several descriptors has something to say first. One thread; the descriptors stay their
// owners'. Typical round: clear(), watch() each, wait(), then ask.
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "os/descriptor.hpp"

namespace earwitness::os {

enum class Interest { read, write, both };

/// For libraries that say in poll(2)'s bits what they wait for.
[[nodiscard]] Interest interest_of(int poll_events) noexcept;

class Poller {
 public:
  void clear() noexcept { watched_.clear(); }
  void watch(Fd fd, Interest interest = Interest::read);

  /// True if a watched descriptor is ready, false at the time-out; an interrupting signal does not end the wait.
  /// Without a time-out it waits for ever. Throws Error(surroundings) if the kernel refuses.
  bool wait(std::chrono::nanoseconds timeout);
  bool wait();

  /// As of the last wait(). An end or an error of the other side counts as readable: reading then tells which.
  [[nodiscard]] bool readable(Fd fd) const noexcept;
  [[nodiscard]] bool writable(Fd fd) const noexcept;

 private:
  struct Watched {
    Fd fd;
    Interest interest = Interest::read;
    bool readable = false;
    bool writable = false;
  };
  bool wait_until(std::optional<std::chrono::steady_clock::time_point> deadline);

  std::vector<Watched> watched_;
};

}  // namespace earwitness::os
