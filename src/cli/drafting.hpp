// SPDX-License-Identifier: MIT
//
// A transcript's first words, by a speech recogniser that runs on this machine. One thread.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "cli/context.hpp"
#include "derive/transcript.hpp"
#include "journal/content.hpp"
#include "vtt/webvtt.hpp"

namespace earwitness::cli {

struct Drafted {
  std::vector<vtt::Cue> cues;
  derive::Recogniser recogniser;
};

/// Runs `command` for each file of sound in `bag`, without a shell: `{wav}` in one of its words is the path of a WAV
/// file (16 kHz, one channel), `{out}` a path for what it writes, to which it may add .vtt, .srt or .txt; where it
/// writes none, its stdout counts. The WAV lies in a private folder of the conversation, and is removed whatever comes.
/// Throws Error(usage) for a command that makes no sense, Error(surroundings) where it fails, takes longer than `limit`
/// or is interrupted.
[[nodiscard]] Drafted draft(const Context& context, const os::Path& conversation, const os::Path& bag,
                            const journal::JournalContent& journal, const std::string& command,
                            std::chrono::seconds limit);

}  // namespace earwitness::cli
