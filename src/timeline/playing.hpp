// SPDX-License-Identifier: MIT
//
// Where in a bag's sound a time lies, for whoever plays it: files one after the other, with times since the first frame
// and pauses counted. The bag need not be verified, nor sealed. Values; one thread. Errors: FileError, Error.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "journal/content.hpp"
#include "os/file_system.hpp"
#include "timeline/prepared.hpp"

namespace earwitness::timeline {

/// A file of sound.
struct Piece {
  os::Path path;
  Frames frames = 0;
  std::chrono::nanoseconds begin{};
  std::chrono::nanoseconds end{};
};

struct Place {
  std::size_t piece = 0;  ///< beyond the last one: the end
  Frames frame = 0;
};

struct Playlist {
  AudioFormat format;
  std::vector<Piece> pieces;
  std::vector<Piece> far{};  ///< of a call that is heard whole, whose near side is in `pieces`: see CallSound
  AudioFormat far_format{};
  std::vector<os::Path> missing{};  ///< files that the journal has and the folder lacks; an excerpt's are withheld
  std::vector<Incident> incidents;
  std::chrono::nanoseconds end{};

  /// The first frame at that time or after it, where nothing was recorded then.
  [[nodiscard]] Place place_of(std::chrono::nanoseconds time) const;
  [[nodiscard]] std::chrono::nanoseconds time_of(const Place& place) const;
  /// When the mark was made; nothing if there is none with that number.
  [[nodiscard]] std::optional<std::chrono::nanoseconds> mark(int number) const;
};

/// How many whole frames sound in that time.
[[nodiscard]] Frames frames_within(std::chrono::nanoseconds length, const AudioFormat& format) noexcept;

/// Of a bag or a conversation's folder; an excerpt's sound is its own. Of a call both sides, or the one that is named.
/// Throws Error(not_found) where there is none.
[[nodiscard]] Playlist read_playlist(os::FileSystem& fs, const os::Path& path, Track track = Track::only);

}  // namespace earwitness::timeline
