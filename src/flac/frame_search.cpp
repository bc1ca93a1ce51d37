// SPDX-License-Identifier: MIT
#include "flac/frame_search.hpp"

#include "flac/frame_walk.hpp"
#include "flac/metadata.hpp"
#include "flac/reader.hpp"
#include "os/bytes_file.hpp"

namespace earwitness::flac {

namespace {

constexpr std::size_t search_chunk_bytes = 256 * 1024;
constexpr std::uint64_t min_frame_bytes = 8;
constexpr std::uint32_t max_block_size = 65535;
constexpr std::uint64_t max_jump_seconds = 10;  // where bytes are gone and not only garbled

}  // namespace

FrameSearch::FrameSearch(std::unique_ptr<os::File> file, const AudioFormat& format, std::uint64_t begin,
                         std::uint32_t block_size)
    : format_(format),
      block_size_(block_size),
      window_(std::move(file), begin, search_chunk_bytes),
      hidden_(format, block_size == 0 ? max_block_size : block_size),
      end_(begin) {}

std::optional<WholeFrame> FrameSearch::next() {
  if (over_) return std::nullopt;
  while (window_.skip_to(frame_sync_byte)) {
    if (auto frame = frame_here()) {
      window_.skip(frame->bytes.size());
      end_ = window_.offset();
      expected_ = frame->number + 1;
      over_ = frame->frames < static_cast<Frames>(block_size_);
      return frame;
    }
    window_.skip(1);
  }
  over_ = true;
  return std::nullopt;
}

std::optional<WholeFrame> FrameSearch::frame_here() {
  const auto header = parse_frame_header(window_.bytes(frame_header_bytes), format_);
  if (!header || header->counts_samples || !can_be_true(*header)) return std::nullopt;
  const auto bytes = window_.bytes(max_frame_bytes(format_, header->block_size) + frame_header_bytes + 1);
  const auto length = whole_frame_bytes(bytes, *header, format_);
  if (!length || hidden_.find(bytes, *length, *header)) return std::nullopt;
  if (block_size_ == 0) block_size_ = header->block_size;
  return WholeFrame{window_.offset(), bytes.first(*length), static_cast<Frames>(header->number * block_size_),
                    static_cast<Frames>(header->block_size), header->number};
}

bool FrameSearch::can_be_true(const FrameHeader& header) const noexcept {
  const auto block = block_size_ == 0 ? header.block_size : block_size_;
  if (header.block_size > block || header.number < expected_) return false;
  // Whoever records says both wherever FLAC has a code for it, and what does not is passed over by players.
  constexpr std::uint32_t max_any_rate = 0xFFFF;
  const bool has_code = format_.sample_rate <= max_any_rate || format_.sample_rate % 10 == 0;
  if (header.bits == 0 || (header.sample_rate == 0 && has_code)) return false;
  const auto jump = header.number - expected_;
  return jump <= (window_.offset() - end_) / min_frame_bytes || jump <= max_jump_seconds * format_.sample_rate / block;
}

bool decodes_alone(const WholeFrame& frame, const AudioFormat& format) {
  auto bytes = make_stream_info(format, static_cast<std::uint32_t>(frame.frames), true);
  bytes.insert(bytes.end(), frame.bytes.begin(), frame.bytes.end());
  try {
    Reader reader(std::make_unique<os::BytesFile>(bytes));
    const auto wanted = static_cast<std::size_t>(frame.frames) * format.bytes_per_frame();
    return reader.read(frame.frames + 1).size() == wanted;
  } catch (const Error&) {  // a decoder can't open it
    return false;
  }
}

}  // namespace earwitness::flac
