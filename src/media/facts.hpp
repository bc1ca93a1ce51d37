// SPDX-License-Identifier: MIT
//
// What is known of a file that something else recorded, once it was decoded: its streams, its shape, what it says of
// itself, and everything in it that does not fit. Values; what is text is anybody's, but UTF-8 and bounded.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "earwitness/base.hpp"

namespace earwitness::media {

namespace limits {

inline constexpr std::size_t streams = 64;
inline constexpr std::size_t claims = 100;
inline constexpr std::size_t claim_name_bytes = 64;
inline constexpr std::size_t text_bytes = 1000;
inline constexpr std::size_t problems = 100;        ///< that are listed; the rest is counted
inline constexpr std::uint32_t parts = 100'000;     ///< that are joined in one file
inline constexpr std::uint32_t max_rate = 655'350;  ///< that a FLAC frame can tell

}  // namespace limits

enum class StreamKind : std::uint8_t { sound, picture, other };

struct Stream {
  StreamKind kind = StreamKind::other;
  std::string coding;  ///< in FFmpeg's words: "aac", "h264"
  std::uint32_t rate = 0;
  std::uint16_t channels = 0;
  bool taken = false;
};

struct Claim {
  std::string name;
  std::string text;
};

/// What does not fit, or is otherwise to be known. Where is in milliseconds of the decoded sound.
enum class Trouble : std::uint8_t {
  // The file is not whole, or not as it was.
  ends_early,     ///< its own counts say that there was more
  longer,         ///< there is more sound than its own counts say
  unreadable,     ///< a piece of the sound could not be decoded
  checksum,       ///< a checksum in it does not fit
  missing,        ///< its own numbers or times say that something is missing in between
  foreign_bytes,  ///< bytes that belong to nothing
  unfinished,     ///< what wrote it never filled in its header, or its end
  edited_out,     ///< its edit list leaves out sound that is in the file
  // Facts.
  shape_changes,  ///< rate, channels or bits are others from here on; converted
};

/// Of a file that is whole, none of its troubles is damage.
[[nodiscard]] bool is_damage(Trouble trouble) noexcept;
/// In a journal: "ends early", "checksum".
[[nodiscard]] const char* to_string(Trouble trouble) noexcept;
/// Nothing for a word that is none.
[[nodiscard]] std::optional<Trouble> find_trouble(std::string_view word) noexcept;

struct Problem {
  Trouble trouble = Trouble::unreadable;
  std::optional<std::uint64_t> at_ms{};  ///< where, as far as it is known
  std::optional<std::uint64_t>
      amount{};  ///< of `ends_early`, `longer`, `missing`, `edited_out` in ms; of `foreign_bytes` in bytes
  friend bool operator==(const Problem&, const Problem&) = default;
};

struct Facts {
  std::string library;  ///< that decoded it, with its version
  std::string form;     ///< container and coding, for people
  AudioFormat format;   ///< of the samples; bits 16, 24, or 32
  bool lossless = false;
  std::vector<Stream> streams;
  std::vector<Claim> claims;
  std::vector<Problem> problems;
  std::uint64_t more_problems = 0;  ///< beyond limits::problems
  std::uint32_t parts = 0;          ///< files that are joined in it
  Frames frames = 0;
  std::uint64_t over_full_scale = 0;  ///< samples that were held within the range
  double peak = 0;                    ///< of full scale, where there is such a sample
  bool too_long = false;              ///< it was not decoded to its end

  [[nodiscard]] bool is_whole() const noexcept;
};

}  // namespace earwitness::media
