// SPDX-License-Identifier: MIT
//
// A FLAC file back into samples, for checking. What is read is hostile until checked: no count in the header is
// believed, a damaged stretch is reported as data, never as a crash.
//
// One thread. Frames come in the canonical byte form of earwitness/base.hpp.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "earwitness/base.hpp"
#include "os/file_system.hpp"

namespace earwitness::flac {

/// The STREAMINFO block (RFC 9639, 8.2), read from the file's own bytes.
struct StreamInfo {
  AudioFormat format;
  Frames frames = 0;                ///< 0: unknown, the file was never finished
  std::array<std::byte, 16> md5{};  ///< all zero: not set
};

/// Throws Error(unknown_format) if the file does not begin as a FLAC file, FileError if it can't be read.
[[nodiscard]] StreamInfo read_stream_info(os::File& file);

class Reader {
 public:
  /// Throws Error(unknown_format) if libsndfile can't open it, FileError if it can't be read.
  explicit Reader(std::unique_ptr<os::File> file);
  ~Reader();
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  [[nodiscard]] const StreamInfo& info() const noexcept;
  /// The next frames, at most `frames`; fewer at the end or where the file is damaged, then 0.
  /// The span is valid until the next call.
  [[nodiscard]] std::span<const std::byte> read(Frames frames);
  /// Goes to a frame; false if the file does not let itself be sought there.
  [[nodiscard]] bool seek(Frames frame);
  /// True once the decoder met damage.
  [[nodiscard]] bool damaged() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace earwitness::flac
