// SPDX-License-Identifier: MIT
#include "base/secret.hpp"

#include <algorithm>
#include <utility>

#include "base/limits.hpp"

namespace earwitness::base {

void wipe(char* bytes, std::size_t size) noexcept {
  volatile char* at = bytes;
  for (std::size_t i = 0; i < size; ++i) at[i] = 0;
}

Secret::Secret() : bytes_(std::make_unique<char[]>(limits::passphrase_bytes)) {}

Secret::Secret(std::string_view text) : Secret() {
  for (const char character : text) append(character);
}

Secret::~Secret() {
  if (bytes_) wipe(bytes_.get(), limits::passphrase_bytes);
}

Secret::Secret(Secret&& other) noexcept : bytes_(std::move(other.bytes_)), size_(std::exchange(other.size_, 0)) {}

Secret& Secret::operator=(Secret&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  std::swap(size_, other.size_);
  return *this;
}

bool Secret::append(char character) noexcept {
  if (!bytes_ || size_ == limits::passphrase_bytes) return false;
  bytes_[size_++] = character;
  return true;
}

void Secret::erase_last() noexcept {
  const auto continues = [&] { return (static_cast<unsigned char>(bytes_[size_ - 1]) & 0xC0U) == 0x80U; };
  while (size_ > 1 && continues()) --size_;
  if (size_ > 0) --size_;
}

void Secret::clear() noexcept {
  if (bytes_) wipe(bytes_.get(), limits::passphrase_bytes);
  size_ = 0;
}

}  // namespace earwitness::base
