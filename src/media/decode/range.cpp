// SPDX-License-Identifier: MIT
#include "media/decode/range.hpp"

#include <algorithm>
#include <cstdio>

extern "C" {
#include <libavformat/avio.h>
#include <libavutil/error.h>
}

namespace earwitness::media {

int Range::read(void* self, std::uint8_t* into, int bytes) {
  auto& range = *static_cast<Range*>(self);
  const auto left = range.part.to - range.part.from - std::min(range.at, range.part.to - range.part.from);
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(static_cast<std::uint64_t>(bytes), left));
  if (wanted == 0) return AVERROR_EOF;
  const auto got = range.file.read(range.part.from + range.at,
                                   {reinterpret_cast<std::byte*>(into), static_cast<std::size_t>(wanted)});
  if (got == 0) return range.file.failed() ? AVERROR(EIO) : AVERROR_EOF;
  const auto begin = range.part.from + range.at;
  const auto is_before = [&](const Patch& patch) { return patch.at + patch.bytes.size() <= begin; };
  auto patch = std::partition_point(range.patches->begin(), range.patches->end(), is_before);
  for (; patch != range.patches->end() && patch->at < begin + got; ++patch) {
    for (std::size_t i = 0; i < patch->bytes.size(); ++i) {
      const auto place = patch->at + i - begin;  // wraps around where it is before
      if (patch->at + i >= begin && place < got) into[place] = static_cast<std::uint8_t>(patch->bytes[i]);
    }
  }
  range.at += got;
  range.output.progress(range.file.furthest());
  return static_cast<int>(got);
}

std::int64_t Range::seek(void* self, std::int64_t offset, int whence) {
  auto& range = *static_cast<Range*>(self);
  const auto size = static_cast<std::int64_t>(range.part.to - range.part.from);
  if (whence == AVSEEK_SIZE) return size;
  const auto base = whence == SEEK_CUR ? static_cast<std::int64_t>(range.at) : whence == SEEK_END ? size : 0;
  if (offset < -base) return AVERROR(EINVAL);
  range.at = static_cast<std::uint64_t>(base + offset);
  return base + offset;
}

}  // namespace earwitness::media
