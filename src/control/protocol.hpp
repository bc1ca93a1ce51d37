// SPDX-License-Identifier: MIT
//
// What is said between a running recording and another terminal: JSON Lines over a local socket, one object a line.
//
//   → {"command":"status"}
//   ← {"type":"status","schema":1, ...}
//
//   → {"command":"stop","can_ask":true,"language":"en"}   can_ask: a person sits there and can be asked
//   ← {"type":"closed","schema":1,"ask":true,"seconds":12.3}         at once when the files are finished
//   → {"command":"me","name":"A. Name","statement":true}             if `ask`; or {"command":"me"} to leave it out
//   ← {"type":"sealed","schema":1, ...}
//
//   → {"command":"mark","text":"he said it again"}          at what sounds when it arrives; `text` may be left out
//   ← {"type":"marked","schema":1,"seconds":12.3, ...}
//   → {"command":"pause"}            ← {"type":"paused", ...}        once the microphone is closed
//   → {"command":"resume"}           ← {"type":"resumed", ...}       once sound comes again
//   → {"command":"extend","seconds":1800}         ← {"type":"extended", ...}
//
//   ← {"type":"error","schema":1,"kind":"usage","message":"...","next":"..."}      in place of any answer
//
// Fixed sentences, as those in `warnings`, are English: to_error() and whoever shows them translate them. Unknown
// fields are skipped. A line is at most limits::control_message_bytes long. Values only, any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/translate.hpp"
#include "earwitness/base.hpp"

namespace earwitness::control {

inline constexpr int schema = 1;

namespace type {
inline constexpr const char* status = "status";
inline constexpr const char* closed = "closed";
inline constexpr const char* sealed = "sealed";
inline constexpr const char* marked = "marked";
inline constexpr const char* paused = "paused";
inline constexpr const char* resumed = "resumed";
inline constexpr const char* extended = "extended";
inline constexpr const char* error = "error";
}  // namespace type

struct StatusRequest {};
struct StopRequest {
  bool can_ask = false;
  std::optional<base::Language> language{};  ///< in which the last word is to be; nothing: as the recording speaks
};
/// Who the user is, for the statement. Without a name: nothing is to be stated.
struct MeRequest {
  std::optional<std::string> name;  ///< valid UTF-8 without control characters, 1 to limits::name_bytes
  bool statement = false;           ///< "I only record conversations that I take part in."
};
/// A mark at what sounds now.
struct MarkRequest {
  std::string text;  ///< valid UTF-8 without control characters, at most mark_bytes; may be empty
};
struct PauseRequest {};
struct ResumeRequest {};
/// The maximum duration ends that much later.
struct ExtendRequest {
  std::chrono::seconds by{0};  ///< 1 to most_extension
};
using Request =
    std::variant<StatusRequest, StopRequest, MeRequest, MarkRequest, PauseRequest, ResumeRequest, ExtendRequest>;

inline constexpr std::size_t mark_bytes = 1000;
inline constexpr std::chrono::seconds most_extension{std::chrono::hours(24)};

[[nodiscard]] nlohmann::ordered_json to_json(const Request& request);
/// Throws Error(usage) on anything that is not a request; any text is allowed.
[[nodiscard]] Request parse_request(std::string_view line);

/// {"type":TYPE,"schema":1}, to be filled.
[[nodiscard]] nlohmann::ordered_json message(const char* type);
/// {"type":"error", ...} and back: a reader takes any object.
[[nodiscard]] nlohmann::ordered_json to_json(const Error& error);
[[nodiscard]] Error to_error(const nlohmann::ordered_json& message);

}  // namespace earwitness::control
