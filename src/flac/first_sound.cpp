// SPDX-License-Identifier: MIT
#include "flac/first_sound.hpp"

#include <algorithm>
#include <span>
#include <vector>

#include "flac/frame_search.hpp"
#include "flac/frame_walk.hpp"
#include "flac/metadata.hpp"
#include "flac/reader.hpp"
#include "flac/writer.hpp"

namespace earwitness::flac {

namespace {

constexpr std::size_t zeros_chunk_bytes = std::size_t{64} * 1024;
constexpr std::uint64_t magic_bytes = 4;
/// What a recording writes in its first seconds, before anything is synced, is less: whoever lists must not read on.
constexpr std::uint64_t max_unfilled_bytes = std::uint64_t{64} * 1024 * 1024;

/// Where the zeros begin that the file ends with; `from` where there is nothing else behind it.
std::uint64_t end_before_zeros(os::File& file, std::uint64_t from) {
  std::vector<std::byte> buffer(zeros_chunk_bytes);
  auto end = file.size();
  while (end > from) {
    const auto chunk = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), end - from));
    const auto bytes = std::span(buffer).first(chunk);
    file.seek(end - chunk);
    if (!os::read_exactly(file, bytes)) return file.size();  // it is changed meanwhile
    const auto last = std::find_if(bytes.rbegin(), bytes.rend(), [](std::byte byte) { return byte != std::byte{0}; });
    end -= static_cast<std::uint64_t>(last - bytes.rbegin());
    if (last != bytes.rend()) break;
  }
  return end;
}

std::optional<AudioFormat> format_in(os::File& file) {
  try {
    return read_stream_info(file).format;
  } catch (const FileError&) {
    throw;
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace

bool may_hold_sound(std::unique_ptr<os::File> file, const std::optional<AudioFormat>& format) {
  const auto head_end = metadata_end(*file);
  if (head_end == file->size()) return false;
  const auto begin = head_end.value_or(std::min(magic_bytes, file->size()));
  if (file->size() - begin > max_unfilled_bytes) return true;
  const auto end = end_before_zeros(*file, begin);
  if (end == begin || file->size() < stream_info_end) return false;
  const auto own = head_end ? format_in(*file) : std::nullopt;
  const auto& known = own ? own : format;
  if (!known) return true;
  const auto max_bytes = max_frame_bytes(*known, static_cast<std::uint32_t>(block_frames));
  if (end - begin > max_bytes) return true;
  return FrameSearch(std::move(file), *known, begin, static_cast<std::uint32_t>(block_frames)).next().has_value();
}

}  // namespace earwitness::flac
