// SPDX-License-Identifier: MIT
//
// How the program speaks. stdout is the result and nothing else; all other words go to stderr through log. Nothing
// of a recording, device or socket is shown but through base::printable. Everything throws FileError if stdout can't be
// written to.
#pragma once

#include <string>
#include <string_view>

#include "json/value.hpp"
#include "json/writer.hpp"
#include "os/terminal.hpp"

namespace earwitness::terminal {

/// One document on one line. Bytes that are not UTF-8 are replaced.
void print_json(const json::Value& document);
/// {"type":TYPE,"schema":1} and these members: what every `--json` prints begins like this.
[[nodiscard]] json::Value document_of(const char* type, json::Value members = json::Value::object());
/// The same for a large one, which is never in memory whole: it begins as document_of() does, and whoever makes it
/// gives the members that follow. Without finish() it is no JSON, and so no answer.
class JsonStream {
 public:
  explicit JsonStream(const char* type);
  [[nodiscard]] json::Writer& members() noexcept { return writer_; }
  void finish();

 private:
  json::Writer writer_;
};
/// A line of a result for people, made printable; on a terminal broken between words.
void print_line(std::string_view text);

/// Whether colour may be used: on a terminal and without NO_COLOR.
[[nodiscard]] bool colour_on(os::Stream stream);
/// Points messages at the terminal; to be called before anything else is done.
void open_messages();
/// A question, on stderr, without a newline; made printable, and broken between words.
void print_question(std::string_view question);

}  // namespace earwitness::terminal
