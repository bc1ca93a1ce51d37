// SPDX-License-Identifier: MIT
//
// A conversation with logind on the system bus (DBUS_SYSTEM_BUS_ADDRESS, or the usual socket), on a thread of its own,
// connected again whenever the bus comes back. Private to this module, as it speaks sd-bus; only there with
// EARWITNESS_WITH_SDBUS.
//
// Nothing here waits for an answer: each is a call-back on that thread, so that a dead or silent bus costs nobody a
// moment.
#pragma once

#include <systemd/sd-bus.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <initializer_list>
#include <memory>

#include "os/wake.hpp"

namespace earwitness::desktop {

inline constexpr const char* logind_name = "org.freedesktop.login1";
inline constexpr const char* logind_path = "/org/freedesktop/login1";
inline constexpr const char* logind_manager = "org.freedesktop.login1.Manager";

/// What one side of the conversation says; all on the bus's thread.
class BusTalk {
 public:
  BusTalk() = default;
  virtual ~BusTalk() = default;
  BusTalk(const BusTalk&) = delete;
  BusTalk& operator=(const BusTalk&) = delete;

  /// A new connection, perhaps not yet answering: calls and matches may be put to it at once. The slots are the bus's.
  virtual void connected(sd_bus* bus) = 0;
  /// Every tick_interval while connected.
  virtual void tick(sd_bus*) {}
  /// There is no bus, or it has gone; another connection is tried soon.
  virtual void unreachable() {}

  static constexpr std::chrono::seconds tick_interval{5};
};

/// Whom it belongs to can end it from another thread.
struct BusEnd {
  os::Wake wake;
  std::atomic<bool> requested{false};

  void request() noexcept {
    requested.store(true, std::memory_order_release);
    wake.wake();
  }
};

/// Serves `talk` until the end is asked for.
void run_bus(BusTalk& talk, BusEnd& end);

/// Calls a method and hands its answer, error or not, to `answer`, once. Text arguments only.
using Answer = std::function<void(sd_bus_message*)>;
void call(sd_bus* bus, const char* path, const char* interface, const char* method,
          std::initializer_list<const char*> arguments, Answer answer);

}  // namespace earwitness::desktop
