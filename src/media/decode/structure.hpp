// SPDX-License-Identifier: MIT
//
// How a file is built, read without decoding it: what it is, where each of the files begins that are joined in it, and
// what in it does not fit: counts, page numbers, checksums, boxes that end beyond the file. FFmpeg goes on where it
// can and says nothing of most of these.
//
// Everything here is linear in the file's size. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "media/decode/source.hpp"
#include "media/facts.hpp"

namespace earwitness::media {

/// A file within the file.
struct Part {
  std::uint64_t from = 0;
  std::uint64_t to = 0;
  /// Of each track of sound, in order: what its edit list leaves out.
  std::vector<std::uint64_t> edited_out_ms{};
  /// The content of its `moov`, where it has one, and whether there are fragments beside it.
  std::uint64_t movie_from = 0;
  std::uint64_t movie_to = 0;
  bool has_fragments = false;
};

/// What FFmpeg reads in place of what stands there: a length that was never filled in.
struct Patch {
  std::uint64_t at = 0;
  std::string bytes;
};

struct Structure {
  std::string demuxer;  ///< FFmpeg's name for what it is; empty: FFmpeg may find out
  std::vector<Part> parts;
  std::vector<Problem> problems;
  bool ignore_length = false;  ///< of a WAV file: its sound goes to the end of the part, whatever its header says
  bool counts_held = false;    ///< its own counts were held against what is there
  bool no_index = false;       ///< nothing tells where its sound lies
  std::vector<Patch> patches;  ///< in the order of their places
  std::vector<Claim> claims;   ///< that FFmpeg does not find
};

[[nodiscard]] Structure examine(Source& file);

// Each of a kind, from `at` on: behind tags that may stand in front of any.

[[nodiscard]] Structure examine_ogg(Source& file, std::uint64_t at);
[[nodiscard]] Structure examine_amr(Source& file, std::uint64_t at);
[[nodiscard]] Structure examine_wave(Source& file, std::uint64_t at);
[[nodiscard]] Structure examine_aiff(Source& file, std::uint64_t at);
[[nodiscard]] Structure examine_caf(Source& file, std::uint64_t at);
[[nodiscard]] Structure examine_flac(Source& file, std::uint64_t at);
/// FLAC without a beginning, as of a stream that somebody joined late: from its first frame on, where that is soon
/// after `at`; else nothing.
[[nodiscard]] std::optional<Structure> examine_bare_flac(Source& file, std::uint64_t at);
[[nodiscard]] Structure examine_wave64(Source& file, std::uint64_t at);
[[nodiscard]] Structure examine_au(Source& file, std::uint64_t at);
[[nodiscard]] Structure examine_avi(Source& file, std::uint64_t at);
[[nodiscard]] Structure examine_transport(Source& file, std::uint64_t at);  ///< MPEG-TS, of cameras and broadcasts
/// Of its packets, where some of them follow each other from `at` on; 0: it is none.
[[nodiscard]] std::uint64_t transport_packet_bytes(Source& file, std::uint64_t at);
[[nodiscard]] Structure examine_boxes(Source& file, std::uint64_t at);  ///< MP4 and its like
/// Of the content of a `moov` box; as Part::edited_out_ms.
[[nodiscard]] std::vector<std::uint64_t> edited_out_ms(Source& file, std::uint64_t from, std::uint64_t to);
[[nodiscard]] Structure examine_matroska(Source& file, std::uint64_t at);  ///< and WebM
[[nodiscard]] Structure examine_asf(Source& file, std::uint64_t at);
/// MP3, ADTS and LOAS, frame by frame, where there are such frames from `at` or soon after; else nothing.
[[nodiscard]] std::optional<Structure> examine_frames(Source& file, std::uint64_t at);

/// Where the tags begin that stand at the file's end (ID3v1, Lyrics3, APE), one behind the other; its size where none
/// does.
[[nodiscard]] std::uint64_t begin_of_last_tags(Source& file);

/// Of one AMR frame, by its first byte; 0: no frame begins with that.
[[nodiscard]] std::uint64_t amr_frame_bytes(std::uint8_t first, bool is_wide) noexcept;

/// Behind the ID3v2 tags that begin at `at`.
[[nodiscard]] std::uint64_t skip_id3(Source& file, std::uint64_t at);

}  // namespace earwitness::media
