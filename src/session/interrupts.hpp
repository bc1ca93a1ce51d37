// SPDX-License-Identifier: MIT
//
// Ctrl-C while a recording runs, whatever the rest of the program waits for. The first one is a request like any other
// signal, for whoever calls next(): it stops and seals. At a second one the terminal says what is going on, and that a
// third leaves the recording unsealed. The third ends the process at once: no destructor runs that could hang, and what
// is on disk stays as it is.
//
// A hurried hand is spared: a third one within a moment after the second counts once that moment is over, and a
// healthy disk has sealed by then.
//
// A thread of its own reads the signals, since all others may be waiting for a disk or a device. Made before any other
// thread. The constructor, set_recording(), Question and end() are for the owner's thread; fd() and next() for one
// thread at a time.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "os/clock.hpp"
#include "os/signals.hpp"
#include "os/wake.hpp"

namespace earwitness::session {

class Interrupts {
 public:
  /// What the terminal does, on the listener's thread. `recording` is the conversation, as `recover` takes it, made
  /// printable; empty until there is something on disk. What one throws is tried again.
  struct Outlets {
    /// At a second Ctrl-C: says what goes on, and what a third one does.
    std::function<void(const std::string& recording)> warn;
    /// At a third one: says what is left, and ends the process without a destructor.
    std::function<void(const std::string& recording)> leave;
  };
  /// How long the second one's words stand before a third one counts.
  static constexpr std::chrono::milliseconds reading_time{1000};

  /// Throws Error(surroundings) if the kernel has no descriptor left.
  Interrupts(const os::Clock& clock, Outlets outlets);
  ~Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  /// Readable (see Poller) while a signal waits to be taken.
  [[nodiscard]] os::Fd fd() const noexcept { return came_.fd(); }
  /// The next signal that came, without waiting. A second and later Ctrl-C is among them.
  [[nodiscard]] std::optional<os::Signal> next();

  /// From now on there is something on disk: the conversation, as `recover` takes it.
  void set_recording(std::string_view name);
  /// While a question is asked, Ctrl-C is an answer to it and nothing else.
  class Question {
   public:
    explicit Question(Interrupts& interrupts) : interrupts_(interrupts) { interrupts_.set_question(true); }
    ~Question() { interrupts_.set_question(false); }
    Question(const Question&) = delete;
    Question& operator=(const Question&) = delete;

   private:
    Interrupts& interrupts_;
  };
  /// It is sealed: nothing is left to interrupt. What still comes is dropped.
  void end();

 private:
  void listen() noexcept;
  bool wait();
  void handle(os::Signal signal);
  void set_question(bool begins);
  [[nodiscard]] std::string recording();

  const os::Clock& clock_;
  Outlets outlets_;
  os::Signals signals_;  // the listener's, once it runs
  os::Wake came_;
  os::Wake end_;

  std::mutex mutex_;  // guards what follows; the listener never speaks while it holds it
  std::deque<os::Signal> waiting_;
  std::string name_;
  bool question_ = false;

  // The listener's own.
  int pressed_ = 0;
  std::optional<BootTime> asked_;
  bool leaving_ = false;

  std::thread listener_;
};

}  // namespace earwitness::session
