// SPDX-License-Identifier: MIT
#include "journal/line_source.hpp"

#include "base/limits.hpp"

namespace earwitness::journal {

namespace {

constexpr std::size_t line_chunk_bytes = 64 * 1024;

}  // namespace

LineSource::LineSource(os::File& file) : file_(file) { file_.seek(0); }

LineSource::Next LineSource::next() {
  offset_ = next_offset_;
  std::size_t searched = 0;
  for (;;) {
    const auto end = buffer_.find('\n', begin_ + searched);
    if (end != std::string::npos && end - begin_ <= limits::journal_line_bytes) {
      text_ = std::string_view(buffer_).substr(begin_, end - begin_);
      next_offset_ += text_.size() + 1;
      begin_ = end + 1;
      return Next::line;
    }
    searched = buffer_.size() - begin_;
    if (searched > limits::journal_line_bytes || end != std::string::npos) return Next::too_long;
    if (!fill()) return searched == 0 ? Next::end : Next::torn;
  }
}

bool LineSource::fill() {
  buffer_.erase(0, begin_);
  begin_ = 0;
  const auto had = buffer_.size();
  buffer_.resize(had + line_chunk_bytes);
  const auto got = file_.read(std::as_writable_bytes(std::span(buffer_)).subspan(had));
  buffer_.resize(had + got);
  return got > 0;
}

}  // namespace earwitness::journal
