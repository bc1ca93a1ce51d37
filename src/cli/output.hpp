// SPDX-License-Identifier: MIT
//
// How the program speaks. stdout is the result and nothing else; all other words go to stderr through log. Nothing
// of a recording, device or socket is shown but through base::printable. Everything throws FileError if stdout can't be
// written to.
#pragma once

#include <exception>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "cli/exit_code.hpp"
#include "json/value.hpp"
#include "os/terminal.hpp"

namespace earwitness::cli {

/// JSON's null for what is not there.
template <typename T>
[[nodiscard]] nlohmann::ordered_json or_null(const std::optional<T>& value) {
  return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
}
[[nodiscard]] inline nlohmann::ordered_json or_null(const std::string& text) {
  return text.empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(text);
}
/// One document on one line. Bytes that are not UTF-8 are replaced.
void print_json(const nlohmann::ordered_json& document);
/// The same for a value of the module json.
void print_value(const json::Value& document);
[[nodiscard]] nlohmann::ordered_json as_nlohmann(const json::Value& value);
/// {"type":TYPE,"schema":1}, to be filled.
[[nodiscard]] nlohmann::ordered_json document_of(const char* type);
/// A line of a result for people, made printable.
void print_line(std::string_view text);

/// Whether colour may be used: on a terminal and without NO_COLOR.
[[nodiscard]] bool colour_on(os::Stream stream);
/// Points messages at the terminal; to be called before anything else is done.
void open_messages();
/// A question, on stderr, without a newline; made printable.
void ask(std::string_view question);

/// Says what went wrong and what to do next, on stderr; the exit code for it.
ExitCode report(const std::exception& error) noexcept;

}  // namespace earwitness::cli
