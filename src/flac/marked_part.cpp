// SPDX-License-Identifier: MIT
#include "flac/marked_part.hpp"

#include <algorithm>
#include <cerrno>

#include "flac/metadata.hpp"
#include "flac/silent_frame.hpp"
#include "flac/writer.hpp"
#include "os/file_errors.hpp"
#include "os/random.hpp"

namespace earwitness::flac {

namespace {

constexpr std::size_t mark_frames = 32;

class MarkedPart final : public os::File {
 public:
  MarkedPart(std::unique_ptr<os::File> file, std::vector<std::byte> head, std::uint64_t begin, std::uint64_t end,
             std::vector<std::byte> tail)
      : file_(std::move(file)),
        head_(std::move(head)),
        tail_(std::move(tail)),
        begin_(begin),
        length_(end - begin),
        size_(head_.size() + length_ + tail_.size()) {}

  std::size_t read(std::span<std::byte> into) override {
    std::size_t got = 0;
    if (position_ < head_.size()) {
      got = copy(head_, position_, into);
    } else if (position_ < head_.size() + length_) {
      const auto at = position_ - head_.size();
      file_->seek(begin_ + at);
      got = file_->read(into.first(static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), length_ - at))));
    } else if (position_ < size_) {
      got = copy(tail_, position_ - head_.size() - length_, into);
    }
    position_ += got;
    return got;
  }
  std::size_t write(std::span<const std::byte>) override { throw os::file_error(EBADF, path(), "write"); }
  void seek(std::uint64_t position) override { position_ = position; }
  std::uint64_t position() const override { return position_; }
  std::uint64_t size() const override { return size_; }
  void sync_data() override { throw os::file_error(EBADF, path(), "sync"); }
  void close() override { file_->close(); }
  const os::Path& path() const noexcept override { return file_->path(); }

 private:
  static std::size_t copy(const std::vector<std::byte>& from, std::uint64_t at, std::span<std::byte> into) {
    const auto begin = static_cast<std::size_t>(at);
    const auto count = std::min(into.size(), from.size() - begin);
    std::copy_n(from.begin() + static_cast<std::ptrdiff_t>(begin), count, into.begin());
    return count;
  }

  std::unique_ptr<os::File> file_;
  std::vector<std::byte> head_;
  std::vector<std::byte> tail_;
  std::uint64_t begin_;
  std::uint64_t length_;
  std::uint64_t size_;
  std::uint64_t position_ = 0;
};

}  // namespace

std::vector<std::byte> random_mark(const AudioFormat& format) {
  std::vector<std::byte> mark(mark_frames * format.bytes_per_frame());
  os::fill_random(mark);
  return mark;
}

std::unique_ptr<os::File> marked_part(std::unique_ptr<os::File> file, const AudioFormat& format, const Cut& from,
                                      const Cut& to, std::span<const std::byte> mark) {
  auto tail = verbatim_frame(format, to.header.number, to.header.counts_samples, mark);
  return std::make_unique<MarkedPart>(std::move(file),
                                      make_stream_info(format, static_cast<std::uint32_t>(block_frames), true),
                                      from.offset, to.offset, std::move(tail));
}

}  // namespace earwitness::flac
