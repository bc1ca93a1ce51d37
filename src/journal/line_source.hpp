// SPDX-License-Identifier: MIT
//
// Lines of a file, one at a time, each within limits::journal_line_bytes. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "os/file_system.hpp"

namespace earwitness::journal {

class LineSource {
 public:
  explicit LineSource(os::File& file);

  enum class Next { line, end, torn, too_long };
  /// A line without its newline in text(), or why there is none: `torn` is a last line without a newline.
  [[nodiscard]] Next next();
  /// Valid until the next call.
  [[nodiscard]] std::string_view text() const noexcept { return text_; }
  /// Of the line's first byte.
  [[nodiscard]] std::uint64_t offset() const noexcept { return offset_; }

 private:
  bool fill();

  os::File& file_;
  std::string buffer_;
  std::size_t begin_ = 0;  // of what is not yet given out
  std::string_view text_;
  std::uint64_t offset_ = 0;
  std::uint64_t next_offset_ = 0;
};

}  // namespace earwitness::journal
