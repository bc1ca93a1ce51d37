// SPDX-License-Identifier: MIT
#include "flac/hidden_frames.hpp"

#include <algorithm>
#include <cstring>

#include "flac/frame_decoder.hpp"
#include "flac/frame_walk.hpp"

namespace earwitness::flac {

namespace {

constexpr std::uint64_t near_frames = 3;    // headers that a player looks ahead to choose between
constexpr std::uint64_t max_by_chance = 2;  // and one more for each of these: ten times what chance makes
constexpr std::uint64_t bytes_of_chance = 64 * 1024 * 1024;

bool is_alike(const FrameHeader& a, const FrameHeader& b) noexcept {
  return a.counts_samples == b.counts_samples && a.channels == b.channels && a.sample_rate == b.sample_rate;
}

/// `next` says that it is the one after `header`, counted in frames or in samples.
bool follows(const FrameHeader& header, const FrameHeader& next) noexcept {
  return next.number == header.number + 1 || next.number == header.number + header.block_size;
}

/// The first byte of a subframe (RFC 9639, 9.2.1).
bool begins_subframe(std::byte first) noexcept {
  const auto type = std::to_integer<unsigned>(first) >> 1U;
  return type <= 1 || (type >= 8 && type <= 12) || (type >= 32 && type < 64);
}

}  // namespace

/// What a player could take for a header of this stream, also one that is coded as not every decoder takes it.
std::optional<FrameHeader> HeaderSearch::look_at(std::span<const std::byte> bytes) const {
  auto header = parse_any_frame_header(bytes, Coding::lenient);
  if (!header || (header->bits != 0 && header->bits != format_.bits)) return std::nullopt;
  if (header->sample_rate == 0) header->sample_rate = format_.sample_rate;
  return header;
}

bool HeaderSearch::is_whole(std::span<const std::byte> bytes, const FrameHeader& header) const {
  const AudioFormat format{header.sample_rate, header.channels, format_.bits};
  const auto longest = max_frame_bytes(format, header.block_size);
  return FrameDecoder(format).decode(bytes.first(std::min(bytes.size(), longest)), header).bytes > 0;
}

std::optional<std::size_t> HeaderSearch::find(std::span<const std::byte> ahead, std::size_t bytes,
                                              const FrameHeader& header, std::uint64_t searched,
                                              const Judge& is_hidden) const {
  auto own = header;
  if (own.sample_rate == 0) own.sample_rate = format_.sample_rate;
  std::size_t summed = 0;  // bytes from the frame's beginning that `sum` is over
  std::uint16_t sum = 0;
  for (std::size_t at = 1; at < bytes; ++at) {
    const auto* sync = std::memchr(ahead.data() + at, std::to_integer<int>(frame_sync_byte), bytes - at);
    if (sync == nullptr) break;
    at = static_cast<std::size_t>(static_cast<const std::byte*>(sync) - ahead.data());
    const auto found = look_at(ahead.subspan(at, std::min(frame_header_bytes, ahead.size() - at)));
    if (!found) continue;
    if (is_alike(own, *found) && follows(own, *found)) return at;
    const auto first = at + found->bytes;
    const bool can_begin = found->block_size <= block_size_ && first < ahead.size() && begins_subframe(ahead[first]);
    const bool is_like_own = is_alike(own, *found);
    if (!can_begin && !is_like_own) continue;
    if (can_begin) {
      sum = crc16(ahead.subspan(summed, at - summed), sum);
      summed = at;
      if (sum == 0) return at;
    }
    const auto stands_there = [&] { return can_begin && is_whole(ahead.subspan(at), *found); };
    if (is_hidden({*found, header.number, at, searched, can_begin, is_like_own}, stands_there)) return at;
  }
  return std::nullopt;
}

bool HiddenFrames::goes_on_from_another(const SeenHeader& seen) const {
  return std::any_of(seen_.begin(), seen_.end(), [&](const SeenHeader& before) {
    return before.can_begin && is_alike(before.header, seen.header) && follows(before.header, seen.header);
  });
}

bool HiddenFrames::is_second_of_its_like(const SeenHeader& seen) const {
  return seen.is_like_own &&
         std::any_of(seen_.begin(), seen_.end(), [](const SeenHeader& before) { return before.is_like_own; });
}

bool HiddenFrames::is_hidden(const SeenHeader& seen) {
  while (!seen_.empty() && seen_.front().within + near_frames < seen.within) seen_.pop_front();
  if (is_second_of_its_like(seen)) return true;
  if (seen.can_begin) {
    const bool are_too_many = ++count_ > max_by_chance + (seen.searched + seen.at) / bytes_of_chance;
    if (are_too_many || goes_on_from_another(seen)) return true;
  }
  seen_.push_back(seen);
  return false;
}

std::optional<std::size_t> HiddenFrames::find(std::span<const std::byte> ahead, std::size_t bytes,
                                              const FrameHeader& header) {
  const auto found =
      search_.find(ahead, bytes, header, searched_,
                   [this](const SeenHeader& seen, const auto& is_whole) { return is_hidden(seen) || is_whole(); });
  searched_ += bytes;
  return found;
}

}  // namespace earwitness::flac
