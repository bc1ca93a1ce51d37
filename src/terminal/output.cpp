// SPDX-License-Identifier: MIT
#include "terminal/output.hpp"

#include <fmt/format.h>

#include <string>

#include "base/text.hpp"
#include "log/log.hpp"
#include "os/environment.hpp"
#include "os/signals.hpp"
#include "os/streams.hpp"
#include "os/terminal.hpp"
#include "terminal/terminal.hpp"

namespace earwitness::terminal {

// All of it in ASCII, so that nothing in a title or a name can steer a terminal.
void print_json(const json::Value& document) { os::write_output(document.dump(json::Encoding::ascii) + "\n"); }

JsonStream::JsonStream(const char* type) : writer_(os::write_output, json::Encoding::ascii) {
  writer_.begin_object();
  writer_.member("type", type);
  writer_.member("schema", 1);
}

void JsonStream::finish() {
  writer_.end_object();
  writer_.finish();
  os::write_output("\n");
}

json::Value document_of(const char* type, json::Value members) {
  json::Value document{{"type", type}, {"schema", 1}};
  document.update(std::move(members));
  return document;
}

void print_line(std::string_view text) { os::write_output(fitted(base::printable(text), os::Stream::output) + "\n"); }

bool colour_on(os::Stream stream) {
  return os::is_terminal(stream) && !os::environment("NO_COLOR") && os::environment("TERM").value_or("") != "dumb";
}

void open_messages() {
  os::keep_streams();
  os::ignore_write_signals();
  log::open_terminal(&say, colour_on(os::Stream::errors));
}

void print_question(std::string_view question) { say(base::printable(question) + " "); }

}  // namespace earwitness::terminal
