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

namespace earwitness::terminal {

/// Asked four times a second while nobody answers; on its word the question is dropped. May be empty: never.
using GiveUp = std::function<bool()>;

/// Whether somebody can be asked: stdin and stderr are terminals.
[[nodiscard]] bool can_ask_user() noexcept;

/// The answer, without blanks around it. Nothing if the input ends or the question is dropped.
[[nodiscard]] std::optional<std::string> ask_line(std::string_view question, const GiveUp& give_up);
/// What a typed answer means: `yes`, `Yes.`, `J`, `ja` and the like, or the same of no; nothing where it is neither.
[[nodiscard]] std::optional<bool> yes_or_no(std::string_view answer);
/// Asks by `read` until the answer is a yes or a no. Enter alone is `standard`, where there is one; nothing where
/// `read` gives nothing.
[[nodiscard]] std::optional<bool> clear_answer(const std::function<std::optional<std::string>()>& read,
                                               std::optional<bool> standard);
/// `question [y/N]`: Enter alone is no. Asked again where the answer is neither yes nor no.
[[nodiscard]] std::optional<bool> ask_yes_no(std::string_view question, const GiveUp& give_up);
/// The statement, in the language of the program, `[yes/no]`: nothing is taken for an answer but yes and no.
[[nodiscard]] std::optional<bool> ask_statement(const GiveUp& give_up);
/// Asks again for a name that can't be kept; may be empty.
[[nodiscard]] std::optional<std::string> ask_name(std::string_view question, const GiveUp& give_up);

/// A passphrase, which nobody sees. Nothing if it is given up.
[[nodiscard]] std::optional<base::Secret> ask_secret(std::string_view question);

/// Name and statement, as they are asked at the end of a recording.
[[nodiscard]] control::MeRequest ask_who(const GiveUp& give_up);

}  // namespace earwitness::terminal
