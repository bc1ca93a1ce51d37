// SPDX-License-Identifier: MIT
#include "tests/faults/memory_file.hpp"

#include <algorithm>
#include <cerrno>

#include "os/file_errors.hpp"
#include "tests/faults/memory_node.hpp"

namespace earwitness::faults {

void MemoryFile::require_open(const char* doing) const {
  if (closed_) throw os::file_error(EBADF, path_, doing);
  fs_.require_power(path_, doing);
}

std::size_t MemoryFile::read(std::span<std::byte> into) {
  const std::lock_guard lock(fs_.mutex_);
  require_open("read");
  const auto size = static_cast<std::uint64_t>(node_->content.size());
  if (position_ >= size) return 0;
  const auto count = std::min<std::uint64_t>(into.size(), size - position_);
  const auto from = node_->content.begin() + static_cast<std::ptrdiff_t>(position_);
  std::copy_n(from, count, into.begin());
  position_ += count;
  return static_cast<std::size_t>(count);
}

std::size_t MemoryFile::write(std::span<const std::byte> bytes) {
  const std::lock_guard lock(fs_.mutex_);
  require_open("write");
  if (!writable_) throw os::file_error(EBADF, path_, "write");
  const auto put = fs_.write(*node_, path_, position_, bytes);
  position_ += put;
  return put;
}

std::uint64_t MemoryFile::size() const {
  const std::lock_guard lock(fs_.mutex_);
  require_open("look at");
  return node_->content.size();
}

void MemoryFile::sync_data() {
  const std::lock_guard lock(fs_.mutex_);
  require_open("sync");
  fs_.sync(*node_, path_);
}

void MemoryFile::close() {
  const std::lock_guard lock(fs_.mutex_);
  if (closed_) return;
  closed_ = true;
  fs_.require_power(path_, "close");
}

}  // namespace earwitness::faults
