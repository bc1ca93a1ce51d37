// SPDX-License-Identifier: MIT
//
// FLAC of more than 24 bits, which FFmpeg decodes only from version 6 on: by FLAC's own library. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

namespace earwitness::media {

struct WideFlacFrame {
  std::uint32_t rate = 0;
  std::uint32_t channels = 0;
  std::uint32_t bits = 0;
  std::uint32_t samples = 0;                    ///< of each channel
  const std::int32_t* const* planes = nullptr;  ///< one a channel, right-justified
};

struct WideFlacReader {
  std::function<std::size_t(std::span<std::byte> into)> read;  ///< 0: the end
  std::function<bool(const WideFlacFrame& frame)> take;        ///< false: no more is wanted
  std::function<void()> tell_unreadable;
};

/// All of a file, from its beginning.
void decode_wide_flac(const WideFlacReader& reader);

}  // namespace earwitness::media
