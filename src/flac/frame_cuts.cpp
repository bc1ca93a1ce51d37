// SPDX-License-Identifier: MIT
#include "flac/frame_cuts.hpp"

#include <algorithm>
#include <cstring>

namespace earwitness::flac {

namespace {

constexpr std::size_t cut_from_at_once = 64 * 1024;

}  // namespace

FrameCuts::FrameCuts(std::unique_ptr<os::File> file, const AudioFormat& format, std::uint64_t begin)
    : file_(std::move(file)), format_(format), buffer_offset_(begin) {
  fill(0);
  first_ = header_at(0);  // whatever its number says, the stream begins here
  last_ = first_;
  at_ = std::min<std::size_t>(1, buffer_.size());
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
  for (;;) {
    if (buffer_.size() - at_ < frame_header_bytes) fill(at_);
    const auto* found = std::memchr(buffer_.data() + at_, 0xFF, buffer_.size() - at_);
    if (found == nullptr) {
      fill(buffer_.size());
      if (buffer_.empty()) return std::nullopt;
      continue;
    }
    at_ = static_cast<std::size_t>(static_cast<const std::byte*>(found) - buffer_.data());
    if (buffer_.size() - at_ < frame_header_bytes) fill(at_);
    auto cut = header_at(at_);
    ++at_;
    const bool follows =
        cut && cut->header.number == expected && cut->header.counts_samples == before.header.counts_samples;
    if (!follows) continue;
    cut->first = before.first + before.header.block_size;
    return cut;
  }
}

std::optional<Cut> FrameCuts::header_at(std::size_t at) const {
  const auto header = parse_frame_header(std::span<const std::byte>(buffer_).subspan(at), format_);
  if (!header) return std::nullopt;
  return Cut{buffer_offset_ + at, 0, *header};
}

/// Drops what lies before `from`, and reads on as far as there is something.
void FrameCuts::fill(std::size_t from) {
  buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(from));
  buffer_offset_ += from;
  at_ = 0;
  if (ended_) return;
  const auto had = buffer_.size();
  buffer_.resize(had + cut_from_at_once);
  file_->seek(buffer_offset_ + had);
  const auto got = file_->read(std::span(buffer_).subspan(had));
  buffer_.resize(had + got);
  ended_ = got == 0;
}

}  // namespace earwitness::flac
