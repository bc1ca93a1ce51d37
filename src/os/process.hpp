// SPDX-License-Identifier: MIT
//
// What the kernel knows of this process and those above it, and going on in the background;
// memory that must not be swapped out.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "os/descriptor.hpp"
#include "os/file_system.hpp"

namespace earwitness::os {

/// A line of /proc/PID/stat, as far as it is needed.
struct ProcessStat {
  std::string name;         ///< the command, at most 15 bytes, of any kind
  std::int64_t parent = 0;  ///< 0: none
  char state = '?';         ///< `R`, `S`, `D`, `T` ...
};
/// Nothing on other text. The name may hold spaces and parentheses: it ends at the last `)`.
[[nodiscard]] std::optional<ProcessStat> parse_stat(std::string_view line);

/// The commands above this process, the nearest first, as far as /proc shows them.
[[nodiscard]] std::vector<std::string> ancestors();

/// The first of `names` that starts commands by the clock (cron, crond, atd, anacron, fcron), in either case.
[[nodiscard]] std::optional<std::string> scheduler_among(const std::vector<std::string>& names);
/// The one that this process was started below, if any.
[[nodiscard]] std::optional<std::string> started_below();

[[nodiscard]] std::int64_t own_pid() noexcept;
[[nodiscard]] bool is_alive(std::int64_t pid) noexcept;
/// Whether somebody has stopped that process (SIGSTOP, a debugger): it answers nobody until it is let go on.
[[nodiscard]] bool is_stopped(std::int64_t pid);
/// Ends the process as it is: nothing is flushed, unwound or waited for. Any thread.
[[noreturn]] void exit_immediately(int exit_code) noexcept;
/// A random name for the time since the machine was started; empty where the kernel does not tell.
[[nodiscard]] std::string boot_id();

/// The background's end of the pipe to the process that waits in the foreground.
class Announcer {
 public:
  explicit Announcer(Descriptor pipe) : pipe_(std::make_shared<const Descriptor>(std::move(pipe))) {}
  /// Until the starter has confirmed the word, its end, however it comes, is this process's too: a SIGTERM, and an end
  /// at once where nothing was announced and that does not help within unannounced_end_timeout. Starts a thread; once.
  void end_with_starter();
  /// Says the one word. False if the starter is gone: then nobody knows of this process, and it should end.
  bool announce(std::string_view word) noexcept;
  /// Readable (see Poller) once the starter is gone, or has confirmed.
  [[nodiscard]] Fd fd() const noexcept { return pipe_->fd(); }

  static constexpr std::chrono::seconds unannounced_end_timeout{10};

 private:
  std::shared_ptr<const Descriptor> pipe_;  // the watching thread's as well
  std::shared_ptr<std::atomic<bool>> announced_ = std::make_shared<std::atomic<bool>>(false);
};

/// What the foreground hears: the background's word, or nothing if it ended without one.
using FirstWord = std::optional<std::string>;

/// The foreground's end. Where it goes without confirm(), the background ends with it.
class Starter {
 public:
  Starter(Descriptor pipe, std::int64_t background) noexcept : pipe_(std::move(pipe)), background_(background) {}
  /// Waits for the word.
  [[nodiscard]] FirstWord hear();
  /// The word has been passed on: the background is on its own now.
  void confirm() noexcept;

 private:
  Descriptor pipe_;
  std::int64_t background_;
};

/// Forks. The child gets an Announcer and goes on in a session of its own, its stdin and stdout /dev/null, its stderr
/// and messages appended to `errors` (0600). The parent gets a Starter. To be called before any thread exists. Throws
/// FileError.
[[nodiscard]] std::variant<Announcer, Starter> go_to_background(const Path& errors);

/// Keeps memory from being swapped out, where the system allows that much; false where it does not. It stays so until
/// the memory is freed.
bool lock_in_memory(std::span<std::byte> memory) noexcept;

}  // namespace earwitness::os
