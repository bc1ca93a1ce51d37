// SPDX-License-Identifier: MIT
//
// The file that is decoded, as bytes at offsets: a window of it is kept, so that small steps cost no system call each.
// What lies beyond its end reads as nothing. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "os/descriptor.hpp"

namespace earwitness::media {

class Source {
 public:
  Source(os::Fd file, std::uint64_t bytes);

  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  /// Leaves out what is behind `end`: tags, which are no part of what they stand behind.
  void end_at(std::uint64_t end) noexcept { size_ = end < size_ ? end : size_; }
  /// As many as there are, at most `count`, which is at most max_view. Valid until the next call of any function.
  [[nodiscard]] std::span<const std::byte> view(std::uint64_t at, std::size_t count);
  static constexpr std::size_t max_view = std::size_t{128} << 10;
  /// Past the window. How many bytes came.
  [[nodiscard]] std::size_t read(std::uint64_t at, std::span<std::byte> into);

  [[nodiscard]] bool has(std::uint64_t at, std::string_view text);
  [[nodiscard]] std::optional<std::uint64_t> little(std::uint64_t at, std::size_t bytes);
  [[nodiscard]] std::optional<std::uint64_t> big(std::uint64_t at, std::size_t bytes);
  /// Where it stands next, from `at` on; nothing if it does not.
  [[nodiscard]] std::optional<std::uint64_t> find(std::uint64_t at, std::string_view text);
  /// A read went wrong: the disk, not the end of the file.
  [[nodiscard]] bool failed() const noexcept { return failed_; }
  /// How far into the file anything was read.
  [[nodiscard]] std::uint64_t furthest() const noexcept { return furthest_; }

 private:
  os::Fd file_;
  std::uint64_t size_;
  std::uint64_t begin_ = 0;
  std::vector<std::byte> window_;
  std::size_t in_window_ = 0;
  std::uint64_t furthest_ = 0;
  bool failed_ = false;
};

}  // namespace earwitness::media
