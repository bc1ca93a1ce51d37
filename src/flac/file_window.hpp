// SPDX-License-Identifier: MIT
//
// A window that moves forward over a file: the bytes from its place on, read in chunks. Keeps one chunk in memory, or
// as much as is asked for at once. One thread. Throws FileError.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "os/file_system.hpp"

namespace earwitness::flac {

class FileWindow {
 public:
  /// Its place is the byte `begin`.
  FileWindow(std::unique_ptr<os::File> file, std::uint64_t begin, std::size_t chunk_bytes);

  /// Its place, in bytes from the beginning of the file.
  [[nodiscard]] std::uint64_t offset() const noexcept { return buffer_offset_ + at_; }
  /// What follows from there: at least `min_bytes`, or all up to the end of the file. Valid until the next call of this
  /// or skip_to().
  [[nodiscard]] std::span<const std::byte> bytes(std::size_t min_bytes);
  /// Moves by `count` bytes, of those that bytes() gave; what it gave stays valid.
  void skip(std::size_t count) noexcept;
  /// Moves to the next byte of that value, which may be the one here; false at the end of the file.
  [[nodiscard]] bool skip_to(std::byte value);

 private:
  void fill(std::size_t min_bytes);

  std::unique_ptr<os::File> file_;
  std::size_t chunk_bytes_;
  std::vector<std::byte> buffer_;
  std::uint64_t buffer_offset_;  // of the buffer's first byte in the file
  std::size_t at_ = 0;           // in the buffer
  bool ended_ = false;           // the buffer reaches to the end of the file
};

}  // namespace earwitness::flac
