// SPDX-License-Identifier: MIT
//
// FLAC in a file of its own (RFC 9639), by FLAC's own library: it reads what FFmpeg refuses, such as more than 24 bits
// before version 6, or a header whose block sizes are wrong. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

namespace earwitness::media {

struct NativeFlacFrame {
  std::uint32_t rate = 0;
  std::uint32_t channels = 0;
  std::uint32_t bits = 0;
  std::uint32_t samples = 0;                    ///< of each channel
  std::uint64_t first = 0;                      ///< sample of the stream, as the frame counts them
  const std::int32_t* const* planes = nullptr;  ///< one a channel, right-justified
};

struct NativeFlacReader {
  std::function<std::size_t(std::span<std::byte> into)> read;  ///< 0: the end
  std::function<bool(const NativeFlacFrame& frame)> take;      ///< false: no more is wanted
  std::function<void()> tell_unreadable;
};

/// All of a file, from its beginning.
void decode_native_flac(const NativeFlacReader& reader);

}  // namespace earwitness::media
