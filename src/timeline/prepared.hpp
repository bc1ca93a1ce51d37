// SPDX-License-Identifier: MIT
//
// What a person needs to type out a recording, and to find the way in it: where it is loud, and what happened. All of
// it is read from a bag that need not be verified, so it is a help and no evidence. Pure but for the file system that
// they read; any thread. Errors: FileError, Error(unknown_format).
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "journal/content.hpp"
#include "os/file_system.hpp"
#include "timeline/events.hpp"
#include "vtt/webvtt.hpp"

namespace earwitness::timeline {

/// A mark, or the end of a file and its cause; times are since the first frame, pauses counted.
struct Incident {
  enum class What { mark, pause, lost };
  What what = What::mark;
  std::chrono::nanoseconds from{};
  std::chrono::nanoseconds to{};  ///< of a mark the same
  std::string text;               ///< of a mark what was typed; of a loss its cause; print through base::printable
  int number = 0;                 ///< of a mark, counted from 1
  Track track = Track::only;      ///< of a call the side that was not recorded; `only`: both
};

/// In the order of their times.
[[nodiscard]] std::vector<Incident> find_incidents(os::FileSystem& fs, const os::Path& bag,
                                                   const journal::JournalContent& journal);
/// The same, of the journal's lines that were kept while it was read.
[[nodiscard]] std::vector<Incident> find_incidents(os::FileSystem& fs, const os::Path& bag,
                                                   const journal::JournalContent& journal, const EventLines& lines);
/// `mark 1: he said it again`, `not recorded until 12:30: it was paused`, in the language of the user.
[[nodiscard]] std::string words_of(const Incident& incident);

/// Who speaks on each side of a call; of any other recording nobody is known by its sound.
struct SideSpeakers {
  std::string near;
  std::string far;
  [[nodiscard]] std::string of(Track track) const {
    return track == Track::near ? near : track == Track::far ? far : std::string();
  }
};

/// Stretches in which somebody may be speaking, by levels.jsonl, none longer than ten seconds; where that is not there
/// all of the sound in such stretches. Of a call each side's by itself, in the order of their times.
[[nodiscard]] std::vector<vtt::Cue> stretches_of_speech(os::FileSystem& fs, const os::Path& bag,
                                                        const journal::JournalContent& journal,
                                                        const SideSpeakers& speakers = {});

struct Prepared {
  std::string text;  ///< WebVTT
  std::size_t cues = 0;
};
/// The cues as they are, with the incidents as notes between them, in the language of the user, who types there; no
/// reader takes a note for anything. Where there are speakers, each empty cue gets the
/// first one's name to begin with.
[[nodiscard]] Prepared prepare(const std::vector<vtt::Cue>& cues, const std::vector<Incident>& incidents,
                               const std::vector<std::string>& speakers, const std::string& first_note);

}  // namespace earwitness::timeline
