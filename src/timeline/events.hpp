// SPDX-License-Identifier: MIT
//
// What a journal tells besides the sound: marks, pauses, breaks, gaps and what happened to screen and microphone, each
// with its place on the clock; and the texts of its notes. All of it may be anyone's. Values; one thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "journal/content.hpp"
#include "os/file_system.hpp"

namespace earwitness::timeline {

struct Event {
  enum class Kind { mark, pause, interruption, gap, withheld, altered, event };
  Kind kind = Kind::event;
  std::chrono::nanoseconds from{};
  std::chrono::nanoseconds to{};  ///< the same for a moment
  std::string cause;              ///< the journal's word; of an event its name, of a finding what was altered
  std::string text;               ///< of a mark, a slate, a microphone: what was written
  bool estimated = false;
  std::uint64_t line = 0;     ///< of the journal, counted from 1; 0: none
  Track track = Track::only;  ///< of a call the side that it happened to; `only`: to both
};

/// Of what is withheld: its owner deleted it.
inline constexpr const char* cause_deleted = "deleted";
/// Of a mark: a text that the journal commits to is not there, as in an excerpt that does not disclose it.
inline constexpr const char* cause_of_unknown_words = "unknown_words";

struct JournalEvents {
  std::vector<Event> events;
  std::vector<std::string> devices;
  std::vector<std::string> monitors;  ///< names of what the computer played that the sound was taken from
  std::vector<std::string> people;
  std::vector<std::string> claims;
};

/// Texts by the numbers of their notes; only those that the journal commits to.
using NoteTexts = std::map<std::uint64_t, std::string>;
[[nodiscard]] NoteTexts note_texts(os::FileSystem& fs, const os::Path& bag, const journal::JournalContent& journal,
                                   bool is_excerpt);

[[nodiscard]] JournalEvents read_events(os::File& file, const journal::JournalContent& journal, const NoteTexts& texts);

/// A journal's lines that tell of more than its seconds, kept while it is read for its content: then it need not be
/// read once more for its events.
class EventLines {
 public:
  void add(const journal::Line& line);
  /// As read_events(). Nothing where there were more lines than are kept: then the journal must be read again.
  [[nodiscard]] std::optional<JournalEvents> events(const journal::JournalContent& journal,
                                                    const NoteTexts& texts) const;

 private:
  std::vector<journal::Line> lines_;
  bool are_all_ = true;
};

}  // namespace earwitness::timeline
