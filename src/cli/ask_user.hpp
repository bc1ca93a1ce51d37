// SPDX-License-Identifier: MIT
//
// Questions to the person at the terminal: who they are, and the statement. Asked on stderr, answered on stdin.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "control/protocol.hpp"

namespace earwitness::cli {

/// The words of the statement, as they stand in a recording.
inline constexpr const char* statement_text = "I only record conversations that I take part in.";

/// Whether somebody can be asked: stdin and stderr are terminals.
[[nodiscard]] bool can_ask_user() noexcept;

/// The answer, without blanks around it. Nothing if the input ends or `give_up()` says so; it is asked four times a
/// second while nobody answers.
[[nodiscard]] std::optional<std::string> ask_line(std::string_view question, const std::function<bool()>& give_up);

/// Name and statement, as they are asked at the end of a recording. Asks again for a name that can't be kept.
[[nodiscard]] control::MeRequest ask_who(const std::function<bool()>& give_up);

}  // namespace earwitness::cli
