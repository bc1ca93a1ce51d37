// SPDX-License-Identifier: MIT
//
// Transcripts as they are printed, for people and for scripts (docs/cli.md); and what comes after one is sealed: its
// line in the archive's ledger, so that a version that is taken away is missed, its time stamp where these are asked
// for during a recording, and what is printed of it. One thread.
#pragma once

#include <vector>

#include "archive/key_file.hpp"
#include "base/translate.hpp"
#include "context/context.hpp"
#include "derive/transcript.hpp"
#include "json/value.hpp"
#include "settings/config.hpp"
#include "terminal/exit_code.hpp"

namespace earwitness::cli {

/// Said wherever a machine's words are shown that no person has read.
inline constexpr const char* unread_words =
    N_("a machine made these words, and no person has held them against the sound");

[[nodiscard]] json::Value to_json(const derive::Transcript& made);
void print_made(const derive::Transcript& made);

/// `12:34  A. Jansen: I never said that.`, on one line; not yet printable.
[[nodiscard]] std::string line_of(const vtt::Cue& cue);

terminal::ExitCode list_versions(const context::Context& context, const os::Path& conversation, bool json);
/// The version of that number; 0: the one that counts, null where there is none. Throws Error(not_found) where there is
/// no version of that number.
[[nodiscard]] const derive::TranscriptVersion* chosen_version(const std::vector<derive::TranscriptVersion>& versions,
                                                              const os::Path& conversation, int number);
/// Likewise; Error(not_found) also where there is none.
terminal::ExitCode show_version(const context::Context& context, const os::Path& conversation, int number, bool json);

/// `signer` is null where it is not signed: then it is in no ledger, and has no time stamp. It is sealed whatever
/// fails here; surroundings where the ledger does not have it and should.
terminal::ExitCode finish_transcript(const context::Context& context, const settings::Config& config,
                                     const archive::Signer* signer, const derive::Transcript& made, bool json);

}  // namespace earwitness::cli
