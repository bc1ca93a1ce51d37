// SPDX-License-Identifier: MIT
//
// One recording as its process lives it: what `start` and `demo` do from the lock to the seal. Waits for whatever ends
// it (a signal, `stop` from another terminal, the maximum, a lost device), answers on the control socket, passes on
// what the desktop does, asks for time stamps, logs warnings, and seals. What a person sees and types is an Observer's.
// The main thread's; a second one reads signals (interrupts.hpp).
#pragma once

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "archive/key_file.hpp"
#include "archive/seal.hpp"
#include "capture/input.hpp"
#include "control/protocol.hpp"
#include "os/clock.hpp"
#include "os/file_system.hpp"
#include "os/poller.hpp"
#include "record/recording.hpp"
#include "session/commands.hpp"
#include "session/interrupts.hpp"
#include "session/stamping.hpp"

namespace earwitness::session {

struct Settings {
  os::Path archive;
  os::Path socket;  ///< of this archive; its folder is made where needed
  record::Settings recording;
  archive::Statement statement;                   ///< a name here is not asked for
  std::shared_ptr<const archive::Signer> signer;  ///< null: neither signed nor in the ledger
  StampPlan stamps;
  std::string far_source;  ///< of a call: the source of its other side; empty: it is followed to where the call plays
  std::string call_hint;   ///< said once where a program seems to be in a call, and one side alone is recorded
  std::optional<capture::ChannelWish> channel{};  ///< of the microphone's: one alone is recorded
  bool foreground = true;  ///< somebody watches, and belongs to the terminal that it was started in
  /// Called once where the ledger could not be told of the beginning, with the hash of the journal's first line.
  std::function<void(const std::string& open)> on_not_entered;
  /// Called once, when audio is on disk.
  std::function<void(const record::Recording&)> on_recording;
};

/// The person at the terminal, as the session sees them. Every call is on the session's thread and returns at once, but
/// for ask_who(). None may throw but for want of memory.
class Observer {
 public:
  virtual ~Observer() = default;

  /// Audio is on disk: from here on there is something to see and to press. Both outlive all calls.
  virtual void begin(record::Recording& recording, Commands& commands, BootTime now) = 0;
  /// Once a round after begin().
  virtual void show(BootTime now) = 0;
  /// Adds the keys to what a round waits for; handle_keys() comes after the wait. In each round, also before begin().
  virtual void watch(os::Poller& poller) = 0;
  virtual void handle_keys(BootTime now) = 0;
  /// How long a round after begin() waits at the most.
  [[nodiscard]] virtual std::chrono::milliseconds round_interval() const noexcept = 0;
  /// Another terminal marked, paused, resumed or extended the recording, or tried to.
  virtual void note_command(BootTime now) = 0;
  /// Makes room on the screen for a message of the log.
  virtual void clear() = 0;
  /// The recording is to end: gives the terminal back.
  virtual void end() = 0;

  /// After end(): whether somebody can be asked who they are, and their answer; the question is dropped once `give_up`
  /// says so.
  [[nodiscard]] virtual bool can_ask() = 0;
  [[nodiscard]] virtual control::MeRequest ask_who(const std::function<bool()>& give_up) = 0;
};

/// How it ended, and what to report besides.
struct Result {
  control::Sealed sealed;
  record::StopReason reason = record::StopReason::stopped;
  std::exception_ptr problem;  ///< the recording is sealed, but this ended it
};

/// What is recorded. With `far` it is a call, whose near side is `microphone`.
struct Inputs {
  std::unique_ptr<capture::Input> microphone;
  std::unique_ptr<capture::Input> far = nullptr;
};

/// Records until something ends it, and seals. Throws what keeps a recording from being begun or sealed: DeviceError,
/// FileError, Error(surroundings).
[[nodiscard]] Result record_and_seal(os::FileSystem& fs, const os::Clock& clock, Inputs inputs,
                                     const Settings& settings, Observer& observer, Interrupts::Outlets outlets);

}  // namespace earwitness::session
