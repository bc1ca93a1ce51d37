// SPDX-License-Identifier: MIT
//
// Messages between a running recording and another terminal: requests to it and its replies, each a type of its own.
// On the socket they are JSON Lines, one object a line; only parse and encode know that.
//
//   → {"command":"status"}
//   ← {"type":"status","schema":1, ...}
//
//   → {"command":"stop","can_ask":true,"language":"en"}   can_ask: a person sits there and can be asked
//   ← {"type":"closed","schema":1,"ask":true,"seconds":12.3}         at once when the files are finished
//   → {"command":"me","name":"A. Name","statement":true,"language":"en"}   if `ask`; or {"command":"me"} to leave it
//   out ← {"type":"sealed","schema":1, ...}
//
//   → {"command":"mark","text":"he said it again"}          at what sounds when it arrives; `text` may be left out
//   ← {"type":"marked","schema":1,"seconds":12.3}
//   → {"command":"pause"}            ← {"type":"paused", ...}        once the microphone is closed
//   → {"command":"resume"}           ← {"type":"resumed", ...}       once sound comes again
//   → {"command":"extend","seconds":1800}         ← {"type":"extended", ...}
//
//   ← {"type":"error","schema":1,"kind":"usage","message":"...","next":"..."}      in place of any answer
//
// The other end is not trusted: a message is one object within json::control_message, and each field is checked.
// Unknown fields are skipped. Fixed sentences, as those in `warnings`, are English: to_error() and whoever shows them
// translate them. Values only, any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/translate.hpp"
#include "earwitness/base.hpp"
#include "json/value.hpp"

