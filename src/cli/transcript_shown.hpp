// SPDX-License-Identifier: MIT
//
// Transcripts as they are printed, for people and for scripts (docs/cli.md). One thread.
#pragma once

#include "cli/context.hpp"
#include "cli/exit_code.hpp"
#include "derive/transcript.hpp"
#include "json/value.hpp"

namespace earwitness::cli {

[[nodiscard]] json::Value to_json(const derive::Transcript& made);
void print_made(const derive::Transcript& made);

/// `12:34  A. Jansen: I never said that.`, on one line; not yet printable.
[[nodiscard]] std::string line_of(const vtt::Cue& cue);

ExitCode list_versions(const Context& context, const os::Path& conversation, bool json);
/// Throws Error(not_found) where there is none.
ExitCode show_newest(const Context& context, const os::Path& conversation, bool json);

}  // namespace earwitness::cli
