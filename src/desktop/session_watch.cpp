// SPDX-License-Identifier: MIT
#include "desktop/session_watch.hpp"

#ifdef EARWITNESS_WITH_SDBUS
#include <exception>
#include <string>
#include <string_view>

#include "desktop/event_queue.hpp"
#include "desktop/system_bus.hpp"
#include "os/environment.hpp"
#include "os/process.hpp"
#endif

namespace earwitness::desktop {

bool LockState::order(bool lock) noexcept {
  const bool locked = expected_.value_or(hinted_);
  // A locker that gives no hints is ordered to lock again and again, and nobody tells that it was opened in between.
  const bool unsure = lock && !hinted_;
  if (locked == lock && !unsure) return false;
  expected_ = lock;
  return true;
}

bool LockState::hint(bool is_locked) noexcept {
  if (is_locked == hinted_) return false;
  hinted_ = is_locked;
  const bool told = expected_ == is_locked;
  expected_.reset();
  return !told;
}

}  // namespace earwitness::desktop

#ifdef EARWITNESS_WITH_SDBUS

namespace earwitness::desktop {

namespace {

constexpr const char* properties = "org.freedesktop.DBus.Properties";
constexpr const char* session_interface = "org.freedesktop.login1.Session";
constexpr const char* upower_name = "org.freedesktop.UPower";
constexpr const char* upower_path = "/org/freedesktop/UPower";

std::string read_text(sd_bus_message* message, char type) {
  const char* text = nullptr;
  return sd_bus_message_read_basic(message, type, &text) > 0 && text != nullptr ? text : "";
}

std::optional<bool> read_bool(sd_bus_message* message) {
  int value = 0;
  if (sd_bus_message_read_basic(message, 'b', &value) <= 0) return std::nullopt;
  return value != 0;
}

}  // namespace

struct SessionWatch::State : BusTalk {
  BusEnd end;
  EventQueue<SessionEvent> events;
  std::string wanted;  ///< $XDG_SESSION_ID

  // The bus's thread alone.
  std::string session;  ///< its object's path; empty until logind has told
  std::optional<bool> lid_is_closed;
  std::optional<bool> session_is_closing;
  LockState lock;

  void connected(sd_bus* bus) override {
    session.clear();
    match(bus, logind_name, logind_path, logind_manager, "SessionRemoved", &on<&State::session_removed>);
    match(bus, logind_name, logind_path, logind_manager, "PrepareForSleep", &on<&State::prepare_for_sleep>);
    match(bus, logind_name, logind_path, logind_manager, "PrepareForShutdown", &on<&State::prepare_for_shutdown>);
    match(bus, logind_name, logind_path, properties, "PropertiesChanged", &on<&State::properties_changed>);
    match(bus, upower_name, upower_path, properties, "PropertiesChanged", &on<&State::properties_changed>);
    if (wanted.empty()) {
      find_session(bus);
    } else {
      ask_session(bus, wanted, [this, bus] { find_session(bus); });
    }
    tick(bus);
  }

  /// What logind sends no signals for.
  void tick(sd_bus* bus) override {
    get(bus, logind_path, logind_manager, "LidClosed");
    if (!session.empty()) get(bus, session.c_str(), session_interface, "State");
  }

  /// The caller's session, or else the one in which the caller's user sits.
  void find_session(sd_bus* bus) {
    ask_session(bus, "auto", [] {});
  }

  void ask_session(sd_bus* bus, const std::string& id, std::function<void()> otherwise) {
    call(bus, logind_path, logind_manager, "GetSession", {id.c_str()},
         [this, bus, otherwise = std::move(otherwise)](sd_bus_message* answer) {
           const auto path = sd_bus_message_is_method_error(answer, nullptr) != 0 ? "" : read_text(answer, 'o');
           if (path.empty()) {
             otherwise();
           } else {
             watch_session(bus, path);
           }
         });
  }

  void watch_session(sd_bus* bus, const std::string& path) {
    session = path;
    const char* at = session.c_str();
    match(bus, logind_name, at, session_interface, "Lock", &on<&State::lock_ordered>);
    match(bus, logind_name, at, session_interface, "Unlock", &on<&State::unlock_ordered>);
    match(bus, logind_name, at, properties, "PropertiesChanged", &on<&State::properties_changed>);
    get(bus, at, session_interface, "LockedHint");
    get(bus, at, session_interface, "State", [this] { events.push(SessionEvent::session_found); });
  }

