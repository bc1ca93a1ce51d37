// SPDX-License-Identifier: MIT
#include "media/decode/source.hpp"

#include <algorithm>
#include <cstring>

#include "os/sandbox.hpp"

namespace earwitness::media {

namespace {

constexpr std::size_t window_bytes = std::size_t{256} << 10;

std::string_view text_of(std::span<const std::byte> bytes) noexcept {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

Source::Source(os::Fd file, std::uint64_t bytes) : file_(file), size_(bytes), window_(window_bytes) {}

std::size_t Source::read(std::uint64_t at, std::span<std::byte> into) {
  if (at >= size_) return 0;
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), size_ - at));
  const auto got = os::read_at(file_, at, into.first(count));
  if (!got) failed_ = true;
  furthest_ = std::max(furthest_, at + got.value_or(0));
  return got.value_or(0);
}

std::span<const std::byte> Source::view(std::uint64_t at, std::size_t count) {
  if (at >= size_) return {};
  count = static_cast<std::size_t>(std::min<std::uint64_t>({count, max_view, size_ - at}));
  if (at < begin_ || at + count > begin_ + in_window_) {
    begin_ = at;
    in_window_ = read(at, window_);
  }
  const auto skipped = static_cast<std::size_t>(at - begin_);
  return std::span<const std::byte>(window_).first(in_window_).subspan(skipped, std::min(count, in_window_ - skipped));
}

bool Source::has(std::uint64_t at, std::string_view text) { return text_of(view(at, text.size())) == text; }

std::optional<std::uint64_t> Source::little(std::uint64_t at, std::size_t bytes) {
  const auto there = view(at, bytes);
  if (there.size() < bytes) return std::nullopt;
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes; ++i) value |= std::to_integer<std::uint64_t>(there[i]) << (8 * i);
  return value;
}

std::optional<std::uint64_t> Source::big(std::uint64_t at, std::size_t bytes) {
  const auto there = view(at, bytes);
  if (there.size() < bytes) return std::nullopt;
  std::uint64_t value = 0;
  for (const auto byte : there) value = (value << 8U) | std::to_integer<std::uint64_t>(byte);
  return value;
}

std::optional<std::uint64_t> Source::find(std::uint64_t at, std::string_view text) {
  while (at < size_) {
    const auto there = text_of(view(at, max_view));
    if (there.size() < text.size()) return std::nullopt;
    const auto found = there.find(text);
    if (found != std::string_view::npos) return at + found;
    at += there.size() - text.size() + 1;
  }
  return std::nullopt;
}

}  // namespace earwitness::media
