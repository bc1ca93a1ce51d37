// SPDX-License-Identifier: MIT
//
// Ctrl-C while a recording runs, whatever the rest of the program waits for. The first one is a wish like any other
// signal, for whoever asks next(): it stops and seals. A second one asks: it says what is going on, and that a third
// leaves the recording unsealed. The third ends the process at once, with 130: no destructor runs that could hang,
// and what is on disk stays as it is.
//
// A hurried hand is spared: a third one within a moment after the second counts once that moment is over, and a
// healthy disk has sealed by then.
//
// A thread of its own reads the signals, since all others may be waiting for a disk or a device. It speaks to the
// terminal directly: a log's file may lie on the very disk that hangs. Made before any other thread; now() and over()
// are for the owner's thread, fd() and next() for one thread at a time.
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

namespace earwitness::cli {

class Interrupts {
 public:
  /// Where its words go, and how the process is ended: as a test wants it.
  struct Outlets {
    std::function<void(std::string_view)> say;
    std::function<void()> leave;
  };
  /// How long the second one's words stand before a third one counts.
  static constexpr std::chrono::milliseconds time_to_read{1000};

  /// Speaks to the terminal and ends the process. Throws Error(surroundings) if the kernel has no descriptor left.
  explicit Interrupts(const os::Clock& clock);
  Interrupts(const os::Clock& clock, Outlets outlets);
  ~Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  /// Readable (see Poller) while a signal waits to be taken.
  [[nodiscard]] os::Fd fd() const noexcept { return came_.fd(); }
  /// The next signal that came, without waiting. A second and later Ctrl-C is among them.
  [[nodiscard]] std::optional<os::Signal> next();

  /// From now on there is something on disk: the conversation, as `recover` takes it.
  void recording(std::string_view name);
  /// While a question is asked, Ctrl-C is an answer to it and nothing else.
  class Question {
   public:
    explicit Question(Interrupts& interrupts) : interrupts_(interrupts) { interrupts_.ask(true); }
    ~Question() { interrupts_.ask(false); }
    Question(const Question&) = delete;
    Question& operator=(const Question&) = delete;

   private:
    Interrupts& interrupts_;
  };
  /// It is sealed: nothing is left to interrupt. What still comes is dropped.
  void over();

 private:
  void listen() noexcept;
  bool wait();
  void take(os::Signal signal);
  void ask(bool begins);
  [[nodiscard]] std::string words_of_second();
  [[nodiscard]] std::string words_of_third();

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

}  // namespace earwitness::cli