  // -- what comes
  // ------------------------------------------------------------------------------------------------------

  void session_removed(sd_bus_message* message) {
    read_text(message, 's');
    if (!session.empty() && read_text(message, 'o') == session) events.push(SessionEvent::session_ends);
  }

  void prepare_for_sleep(sd_bus_message* message) {
    if (const auto begins = read_bool(message)) {
      events.push(*begins ? SessionEvent::going_to_sleep : SessionEvent::woke_up);
    }
  }

  void prepare_for_shutdown(sd_bus_message* message) {
    if (read_bool(message) == true) events.push(SessionEvent::session_ends);
  }

  void lock_ordered(sd_bus_message*) {
    if (lock.order(true)) events.push(SessionEvent::locked);
  }

  void unlock_ordered(sd_bus_message*) {
    if (lock.order(false)) events.push(SessionEvent::unlocked);
  }

  void properties_changed(sd_bus_message* message) {
    read_text(message, 's');
    if (sd_bus_message_enter_container(message, 'a', "{sv}") <= 0) return;
    while (sd_bus_message_enter_container(message, 'e', "sv") > 0) {
      const auto name = read_text(message, 's');
      if (!property(name, message)) sd_bus_message_skip(message, "v");
      if (sd_bus_message_exit_container(message) < 0) return;
    }
  }

  void get(sd_bus* bus, const char* path, const char* interface, const char* name, std::function<void()> then = {}) {
    call(bus, path, properties, "Get", {interface, name}, [this, name, then = std::move(then)](sd_bus_message* answer) {
      if (sd_bus_message_is_method_error(answer, nullptr) == 0) property(name, answer);
      if (then) then();
    });
  }

  /// Takes the variant that comes next. False if it was left: another property.
  bool property(std::string_view name, sd_bus_message* message) {
    const bool is_lid = name == "LidClosed" || name == "LidIsClosed";
    const bool is_state = name == "State";
    if (!is_lid && !is_state && name != "LockedHint") return false;
    if (sd_bus_message_enter_container(message, 'v', is_state ? "s" : "b") <= 0) return false;
    if (is_state) {
      session_state(read_text(message, 's'));
    } else if (const auto value = read_bool(message)) {
      if (is_lid) lid(*value);
      if (!is_lid && lock.hint(*value)) events.push(*value ? SessionEvent::locked : SessionEvent::unlocked);
    }
    sd_bus_message_exit_container(message);
    return true;
  }

  /// The first is how it was found, and nothing that happened.
  void lid(bool is_closed) {
    if (lid_is_closed && *lid_is_closed != is_closed) {
      events.push(is_closed ? SessionEvent::lid_closed : SessionEvent::lid_opened);
    }
    lid_is_closed = is_closed;
  }

  /// One that was closing from the start (a tmux that outlived it) does not end again.
  void session_state(std::string_view state) {
    const bool closing = state == "closing";
    if (session_is_closing == false && closing) events.push(SessionEvent::session_ends);
    session_is_closing = closing;
  }

  // -- from C to here
  // --------------------------------------------------------------------------------------------------

  template <void (State::*Take)(sd_bus_message*)>
  static int on(sd_bus_message* message, void* self, sd_bus_error*) {
    (static_cast<State*>(self)->*Take)(message);
    return 0;
  }

  void match(sd_bus* bus, const char* sender, const char* path, const char* interface, const char* member,
             sd_bus_message_handler_t handler) {
    sd_bus_match_signal_async(bus, nullptr, sender, path, interface, member, handler, nullptr, this);
  }
};

SessionWatch::SessionWatch() noexcept {
  try {
    state_ = std::make_shared<State>();
    state_->wanted = os::environment("XDG_SESSION_ID").value_or("");
    worker_.emplace([state = state_] { run_bus(*state, state->end); }, [state = state_] { state->end.request(); });
  } catch (const std::exception&) {
  }
}

std::vector<SessionEvent> SessionWatch::take_events() {
  return state_ ? state_->events.take_all() : std::vector<SessionEvent>{};
}

}  // namespace earwitness::desktop

#else

namespace earwitness::desktop {

struct SessionWatch::State {};

SessionWatch::SessionWatch() noexcept = default;

std::vector<SessionEvent> SessionWatch::take_events() { return {}; }

}  // namespace earwitness::desktop

#endif
