// SPDX-License-Identifier: MIT
//
// The index of an MP4 file with very many packets, read piece by piece: FFmpeg holds it as a whole, twice while it
// applies the edit list, which is 8 MiB for an hour of AAC. So FFmpeg is shown a file whose index is empty, and is
// given its packets from here. Only a plain index is read: one description, sizes of their own, and no edits but what
// an encoder puts before its first sound and behind its last. One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "media/decode/source.hpp"
#include "media/decode/structure.hpp"

namespace earwitness::media {

class SampleTable {
 public:
  /// Of the part's sound with this number, from 1. Null: FFmpeg is to read the index.
  [[nodiscard]] static std::unique_ptr<SampleTable> open(Source& file, const Part& part, std::uint32_t number);
  ~SampleTable();
  SampleTable(const SampleTable&) = delete;
  SampleTable& operator=(const SampleTable&) = delete;

  struct Entry {
    std::uint64_t at = 0;  ///< from the part's beginning
    std::uint32_t bytes = 0;
    std::int64_t time = 0;  ///< in units of the track
    std::int64_t duration = 0;
  };
  /// Nothing at the end of what is played, or of what the index tells.
  [[nodiscard]] std::optional<Entry> next();

  /// That make every track's index empty, in the order of their places.
  [[nodiscard]] const std::vector<Patch>& patches() const noexcept;
  /// Of the track, as its header has it.
  [[nodiscard]] std::uint32_t track() const noexcept;
  [[nodiscard]] std::uint64_t scale() const noexcept;
  /// Where the sound begins that is played, in units of the track.
  [[nodiscard]] std::uint64_t begin() const noexcept;

 private:
  struct State;
  explicit SampleTable(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace earwitness::media
