// SPDX-License-Identifier: MIT
#include "flac/frame_cuts.hpp"

#include <algorithm>

namespace earwitness::flac {

namespace {

constexpr std::size_t cuts_chunk_bytes = 64 * 1024;

}  // namespace

FrameCuts::FrameCuts(std::unique_ptr<os::File> file, const AudioFormat& format, std::uint64_t begin,
                     std::size_t max_kept_bytes)
    : format_(format), window_(std::move(file), begin, cuts_chunk_bytes), max_kept_bytes_(max_kept_bytes) {
  first_ = header_here();  // whatever its number says, the stream begins here
  last_ = first_;
  if (max_kept_bytes_ > 0) window_.keep_from_here(max_kept_bytes_);
}

std::optional<Cut> FrameCuts::at_or_after(Frames position) {
  while (last_) {
    auto next = successor();
    last_ = next;
    if (next && next->first >= position) return next;
  }
  return std::nullopt;
}

std::optional<std::vector<std::byte>> FrameCuts::bytes_before(std::size_t ahead) {
  const auto behind = window_.bytes(ahead).size();
  std::optional<std::vector<std::byte>> bytes;
  if (const auto kept = window_.kept()) {
    const auto count = kept->size() - behind + std::min(ahead, behind);
    bytes.emplace(kept->begin(), kept->begin() + static_cast<std::ptrdiff_t>(count));
  }
  window_.keep_from_here(max_kept_bytes_);
  return bytes;
}

/// The next frame whose number is the one that follows: what else looks like a header is passed over.
std::optional<Cut> FrameCuts::successor() {
  const auto& before = *last_;
  const auto expected =
      before.header.counts_samples ? before.header.number + before.header.block_size : before.header.number + 1;
  for (window_.skip(1); window_.skip_to(frame_sync_byte); window_.skip(1)) {
    auto cut = header_here();
    const bool follows =
        cut && cut->header.number == expected && cut->header.counts_samples == before.header.counts_samples;
    if (!follows) continue;
    cut->first = before.first + before.header.block_size;
    return cut;
  }
  return std::nullopt;
}

std::optional<Cut> FrameCuts::header_here() {
  const auto header = parse_frame_header(window_.bytes(frame_header_bytes), format_);
  if (!header) return std::nullopt;
  return Cut{window_.offset(), 0, *header};
}

}  // namespace earwitness::flac
