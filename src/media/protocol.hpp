// SPDX-License-Identifier: MIT
//
// What the decoder process says to the recorder, through a pipe. The decoder works on hostile files, so whoever reads
// its words takes it for taken over: every message has a limit, one place where it may stand, and a strict form, and
// the first one that breaks a rule ends it all.
//
// A message is its kind (1 byte), the length of what follows (4 bytes), and that. Integers are little-endian, a text is
// its length (2 bytes) and its bytes. In this order:
//
//   hello, then streams, claims and progress as they come, then either
//   nothing (there is no sound here that it can decode), or
//   format, then samples, problems, claims and progress as they come, then end.
//
// Nothing comes after `end` or `nothing`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "media/facts.hpp"

namespace earwitness::media {

inline constexpr std::uint32_t protocol_version = 1;
inline constexpr std::size_t max_message_bytes = std::size_t{256} << 10;

/// What a decoder may take of a processor for a file of this size: time enough for hours of silence in a few megabytes,
/// on a slow computer.
[[nodiscard]] constexpr std::uint64_t max_cpu_seconds(std::uint64_t file_bytes) noexcept {
  constexpr std::uint64_t base_seconds = 600;
  constexpr std::uint64_t bytes_a_second = 100'000;
  return base_seconds + file_bytes / bytes_a_second;
}

struct Hello {
  std::string library;
};
struct Format {
  AudioFormat format;
  bool lossless = false;
  std::string form;
};
/// Whole frames, in the canonical byte form.
struct Samples {
  std::span<const std::byte> bytes;
};
/// So many bytes of the file were read; it only grows.
struct Progress {
  std::uint64_t bytes = 0;
};
/// Why there is no sound.
enum class NoSound : std::uint8_t {
  unknown_form,      ///< of none of the forms that are decoded here
  no_index,          ///< of a known form, without what tells where its sound lies: its recorder was never done with it
  no_stream,         ///< only pictures, or nothing
  no_such_stream,    ///< not so many streams of sound
  unknown_coding,    ///< sound in a coding that is not decoded here
  unreadable,        ///< not one sample came out
  unsupported_shape  ///< more channels, or another rate, than FLAC has
};
struct Nothing {
  NoSound why = NoSound::unknown_form;
};
struct End {
  std::uint64_t frames = 0;
  std::uint32_t parts = 0;
  std::uint64_t more_problems = 0;
  std::uint64_t over_full_scale = 0;
  double peak = 0;
  bool too_long = false;
};

using Message = std::variant<Hello, Stream, Claim, Progress, Nothing, Format, Samples, Problem, End>;

/// Appends the message's bytes.
void append_message(std::vector<std::byte>& to, const Message& message);

/// Takes bytes as they come and gives messages. Once it has met one that breaks a rule it gives no more.
class MessageReader {
 public:
  /// `file_bytes`: the file's size, which no progress goes beyond. `max_seconds`: of sound, more of which breaks a
  /// rule; 0: no limit.
  explicit MessageReader(std::uint64_t file_bytes, std::uint64_t max_seconds = 0)
      : file_bytes_(file_bytes), max_seconds_(max_seconds) {}

  void add(std::span<const std::byte> bytes);
  /// The next message that is there as a whole. A span in it is valid until the next call of either.
  [[nodiscard]] std::optional<Message> next();
  /// A rule was broken.
  [[nodiscard]] bool is_broken() const noexcept { return broken_; }
  /// After `end` or `nothing`, and not a byte more.
  [[nodiscard]] bool is_complete() const noexcept {
    return !broken_ && stage_ == Stage::over && used_ == waiting_.size();
  }

 private:
  enum class Stage { hello, before, sound, over };

  [[nodiscard]] std::optional<Message> parse(std::uint8_t kind, std::span<const std::byte> payload);
  [[nodiscard]] bool accept(const Message& message);

  std::uint64_t file_bytes_;
  std::uint64_t max_seconds_;
  std::vector<std::byte> waiting_;
  std::size_t used_ = 0;
  Stage stage_ = Stage::hello;
  bool broken_ = false;
  std::size_t streams_ = 0;
  std::size_t claims_ = 0;
  std::size_t problems_ = 0;
  std::uint64_t progress_ = 0;
  std::uint64_t frames_ = 0;
  AudioFormat format_{0, 0, 0};
};

}  // namespace earwitness::media
