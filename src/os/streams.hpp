// SPDX-License-Identifier: MIT
//
// stdout for results, and stderr kept for our own messages: the libraries below us write to descriptor 2 as they like
// (ALSA and JACK some eighty lines at their start), so that it can be pointed elsewhere while messages go on.
//
// Descriptors are the whole process's: redirect where no other thread writes, or accept that its words go there too.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "os/descriptor.hpp"
#include "os/file_system.hpp"

namespace earwitness::os {

/// Before any file is opened: a standard stream that the starter closed becomes /dev/null, and stderr is kept.
void keep_streams() noexcept;

/// Where stderr pointed when it was kept, or first asked for.
[[nodiscard]] Fd message_stream() noexcept;
/// Writes to it, as far as it goes: there is nowhere to report a failure to. Never waits longer than a second for a
/// terminal that takes nothing (Ctrl-S): what finds no room is dropped.
void write_message(std::string_view text) noexcept;

/// Writes a result to stdout. Throws FileError if it can't be written; a reader who went away (`| head`) is no error.
void write_output(std::string_view text);

/// The next line of standard input, without its end: only the line is read, so that whoever reads on finds what comes
/// after it. Nothing at the end of the input. Throws Error(usage) for a line longer than limits::input_line_bytes, and
/// FileError.
[[nodiscard]] std::optional<std::string> read_input_line();

/// Points descriptor 2 at a file (made 0600, appended to); messages still go to message_stream(). Throws FileError.
void redirect_stderr(const Path& path);
/// Points the messages at a file, too: for a process that has left its terminal. Throws FileError.
void redirect_messages(const Path& path);

/// Descriptor 2 leads nowhere for as long as it lives. May be nested.
class StderrSilencer {
 public:
  StderrSilencer() noexcept;
  ~StderrSilencer();
  StderrSilencer(const StderrSilencer&) = delete;
  StderrSilencer& operator=(const StderrSilencer&) = delete;

 private:
  Descriptor saved_;
};

}  // namespace earwitness::os
