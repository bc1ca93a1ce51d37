// SPDX-License-Identifier: MIT
//
// Questions to the person at the terminal: who they are, and the statement. Asked on stderr, answered on stdin. One
// thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.hpp"
#include "base/translate.hpp"
#include "control/protocol.hpp"

namespace earwitness::cli {

/// The words of the statement, as they are shown.
inline constexpr const char* statement_text = N_("I only record conversations that I take part in.");

/// Asked four times a second while nobody answers; on its word the question is dropped. May be empty: never.
using GiveUp = std::function<bool()>;

/// Whether somebody can be asked: stdin and stderr are terminals.
[[nodiscard]] bool can_ask_user() noexcept;

/// The answer, without blanks around it. Nothing if the input ends or the question is dropped.
[[nodiscard]] std::optional<std::string> ask_line(std::string_view question, const GiveUp& give_up);
/// `question [y/N]`.
[[nodiscard]] std::optional<bool> ask_yes_no(std::string_view question, const GiveUp& give_up);
/// Asks again for a name that can't be kept; may be empty.
[[nodiscard]] std::optional<std::string> ask_name(std::string_view question, const GiveUp& give_up);

/// A passphrase, which nobody sees. Nothing if it is given up.
[[nodiscard]] std::optional<base::Secret> ask_secret(std::string_view question);

/// Name and statement, as they are asked at the end of a recording.
[[nodiscard]] control::MeRequest ask_who(const GiveUp& give_up);

}  // namespace earwitness::cli
