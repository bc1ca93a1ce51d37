// SPDX-License-Identifier: MIT
#include "media/decode/sample_checksum.hpp"

#include <algorithm>
#include <cstring>

extern "C" {
#include <libavutil/md5.h>
#include <libavutil/mem.h>
}

namespace earwitness::media {

void SampleChecksum::Free::operator()(AVMD5* md5) const noexcept { av_free(md5); }

SampleChecksum::SampleChecksum(std::span<const std::uint8_t> stream_info) {
  constexpr std::size_t stream_info_bytes = 34;
  constexpr std::size_t md5_at = 18;
  if (stream_info.size() < stream_info_bytes) return;
  bits_ = ((stream_info[12] & 1) << 4 | stream_info[13] >> 4) + 1;
  std::memcpy(expected_.data(), stream_info.data() + md5_at, expected_.size());
  if (std::all_of(expected_.begin(), expected_.end(), [](std::uint8_t byte) { return byte == 0; })) return;
  md5_.reset(av_md5_alloc());
  if (md5_) av_md5_init(md5_.get());
}

void SampleChecksum::add(std::span<const std::byte> samples, std::uint16_t bits) {
  if (!md5_) return;
  if (bits == bits_) {
    av_md5_update(md5_.get(), reinterpret_cast<const std::uint8_t*>(samples.data()), samples.size());
    return;
  }
  const auto own_bytes = static_cast<std::size_t>((bits_ + 7) / 8);
  const std::size_t bytes = bits / 8U;
  narrowed_.clear();
  for (std::size_t at = 0; at + bytes <= samples.size(); at += bytes) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < bytes; ++i) {
      value |= std::to_integer<std::uint32_t>(samples[at + i]) << (8U * (4U - bytes + i));
    }
    const auto own = static_cast<std::int32_t>(value) >> (32 - bits_);
    for (std::size_t i = 0; i < own_bytes; ++i) narrowed_.push_back(static_cast<std::uint8_t>(own >> (8U * i)));
  }
  av_md5_update(md5_.get(), narrowed_.data(), narrowed_.size());
}

bool SampleChecksum::fits() {
  if (!md5_) return true;
  std::array<std::uint8_t, 16> found{};
  av_md5_final(md5_.get(), found.data());
  return found == expected_;
}

}  // namespace earwitness::media
