// SPDX-License-Identifier: MIT
//
// One file within the file, opened and decoded by FFmpeg. One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "media/decode/output.hpp"
#include "media/decode/source.hpp"
#include "media/decode/structure.hpp"

namespace earwitness::media {

struct DecodeOptions {
  std::uint32_t stream = 0;             ///< the first, second ... stream of sound, from 1; 0: the first
  std::optional<AudioFormat> format{};  ///< nothing: that of the first sound
};

class PartDecoder {
 public:
  PartDecoder(Source& file, const Part& part, const Structure& structure, const DecodeOptions& wanted, Output& output);
  ~PartDecoder();
  PartDecoder(const PartDecoder&) = delete;
  PartDecoder& operator=(const PartDecoder&) = delete;

  /// Finds the stream and its decoder; of the first part it tells what there is. Why not, where that can't be.
  [[nodiscard]] std::optional<NoSound> open();
  void decode();
  /// The sound has a shape that can't be handed on.
  [[nodiscard]] std::optional<NoSound> refused() const noexcept;
  [[nodiscard]] std::uint64_t frames() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace earwitness::media
