// SPDX-License-Identifier: MIT
//
// What a recording, or a track of one, is of, in the words of the format (docs/format.md): `kind` in a journal's
// `open`, Earwitness-Kind in bag-info.txt. They never change.
#pragma once

namespace earwitness::recording_kind {

inline constexpr const char* microphone = "microphone";
inline constexpr const char* monitor = "monitor";                ///< what the computer plays
inline constexpr const char* partly_monitor = "partly-monitor";  ///< one after the other; `open` never says so
inline constexpr const char* test_signal = "test-signal";
inline constexpr const char* call = "call";        ///< two tracks, each of a kind of its own
inline constexpr const char* imported = "import";  ///< a file that something else recorded
inline constexpr const char* unknown = "unknown";  ///< a recovery did not find the beginning
// What was made of one, or beside it: of a bag alone.
inline constexpr const char* recovered = "recovered";
inline constexpr const char* excerpt = "excerpt";
inline constexpr const char* transcript = "transcript";

}  // namespace earwitness::recording_kind