namespace earwitness::control {

inline constexpr int schema = 1;
inline constexpr std::size_t mark_bytes = 1000;
inline constexpr std::chrono::seconds max_extension{std::chrono::hours(24)};

// Requests.

struct StatusRequest {};
struct StopRequest {
  bool can_ask = false;
  std::optional<base::Language> language{};  ///< in which the last word is to be; nothing: as the recording speaks
};
/// Who the user is, for the statement. Without a name: nothing is to be stated.
struct MeRequest {
  std::optional<std::string> name;           ///< valid UTF-8 without control characters, 1 to limits::name_bytes
  bool statement = false;                    ///< "I only record conversations that I take part in."
  std::optional<base::Language> language{};  ///< in which the statement was read; nothing: English
};
/// A mark at what sounds now.
struct MarkRequest {
  std::string text;  ///< valid UTF-8 without control characters, at most mark_bytes; may be empty
};
struct PauseRequest {};
struct ResumeRequest {};
/// The maximum duration ends that much later.
struct ExtendRequest {
  std::chrono::seconds by{0};  ///< 1 to max_extension
};
using Request =
    std::variant<StatusRequest, StopRequest, MeRequest, MarkRequest, PauseRequest, ResumeRequest, ExtendRequest>;

/// A line, with its newline.
[[nodiscard]] std::string encode(const Request& request);
/// Throws Error(usage) on anything that is not a request; any text is allowed.
[[nodiscard]] Request parse_request(std::string_view line);

// Replies. Lengths are in seconds; times within the recording are too, since its first frame.

/// A warning of the recording, as long as it lasted.
struct Warning {
  std::string name;
  double seconds = 0;
  std::string text;  ///< English
};

/// Audio is on disk: what `start --background` prints.
struct Started {
  std::string path;
  std::string recording;  ///< UUID
  std::int64_t pid = 0;
};

/// One side of a call.
struct TrackStatus {
  std::string track;  ///< `near`, `far`
  Frames frames = 0;
  Frames frames_on_disk = 0;
  Frames lost_frames = 0;
  double level_dbfs = 0;
  double peak_dbfs = 0;
  std::uint64_t clipped = 0;
  bool lost = false;  ///< nothing of it is recorded now
};

/// What a recording does now. Of a call the frames are those of both sides, the levels the microphone's.
struct Status {
  bool running = true;  ///< false: none runs, and nothing else is told
  std::int64_t pid = 0;
  std::string path{};
  std::string recording{};     ///< UUID
  double seconds = 0;          ///< of audio in the files
  double elapsed_seconds = 0;  ///< pauses and losses counted
  bool paused = false;
  double paused_seconds = 0;
  double left_seconds = 0;  ///< until the maximum
  std::uint64_t marks = 0;
  Frames frames = 0;
  Frames frames_on_disk = 0;
  Frames lost_frames = 0;
  double level_dbfs = 0;
  double peak_dbfs = 0;
  std::uint64_t clipped = 0;
  double disk_left_seconds = 0;
  Frames ring_high_water_frames = 0;
  bool microphone_lost = false;
  bool has_ended = false;  ///< its files are being closed, and it is about to be sealed
  std::string seal{};  ///< once it is made; the recording ends as soon as a time stamp is there, or is not to be had
  std::vector<Warning> warnings{};
  std::vector<TrackStatus> tracks{};  ///< of a call
};

/// The files are finished.
struct Closed {
  bool ask = false;  ///< a MeRequest is waited for
  double seconds = 0;
};

/// What became of the time stamp on a seal.
struct SealStamp {
  enum class State : std::uint8_t { none, pending, stamped };
  State state = State::none;
  std::string pending;      ///< why it is to come later
  std::string stamped_utc;  ///< RFC 3339
  std::string authority;
  std::string server;
};

/// The last word on a recording.
struct Sealed {
  std::string path;
  std::string recording;          ///< UUID
  std::string seal;               ///< hex SHA-256
  std::optional<bool> in_ledger;  ///< nothing: it is not signed, and in no ledger
  Frames frames = 0;
  double seconds = 0;
  Frames lost_frames = 0;
  std::string reason;
  std::vector<Warning> warnings;
  std::optional<SealStamp> time_stamp{};
  std::uint64_t sides = 1;  ///< of a call 2: its frames are those of both
};

struct Marked {
  double seconds = 0;
};
struct Paused {
  double seconds = 0;
  bool changed = false;  ///< false: it was paused already
};
struct Resumed {
  double seconds = 0;
  bool changed = false;  ///< false: it was not paused
  double paused_seconds = 0;
  bool microphone_lost = false;
};
struct Extended {
  double seconds = 0;
  double left_seconds = 0;
};
/// The request can't be granted. Fixed sentences are English.
struct ErrorReply {
  ErrorKind kind = ErrorKind::surroundings;
  std::string subject;
  std::string message;
  std::string next;
};
/// A type that this version does not know: to be skipped.
struct UnknownReply {};

using Reply =
    std::variant<UnknownReply, Started, Status, Closed, Sealed, Marked, Paused, Resumed, Extended, ErrorReply>;

/// A line, with its newline; bytes that are not UTF-8 are replaced.
[[nodiscard]] std::string encode(const Reply& reply);
/// The same, as scripts get it with --json (docs/cli.md).
[[nodiscard]] json::Value to_json(const Reply& reply);
/// The fields that say what became of a time stamp, as `sealed` has them.
[[nodiscard]] json::Value to_json(const SealStamp& stamp);

struct Received {
  Reply reply;
  json::Value document;  ///< as it was sent, for --json: it may have fields that this version does not know
};
/// Nothing where the line is no object within the limits. Fields that make no sense count as 0 or empty; only of
/// `sealed` path, seal, length, warnings and time stamp must be right, else Error(surroundings).
[[nodiscard]] std::optional<Received> parse_reply(std::string_view line);

[[nodiscard]] ErrorReply to_reply(const Error& error);
/// As one that happened here, in the user's language.
[[nodiscard]] Error to_error(const ErrorReply& reply);

/// Removes the first whole line from the text and returns it without its newline.
[[nodiscard]] std::optional<std::string> pop_line(std::string& text);

}  // namespace earwitness::control
