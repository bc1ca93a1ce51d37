// SPDX-License-Identifier: MIT
//
// A sound file that was not made here, decoded by libsndfile into samples that a FLAC file of ours can hold. What is
// read is hostile until checked: no count in its header is believed, and damage is data, never a crash.
//
// How samples become integers (docs/format.md, "Import"): what was coded with loss, and integers of up to 16 bits,
// become 16 bits; all others 24. Each is taken as a number between -1 and 1, multiplied by 2^15 or 2^23, rounded to the
// nearest integer (halves to even) and held within the range; what is no number is 0. Integers of 24 bits and fewer so
// stay what they are.
//
// One thread. Frames come in the canonical byte form of earwitness/base.hpp.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "earwitness/base.hpp"
#include "os/file_system.hpp"

namespace earwitness::flac {

/// What a file says of itself: a name such as `date` or `title`, and its text, which is anybody's.
using Claims = std::vector<std::pair<std::string, std::string>>;

class ForeignSound {
 public:
  /// Nothing if libsndfile can't read it, or it has sound that no FLAC file of ours holds. Throws FileError.
  [[nodiscard]] static std::unique_ptr<ForeignSound> open(std::unique_ptr<os::File> file);
  ~ForeignSound();
  ForeignSound(const ForeignSound&) = delete;
  ForeignSound& operator=(const ForeignSound&) = delete;

  [[nodiscard]] const AudioFormat& format() const noexcept;
  /// The container and the coding, in libsndfile's words.
  [[nodiscard]] const std::string& kind() const noexcept;
  [[nodiscard]] const Claims& claims() const noexcept;
  /// The next frames, at most `frames`; fewer at the end or where the file is damaged, then 0. Valid until the next
  /// call. Throws FileError.
  [[nodiscard]] std::span<const std::byte> read(Frames frames);
  /// After the last frame: it ended before its header says that it does, or the decoder met damage.
  [[nodiscard]] bool damaged() const noexcept;

 private:
  struct State;
  explicit ForeignSound(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace earwitness::flac
