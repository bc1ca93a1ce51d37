// SPDX-License-Identifier: MIT
#include "base/catalogue.hpp"

#include <cstring>

namespace earwitness::base {

namespace {

constexpr std::uint32_t magic = 0x950412DE;
constexpr std::size_t header_bytes = 28;
constexpr std::size_t count_at = 8;
constexpr std::size_t messages_at = 12;
constexpr std::size_t translations_at = 16;
constexpr std::size_t entry_bytes = 8;  // length, offset

}  // namespace

Catalogue::Catalogue(std::span<const unsigned char> bytes) noexcept : bytes_(bytes) {
  if (bytes.size() < header_bytes || number(0) != magic) return;
  count_ = number(count_at);
  messages_ = number(messages_at);
  translations_ = number(translations_at);
}

std::uint32_t Catalogue::number(std::size_t at) const noexcept {
  if (at + 4 > bytes_.size()) return 0;
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;) value = value << 8U | bytes_[at + i];
  return value;
}

std::string_view Catalogue::entry(std::size_t table, std::uint32_t index) const noexcept {
  const auto at = table + index * entry_bytes;
  const std::size_t length = number(at);
  const std::size_t offset = number(at + 4);
  if (offset + length >= bytes_.size() || bytes_[offset + length] != 0) return {};
  return {reinterpret_cast<const char*>(bytes_.data()) + offset, length};
}

const char* Catalogue::find(std::string_view key) const noexcept {
  std::uint32_t from = 0;
  std::uint32_t to = count_;
  while (from < to) {  // the messages are sorted by their bytes
    const auto middle = from + (to - from) / 2;
    const auto whole = entry(messages_, middle);
    const auto message = whole.substr(0, whole.find('\0'));  // a plural's second message comes after it
    if (message == key) {
      const auto found = entry(translations_, middle);
      return found.empty() || found.front() == '\0' ? nullptr : found.data();
    }
    if (message < key) {
      from = middle + 1;
    } else {
      to = middle;
    }
  }
  return nullptr;
}

const char* Catalogue::second_form(const char* first) const noexcept {
  const auto* second = first + std::strlen(first) + 1;
  const auto* end = reinterpret_cast<const char*>(bytes_.data()) + bytes_.size();
  return second < end && *second != '\0' ? second : nullptr;
}

}  // namespace earwitness::base
