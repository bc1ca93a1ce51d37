// SPDX-License-Identifier: MIT
//
// Messages for people, in one voice: `earwitness: warning: the microphone is muted`, then `  try: ...` with what to do.
// An error is `earwitness: ` and what went wrong.
// They go to the terminal and, while a recording runs, to its own log file too, with the time in UTC.
//
// This module opens nothing: it is given writers, one for the terminal and one for the file. A writer gets whole lines,
// one call at a time, and must not log. What a writer throws is dropped: a message is never worth a recording.
// All text is made printable here. Any thread may log once open_terminal() was called; before it, messages are dropped.
#pragma once

#include <functional>
#include <string_view>

namespace earwitness::log {

using Writer = std::function<void(std::string_view)>;

/// Messages go here from now on, in place of an earlier writer: a live display can put one that first clears its line.
void open_terminal(Writer writer, bool colour);
/// And to the recording's own log, until close_file().
void open_file(Writer writer);
void close_file() noexcept;

void info(std::string_view text);
void warning(std::string_view text, std::string_view next = {});
void error(std::string_view text, std::string_view next = {});
/// A warning that can't be overlooked: in colour, the whole line is in reverse video. It never rings: a sound would
/// expose the user, and stand on the recording.
void alarm(std::string_view text);
/// Only for the file: what a person at the terminal sees by itself.
void note(std::string_view text);

}  // namespace earwitness::log
