// SPDX-License-Identifier: MIT
#include "flac/frame_cuts.hpp"

namespace earwitness::flac {

namespace {

constexpr std::size_t cuts_chunk_bytes = 64 * 1024;

}  // namespace

FrameCuts::FrameCuts(std::unique_ptr<os::File> file, const AudioFormat& format, std::uint64_t begin)
    : format_(format), window_(std::move(file), begin, cuts_chunk_bytes) {
  first_ = header_here();  // whatever its number says, the stream begins here
  last_ = first_;
  window_.skip(1);
}

std::optional<Cut> FrameCuts::at_or_after(Frames position) {
  while (last_) {
    auto next = successor();
    last_ = next;
    if (next && next->first >= position) return next;
  }
  return std::nullopt;
}

/// The next frame whose number is the one that follows: what else looks like a header is passed over.
std::optional<Cut> FrameCuts::successor() {
  const auto& before = *last_;
  const auto expected =
      before.header.counts_samples ? before.header.number + before.header.block_size : before.header.number + 1;
  while (window_.skip_to(frame_sync_byte)) {
    auto cut = header_here();
    window_.skip(1);
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
