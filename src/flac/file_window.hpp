// SPDX-License-Identifier: MIT
//
// A window that moves forward over a file: the bytes from its place on, read in chunks. Keeps one chunk in memory, or
// as much as is asked for at once. One thread. Throws FileError.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "os/file_system.hpp"

namespace earwitness::flac {

class FileWindow {
 public:
  /// Over bytes that are in memory already, of which the first is the byte `begin`: the file ends behind them.
  FileWindow(std::vector<std::byte> bytes, std::uint64_t begin);
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
  /// What it moves over is kept, from its place on, until the next call of this or until there is more than
  /// `max_bytes`.
  void keep_from_here(std::size_t max_bytes) noexcept;
  /// What was kept, up to its place and on as far as there is in memory; nothing where it was more than might be.
  [[nodiscard]] std::optional<std::span<const std::byte>> kept() const noexcept;

 private:
  void fill(std::size_t min_bytes);

  std::unique_ptr<os::File> file_;
  std::size_t chunk_bytes_;
  std::vector<std::byte> buffer_;
  std::uint64_t buffer_offset_;             // of the buffer's first byte in the file
  std::size_t at_ = 0;                      // in the buffer
  bool ended_ = false;                      // the buffer reaches to the end of the file
  std::optional<std::uint64_t> keep_from_;  // byte of the file
  std::size_t max_kept_ = 0;
};

}  // namespace earwitness::flac
