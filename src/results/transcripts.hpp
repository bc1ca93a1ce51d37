// SPDX-License-Identifier: MIT
//
// Transcripts as they are printed, for people and for scripts (docs/cli.md). One thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/translate.hpp"
#include "derive/transcript.hpp"
#include "earwitness/verify.hpp"
#include "json/value.hpp"
#include "os/file_system.hpp"
#include "terminal/exit_code.hpp"

namespace earwitness::results {

/// Said wherever a machine's words are shown that no person has read.
inline constexpr const char* unread_words =
    N_("a machine made these words, and no person has held them against the sound");

[[nodiscard]] json::Value to_json(const derive::Transcript& made);
void print_made(const derive::Transcript& made);

/// `12:34  A. Jansen: I never said that.`, on one line; not yet printable.
[[nodiscard]] std::string line_of(const vtt::Cue& cue);

/// Keys that the user knows, looked up for each version that is shown.
using KeysOf = std::function<std::vector<KnownKey>()>;

terminal::ExitCode list_versions(os::FileSystem& fs, const os::Path& conversation, const KeysOf& keys, bool json);
/// The version of that number; 0: the one that counts, null where there is none. Throws Error(not_found) where there is
/// no version of that number.
[[nodiscard]] const derive::TranscriptVersion* chosen_version(const std::vector<derive::TranscriptVersion>& versions,
                                                              const os::Path& conversation, int number);
/// Likewise; Error(not_found) also where there is none.
terminal::ExitCode show_version(os::FileSystem& fs, const os::Path& conversation, int number, const KeysOf& keys,
                                bool json);

}  // namespace earwitness::results
