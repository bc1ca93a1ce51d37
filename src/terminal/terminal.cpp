// SPDX-License-Identifier: MIT
#include "terminal/terminal.hpp"

#include <algorithm>
#include <exception>

#include "os/environment.hpp"
#include "os/streams.hpp"
#include "terminal/message_lines.hpp"

namespace earwitness::terminal {

namespace {

constexpr int min_message_columns = 20;

}  // namespace

std::string fitted(std::string_view text, os::Stream stream) {
  if (!os::is_terminal(stream)) return std::string(text);
  return message_lines(text,
                       static_cast<std::size_t>(std::max(os::terminal_size(stream).columns, min_message_columns)));
}

bool can_draw() { return os::is_terminal(os::Stream::errors) && os::environment("TERM").value_or("") != "dumb"; }

void say(std::string_view text) noexcept try {
  os::write_message(fitted(text, os::Stream::errors));
} catch (const std::exception&) {
  os::write_message(text);
}

}  // namespace earwitness::terminal
