// SPDX-License-Identifier: MIT
#include "flac/frame_search.hpp"

#include <algorithm>

#include "flac/frame_walk.hpp"

namespace earwitness::flac {

namespace {

constexpr std::size_t searched_at_once = 256 * 1024;
constexpr std::uint64_t shortest_frame_bytes = 8;
constexpr std::uint64_t longest_jump_seconds = 10;  // where bytes are gone and not only garbled

}  // namespace

FrameSearch::FrameSearch(std::unique_ptr<os::File> file, const AudioFormat& format, std::uint64_t begin,
                         std::uint32_t block_size)
    : file_(std::move(file)),
      format_(format),
      block_size_(block_size),
      buffer_offset_(begin),
      at_(begin),
      end_(begin) {}

std::optional<WholeFrame> FrameSearch::next() {
  if (over_) return std::nullopt;
  while (go_to_sync()) {
    if (auto frame = frame_here()) {
      at_ += frame->bytes.size();
      end_ = at_;
      expected_ = frame->number + 1;
      over_ = frame->frames < static_cast<Frames>(block_size_);
      return frame;
    }
    ++at_;
  }
  over_ = true;
  return std::nullopt;
}

std::optional<WholeFrame> FrameSearch::frame_here() {
  const auto header = parse_frame_header(window(frame_header_bytes), format_);
  if (!header || header->counts_samples || !can_be_true(*header)) return std::nullopt;
  const auto bytes = window(longest_frame_bytes(format_, header->block_size));
  const auto length = whole_frame_bytes(bytes, *header, format_);
  if (!length) return std::nullopt;
  if (block_size_ == 0) block_size_ = header->block_size;
  return WholeFrame{at_, bytes.first(*length), static_cast<Frames>(header->number * block_size_),
                    static_cast<Frames>(header->block_size), header->number};
}

bool FrameSearch::can_be_true(const FrameHeader& header) const noexcept {
  const auto block = block_size_ == 0 ? header.block_size : block_size_;
  if (header.block_size > block || header.number < expected_) return false;
  const auto jump = header.number - expected_;
  return jump <= (at_ - end_) / shortest_frame_bytes || jump <= longest_jump_seconds * format_.sample_rate / block;
}

/// To the next byte that may begin a frame; false at the end of the file.
bool FrameSearch::go_to_sync() {
  for (;;) {
    const auto here = window(1);
    if (here.empty()) return false;
    const auto found = std::find(here.begin(), here.end(), std::byte{0xFF});
    at_ += static_cast<std::uint64_t>(found - here.begin());
    if (found != here.end()) return true;
  }
}

/// What follows from at_ on: as much as is wanted, or all that there is.
std::span<const std::byte> FrameSearch::window(std::size_t wanted) {
  auto from = static_cast<std::size_t>(at_ - buffer_offset_);
  if (buffer_.size() - std::min(from, buffer_.size()) < wanted) {
    from = std::min(from, buffer_.size());
    buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(from));
    buffer_offset_ = at_;
    from = 0;
    std::size_t filled = buffer_.size();
    buffer_.resize(std::max(wanted, searched_at_once));
    file_->seek(buffer_offset_ + filled);
    while (filled < buffer_.size()) {
      const auto got = file_->read(std::span(buffer_).subspan(filled));
      if (got == 0) break;
      filled += got;
    }
    buffer_.resize(filled);
  }
  return std::span<const std::byte>(buffer_).subspan(from);
}

}  // namespace earwitness::flac
