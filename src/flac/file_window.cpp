// SPDX-License-Identifier: MIT
#include "flac/file_window.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace earwitness::flac {

FileWindow::FileWindow(std::unique_ptr<os::File> file, std::uint64_t begin, std::size_t chunk_bytes)
    : file_(std::move(file)), chunk_bytes_(chunk_bytes), buffer_offset_(begin) {}

FileWindow::FileWindow(std::vector<std::byte> bytes, std::uint64_t begin)
    : chunk_bytes_(0), buffer_(std::move(bytes)), buffer_offset_(begin), ended_(true) {}

void FileWindow::keep_from_here(std::size_t max_bytes) noexcept {
  keep_from_ = offset();
  max_kept_ = max_bytes;
}

std::optional<std::span<const std::byte>> FileWindow::kept() const noexcept {
  if (!keep_from_) return std::nullopt;
  return std::span<const std::byte>(buffer_).subspan(static_cast<std::size_t>(*keep_from_ - buffer_offset_));
}

std::span<const std::byte> FileWindow::bytes(std::size_t min_bytes) {
  if (buffer_.size() - at_ < min_bytes && !ended_) fill(min_bytes);
  return std::span<const std::byte>(buffer_).subspan(at_);
}

void FileWindow::skip(std::size_t count) noexcept { at_ += std::min(count, buffer_.size() - at_); }

bool FileWindow::skip_to(std::byte value) {
  for (;;) {
    const auto here = bytes(1);
    if (here.empty()) return false;
    const auto* found = std::memchr(here.data(), std::to_integer<int>(value), here.size());
    if (found != nullptr) {
      skip(static_cast<std::size_t>(static_cast<const std::byte*>(found) - here.data()));
      return true;
    }
    skip(here.size());
  }
}

/// Drops what lies before its place and is not kept, and reads on.
void FileWindow::fill(std::size_t min_bytes) {
  if (keep_from_ && offset() - *keep_from_ > max_kept_) keep_from_.reset();
  const auto past = static_cast<std::size_t>(keep_from_.value_or(offset()) - buffer_offset_);
  buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(past));
  buffer_offset_ += past;
  at_ -= past;
  auto filled = buffer_.size();
  // Twice as much as was asked for: else each next call would move nearly all of it for a few bytes.
  buffer_.resize(at_ + std::max(2 * min_bytes, chunk_bytes_));
  file_->seek(buffer_offset_ + filled);
  while (filled < buffer_.size() && !ended_) {
    const auto got = file_->read(std::span(buffer_).subspan(filled));
    filled += got;
    ended_ = got == 0;
  }
  buffer_.resize(filled);
}

}  // namespace earwitness::flac
