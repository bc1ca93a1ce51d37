// SPDX-License-Identifier: MIT
//
// A transcript's first words, by a speech recogniser that runs on this machine. One thread.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "derive/transcript.hpp"
#include "journal/content.hpp"
#include "os/file_system.hpp"
#include "timeline/prepared.hpp"
#include "vtt/webvtt.hpp"

namespace earwitness::derive {

/// What the folder of the recogniser's files is called, in the conversation's: archive::new_work_name() of this.
inline constexpr const char* draft_work_stem = "draft";

struct DraftRequest {
  os::Path conversation;
  os::Path bag;  ///< its sound
  journal::JournalContent journal;
  std::string command;
  std::chrono::seconds timeout;          ///< for each file of sound
  std::function<void()> on_listening{};  ///< called once it is about to hear the first one
  std::string work_name{};               ///< of the folder for it; empty: any new one
  timeline::SideSpeakers speakers{};     ///< of a call, whose sides are heard each by itself
};

struct Draft {
  std::vector<vtt::Cue> cues;
  Recogniser recogniser;
  std::vector<std::string> left_out;  ///< sentences: what it wrote of a time at which there is no sound
};

/// Runs the command for each file of sound, without a shell: `{wav}` in one of its words is the path of a WAV file (16
/// kHz, one channel), `{out}` a path for what it writes, to which it may add .vtt, .srt or .txt; where it writes none,
/// its stdout counts. The WAV lies in a private folder of the conversation, and is removed whatever comes. May take as
/// long as the conversation did; Ctrl-C ends it.
/// Throws Error(not_found) where there is no sound to hear, Error(usage) for a command that makes no sense,
/// Error(surroundings) where it fails, takes longer than the timeout or is interrupted.
[[nodiscard]] Draft draft_transcript(os::FileSystem& fs, const DraftRequest& request);

}  // namespace earwitness::derive
