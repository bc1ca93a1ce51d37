// SPDX-License-Identifier: MIT
#ifdef EARWITNESS_WITH_SDBUS

#include "desktop/system_bus.hpp"

#include <algorithm>
#include <mutex>

#include "os/poller.hpp"

namespace earwitness::desktop {

namespace {

using std::chrono::microseconds;
using std::chrono::steady_clock;

constexpr std::chrono::seconds bus_retry_interval{2};
constexpr std::chrono::seconds max_bus_retry_interval{30};  // where there is no bus, which is no rare machine

// libsystemd's hash tables share a key that it makes without a lock, so two connections on two threads take turns.
// Never held while anything is waited for.
std::mutex turns;

struct CloseBus {
  void operator()(sd_bus* bus) const noexcept { sd_bus_close_unref(bus); }  // does not wait for what is unsent
};
using Bus = std::unique_ptr<sd_bus, CloseBus>;

Bus open_bus() {
  sd_bus* bus = nullptr;
  return sd_bus_open_system(&bus) < 0 ? Bus() : Bus(bus);
}

/// Until the bus itself wants to be called again, which it says on CLOCK_MONOTONIC, as steady_clock is here.
microseconds bus_patience(sd_bus* bus) {
  std::uint64_t at = 0;
  if (sd_bus_get_timeout(bus, &at) < 0 || at == UINT64_MAX) return microseconds::max();
  const auto now = std::chrono::duration_cast<microseconds>(steady_clock::now().time_since_epoch()).count();
  const auto then = static_cast<std::int64_t>(std::min<std::uint64_t>(at, INT64_MAX));
  return microseconds(std::max<std::int64_t>(0, then - now));
}

void wait(sd_bus* bus, BusEnd& end, steady_clock::time_point tick, std::unique_lock<std::mutex>& turn) {
  os::Poller poller;
  poller.watch(end.wake.fd());
  poller.watch(os::Fd{sd_bus_get_fd(bus)}, os::interest_of(sd_bus_get_events(bus)));
  const auto until_tick =
      std::max(microseconds(0), std::chrono::duration_cast<microseconds>(tick - steady_clock::now()));
  const auto most = std::min(until_tick, bus_patience(bus));
  turn.unlock();
  poller.wait(most);
  turn.lock();
}

/// As long as one connection lasts; false if there was none.
bool serve(BusTalk& talk, BusEnd& end) {
  std::unique_lock turn(turns);
  const auto bus = open_bus();
  if (!bus) return false;
  talk.connected(bus.get());
  auto tick = steady_clock::now() + BusTalk::tick_interval;
  while (!end.requested.load(std::memory_order_acquire)) {
    const int came = sd_bus_process(bus.get(), nullptr);
    if (came < 0 || sd_bus_is_open(bus.get()) <= 0) return true;
    if (came > 0) continue;
    if (steady_clock::now() >= tick) {
      talk.tick(bus.get());
      tick = steady_clock::now() + BusTalk::tick_interval;
    }
    wait(bus.get(), end, tick, turn);
  }
  return true;
}

int hand_over(sd_bus_message* message, void* answer, sd_bus_error*) {
  (*static_cast<Answer*>(answer))(message);
  return 1;
}

}  // namespace

void run_bus(BusTalk& talk, BusEnd& end) {
  auto interval = bus_retry_interval;
  while (!end.requested.load(std::memory_order_acquire)) {
    interval = serve(talk, end) ? bus_retry_interval : std::min(2 * interval, max_bus_retry_interval);
    if (end.requested.load(std::memory_order_acquire)) return;
    talk.unreachable();
    os::Poller poller;
    poller.watch(end.wake.fd());
    poller.wait(interval);
  }
}

void call(sd_bus* bus, const char* path, const char* interface, const char* method,
          std::initializer_list<const char*> arguments, Answer answer) {
  sd_bus_message* made = nullptr;
  if (sd_bus_message_new_method_call(bus, &made, logind_name, path, interface, method) < 0) return;
  const std::unique_ptr<sd_bus_message, sd_bus_message* (*)(sd_bus_message*)> message(made, &sd_bus_message_unref);
  for (const auto* argument : arguments) {
    if (sd_bus_message_append_basic(made, 's', argument) < 0) return;
  }
  auto kept = std::make_unique<Answer>(std::move(answer));
  sd_bus_slot* slot = nullptr;
  if (sd_bus_call_async(bus, &slot, made, &hand_over, kept.get(), 0) < 0) return;
  // The bus keeps the slot until the answer is given, and the slot what the answer needs.
  sd_bus_slot_set_destroy_callback(slot, [](void* given) { delete static_cast<Answer*>(given); });
  (void)kept.release();  // the slot has it
  sd_bus_slot_set_floating(slot, 1);
  sd_bus_slot_unref(slot);
}

}  // namespace earwitness::desktop

#endif
