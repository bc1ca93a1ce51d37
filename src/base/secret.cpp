// SPDX-License-Identifier: MIT
#include "base/secret.hpp"

#include <new>
#include <utility>

#include "base/limits.hpp"

namespace earwitness::base {

namespace {

void* acquire_ordinary(std::size_t bytes) { return ::operator new(bytes); }
void release_ordinary(void* memory, std::size_t) noexcept { ::operator delete(memory); }

SecretMemory secret_memory{&acquire_ordinary, &release_ordinary};  // set once, before there is a second thread

}  // namespace

void set_secret_memory(const SecretMemory& memory) noexcept { secret_memory = memory; }

void* acquire_secret_memory(std::size_t bytes) { return secret_memory.acquire(bytes); }

void release_secret_memory(void* memory, std::size_t bytes) noexcept {
  if (memory == nullptr) return;
  wipe(static_cast<char*>(memory), bytes);
  secret_memory.release(memory, bytes);
}

void wipe(char* bytes, std::size_t size) noexcept {
  volatile char* at = bytes;
  for (std::size_t i = 0; i < size; ++i) at[i] = 0;
}

Secret::Secret() : bytes_(static_cast<char*>(acquire_secret_memory(limits::passphrase_bytes))) {
  wipe(bytes_, limits::passphrase_bytes);
}

Secret::Secret(std::string_view text) : Secret() {
  for (const char character : text) append(character);
}

Secret::~Secret() { release_secret_memory(bytes_, limits::passphrase_bytes); }

Secret::Secret(Secret&& other) noexcept
    : bytes_(std::exchange(other.bytes_, nullptr)), size_(std::exchange(other.size_, 0)) {}

Secret& Secret::operator=(Secret&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  std::swap(size_, other.size_);
  return *this;
}

bool Secret::append(char character) noexcept {
  if (bytes_ == nullptr || size_ == limits::passphrase_bytes) return false;
  bytes_[size_++] = character;
  return true;
}

void Secret::erase_last() noexcept {
  const auto continues = [&] { return (static_cast<unsigned char>(bytes_[size_ - 1]) & 0xC0U) == 0x80U; };
  while (size_ > 1 && continues()) --size_;
  if (size_ > 0) --size_;
}

void Secret::clear() noexcept {
  if (bytes_ != nullptr) wipe(bytes_, limits::passphrase_bytes);
  size_ = 0;
}

}  // namespace earwitness::base
