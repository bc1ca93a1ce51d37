// SPDX-License-Identifier: MIT
//
// Signals as something to read. While a Signals lives, SIGINT, SIGTERM and SIGHUP no longer end the process but wait to
// be taken, and SIGPIPE is ignored, so that a reader who went away is an error of the write. So are those that would
// stop or end a recording by accident: Ctrl-Z, reading or writing the terminal as a background job, and a file that
// reaches the user's size limit (then the write fails).
//
// Made once, before any thread: threads inherit the blocked signals. It also takes a signal that the starter had set
// to be ignored (nohup, `&` in a script): a recording ends when it is told to.
#pragma once

#include <signal.h>

#include <memory>
#include <optional>

#include "os/descriptor.hpp"

namespace earwitness::os {

enum class Signal {
  interrupt,  ///< SIGINT: Ctrl-C
  terminate,  ///< SIGTERM
  hangup      ///< SIGHUP: the terminal was closed
};

class Signals {
 public:
  /// Throws Error(surroundings) if the kernel has no descriptor left.
  Signals();
  /// Gives the signals their old meaning back. One that waits is dropped: what it asked for is over.
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  /// For a Poller.
  [[nodiscard]] Fd fd() const noexcept { return descriptor_.fd(); }
  /// The next one that came, without waiting.
  [[nodiscard]] std::optional<Signal> next() noexcept;

 private:
  struct Ignored;
  Descriptor descriptor_;
  std::unique_ptr<Ignored> ignored_;
};

/// A write to a reader who went away, or past the user's limit on the size of files, becomes an error instead of the
/// end of the process. Before anything else: a sound library makes files of its own as soon as it is asked something.
void ignore_write_signals() noexcept;

/// This thread, and those that it starts meanwhile, take no signal.
class AllSignalsBlocked {
 public:
  AllSignalsBlocked() noexcept;
  ~AllSignalsBlocked();
  AllSignalsBlocked(const AllSignalsBlocked&) = delete;
  AllSignalsBlocked& operator=(const AllSignalsBlocked&) = delete;

 private:
  sigset_t before_{};
};

}  // namespace earwitness::os
