// SPDX-License-Identifier: MIT
#include "flac/sparse_writer.hpp"

#include <algorithm>
#include <cerrno>
#include <limits>

#include "base/text.hpp"
#include "base/translate.hpp"
#include "flac/frame_walk.hpp"
#include "flac/metadata.hpp"
#include "flac/silent_frame.hpp"

namespace earwitness::flac {

namespace {

constexpr std::size_t pending_blocks = 256;  // that are encoded at once: some twenty seconds
constexpr std::size_t waiting_bytes = std::size_t{64} * 1024;

/// What an encoder writes, in memory.
class MemoryFile final : public os::File {
 public:
  MemoryFile(std::vector<std::byte>& bytes, const os::Path& path) : bytes_(bytes), path_(path) {}

  std::size_t read(std::span<std::byte> into) override {
    const auto at = std::min(position_, bytes_.size());
    const auto count = std::min(into.size(), bytes_.size() - at);
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(at), count, into.begin());
    position_ += count;
    return count;
  }
  std::size_t write(std::span<const std::byte> bytes) override {
    bytes_.resize(std::max(bytes_.size(), position_ + bytes.size()));
    std::copy(bytes.begin(), bytes.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(position_));
    position_ += bytes.size();
    return bytes.size();
  }
  void seek(std::uint64_t position) override { position_ = static_cast<std::size_t>(position); }
  [[nodiscard]] std::uint64_t position() const override { return position_; }
  [[nodiscard]] std::uint64_t size() const override { return bytes_.size(); }
  void sync_data() override {}
  void close() override {}
  [[nodiscard]] const os::Path& path() const noexcept override { return path_; }

 private:
  std::vector<std::byte>& bytes_;
  os::Path path_;
  std::size_t position_ = 0;
};

[[noreturn]] void fail(const os::Path& path) {
  throw FileError(EIO, path.string(), tr("the encoder made no whole frames for {}", base::printable(path.string())));
}

}  // namespace

SparseWriter::SparseWriter(std::unique_ptr<os::File> file, const AudioFormat& format, const Tags& tags)
    : file_(std::move(file)),
      format_(format),
      tags_(tags),
      min_frame_bytes_(std::numeric_limits<std::uint32_t>::max()) {
  os::write_all(*file_, make_metadata(format, static_cast<std::uint32_t>(block_frames), tags));
}

std::size_t SparseWriter::block_bytes() const noexcept {
  return static_cast<std::size_t>(block_frames) * format_.bytes_per_frame();
}

void SparseWriter::write(std::span<const std::byte> samples) {
  if (samples.empty()) return;
  md5_.update(samples);
  frames_ += static_cast<Frames>(samples.size() / format_.bytes_per_frame());
  pending_.resize(pending_.size() + static_cast<std::size_t>(silent_) * format_.bytes_per_frame());
  silent_ = 0;
  pending_.insert(pending_.end(), samples.begin(), samples.end());
  if (pending_.size() >= pending_blocks * block_bytes()) encode_pending();
}

void SparseWriter::write_silence(Frames frames) {
  md5_.update_zeros(static_cast<std::uint64_t>(frames) * format_.bytes_per_frame());
  frames_ += frames;
  // The block that sound ends in is filled up, as it goes through the encoder.
  if (!pending_.empty()) {
    const auto rest = pending_.size() % block_bytes();
    const auto room = rest == 0 ? 0 : (block_bytes() - rest) / format_.bytes_per_frame();
    const auto fill = std::min(frames, static_cast<Frames>(room));
    pending_.resize(pending_.size() + static_cast<std::size_t>(fill) * format_.bytes_per_frame());
    frames -= fill;
    if (pending_.size() % block_bytes() != 0) return;
    encode_pending();
  }
  for (silent_ += frames; silent_ >= block_frames; silent_ -= block_frames)
    put(silent_frame(format_, number_, static_cast<std::uint32_t>(block_frames)));
}

/// The blocks that are whole; what is left waits for more.
void SparseWriter::encode_pending() {
  const auto whole = pending_.size() / block_bytes() * block_bytes();
  const bool is_end = whole == 0;
  const auto samples = std::span<const std::byte>(pending_).first(is_end ? pending_.size() : whole);
  std::vector<std::byte> encoded;
  {
    Writer writer(std::make_unique<MemoryFile>(encoded, file_->path()), format_, tags_);
    writer.write(samples);
    writer.close();
  }
  MemoryFile file(encoded, file_->path());
  const auto begin = metadata_end(file);
  if (!begin) fail(file_->path());
  auto rest = std::span<const std::byte>(encoded).subspan(static_cast<std::size_t>(*begin));
  Frames found = 0;
  while (!rest.empty()) {
    const auto header = parse_frame_header(rest.first(std::min(rest.size(), frame_header_bytes)), format_);
    const auto bytes = header ? whole_frame_bytes(rest, *header, format_) : std::nullopt;
    if (!bytes) fail(file_->path());
    put(renumbered_frame(rest.first(*bytes), *header, number_));
    found += static_cast<Frames>(header->block_size);
    ++encoded_blocks_;
    rest = rest.subspan(*bytes);
  }
  if (static_cast<std::size_t>(found) * format_.bytes_per_frame() != samples.size()) fail(file_->path());
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(samples.size()));
}

void SparseWriter::put(std::span<const std::byte> frame) {
  const auto size = static_cast<std::uint32_t>(frame.size());
  min_frame_bytes_ = std::min(min_frame_bytes_, size);
  max_frame_bytes_ = std::max(max_frame_bytes_, size);
  ++number_;
  waiting_.insert(waiting_.end(), frame.begin(), frame.end());
  if (waiting_.size() < waiting_bytes) return;
  os::write_all(*file_, waiting_);
  waiting_.clear();
}

void SparseWriter::close() {
  while (!pending_.empty()) encode_pending();
  if (silent_ > 0) put(silent_frame(format_, number_, static_cast<std::uint32_t>(silent_)));
  os::write_all(*file_, waiting_);
  waiting_.clear();
  const auto digest = md5_.finish();
  write_totals(*file_, format_, {number_ == 0 ? 0 : min_frame_bytes_, max_frame_bytes_, frames_, digest});
  file_->sync_data();
  file_->close();
}

}  // namespace earwitness::flac
