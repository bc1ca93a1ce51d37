// SPDX-License-Identifier: MIT
//
// The MD5 of all samples, as FLAC has it in its header: over each sample in as many whole bytes as its bits need. One
// thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

struct AVMD5;

namespace earwitness::media {

class SampleChecksum {
 public:
  /// FLAC's stream information; where it is none, or has no checksum, any samples fit.
  explicit SampleChecksum(std::span<const std::uint8_t> stream_info);

  /// In the canonical form of `bits`.
  void add(std::span<const std::byte> samples, std::uint16_t bits);
  /// Of a sample, as the header says; 0: it is not FLAC.
  [[nodiscard]] int bits() const noexcept { return bits_; }
  /// Of the samples that come next, where the header says something else.
  void set_bits(std::uint32_t bits) noexcept { bits_ = static_cast<int>(bits); }
  [[nodiscard]] bool is_there() const noexcept { return md5_ != nullptr; }
  /// Once, at the end.
  [[nodiscard]] bool fits();

 private:
  struct Free {
    void operator()(AVMD5* md5) const noexcept;
  };
  std::unique_ptr<AVMD5, Free> md5_;
  std::array<std::uint8_t, 16> expected_{};
  int bits_ = 0;
  std::vector<std::uint8_t> narrowed_;
};

}  // namespace earwitness::media
