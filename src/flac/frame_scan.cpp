// SPDX-License-Identifier: MIT
#include "flac/frame_scan.hpp"

#include <algorithm>
#include <array>
#include <cerrno>

#include "flac/frame_header.hpp"
#include "flac/metadata.hpp"
#include "flac/writer.hpp"
#include "os/file_errors.hpp"

namespace earwitness::flac {

namespace {

constexpr std::size_t scan_chunk_bytes = 64 * 1024;

class FromFrame final : public os::File {
 public:
  FromFrame(std::unique_ptr<os::File> file, const AudioFormat& format, std::uint64_t offset)
      : file_(std::move(file)), head_(make_stream_info(format, block_size_at(format, offset), true)), offset_(offset) {}

  std::size_t read(std::span<std::byte> into) override {
    if (position_ < head_.size()) {
      const auto from = static_cast<std::size_t>(position_);
      const auto count = std::min(into.size(), head_.size() - from);
      std::copy_n(head_.begin() + static_cast<std::ptrdiff_t>(from), count, into.begin());
      position_ += count;
      return count;
    }
    file_->seek(offset_ + (position_ - head_.size()));
    const auto got = file_->read(into);
    position_ += got;
    return got;
  }
  std::size_t write(std::span<const std::byte>) override { throw os::file_error(EBADF, path(), "write"); }
  void seek(std::uint64_t position) override { position_ = position; }
  std::uint64_t position() const override { return position_; }
  std::uint64_t size() const override {
    const auto whole = file_->size();
    return head_.size() + (whole > offset_ ? whole - offset_ : 0);
  }
  void sync_data() override { throw os::file_error(EBADF, path(), "sync"); }
  void close() override { file_->close(); }
  const os::Path& path() const noexcept override { return file_->path(); }

 private:
  /// A decoder takes frames of another size than the header's for some of many, and puts silence between them.
  [[nodiscard]] std::uint32_t block_size_at(const AudioFormat& format, std::uint64_t offset) {
    std::array<std::byte, frame_header_bytes> bytes{};
    file_->seek(offset);
    std::size_t filled = 0;
    while (filled < bytes.size()) {
      const auto got = file_->read(std::span(bytes).subspan(filled));
      if (got == 0) break;
      filled += got;
    }
    const auto header = parse_frame_header(std::span(bytes).first(filled), format);
    return header ? header->block_size : static_cast<std::uint32_t>(block_frames);
  }

  std::unique_ptr<os::File> file_;
  std::vector<std::byte> head_;
  std::uint64_t offset_;
  std::uint64_t position_ = 0;
};

}  // namespace

FrameScan::FrameScan(std::unique_ptr<os::File> file, const AudioFormat& format)
    : format_(format), window_(std::move(file), stream_info_end, scan_chunk_bytes) {}

std::optional<FrameStart> FrameScan::at_or_before(Frames position) {
  for (;;) {
    if (!following_) following_ = next();
    if (!following_ || following_->first > position) return last_;
    last_ = following_;
    following_.reset();
  }
}

std::optional<FrameStart> FrameScan::next() {
  while (window_.skip_to(frame_sync_byte)) {
    const auto offset = window_.offset();
    const auto header = parse_frame_header(window_.bytes(frame_header_bytes), format_);
    window_.skip(1);
    if (!header) continue;
    // The last frame may be shorter, and does not begin a stream of more than one.
    if (block_size_ == 0) block_size_ = header->block_size;
    const auto unit = header->counts_samples ? 1 : block_size_;
    return FrameStart{offset, static_cast<Frames>(header->number * unit)};
  }
  return std::nullopt;
}

std::unique_ptr<os::File> from_frame(std::unique_ptr<os::File> file, const AudioFormat& format, std::uint64_t offset) {
  return std::make_unique<FromFrame>(std::move(file), format, offset);
}

}  // namespace earwitness::flac
