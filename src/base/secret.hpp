// SPDX-License-Identifier: MIT
//
// Passphrases and private keys in memory: each in a place of its own that is overwritten before it is given back, and
// that the program keeps out of core dumps and off the swap (os/guard.hpp says how; without it they lie in ordinary
// memory). One thread at a time.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace earwitness::base {

/// Where secrets lie.
struct SecretMemory {
  void* (*acquire)(std::size_t bytes);  ///< throws std::bad_alloc
  void (*release)(void* memory, std::size_t bytes) noexcept;
};
/// To be called before there is any secret.
void set_secret_memory(const SecretMemory& memory) noexcept;

[[nodiscard]] void* acquire_secret_memory(std::size_t bytes);
/// Overwrites it first.
void release_secret_memory(void* memory, std::size_t bytes) noexcept;

/// Overwrites memory so that no compiler leaves it out.
void wipe(char* bytes, std::size_t size) noexcept;

/// What a passphrase is typed into.
class Secret {
 public:
  Secret();
  /// Of a text that is known already; whoever holds that text wipes it.
  explicit Secret(std::string_view text);
  ~Secret();
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;

  /// False once limits::passphrase_bytes are there: the character is left out.
  bool append(char character) noexcept;
  /// Takes back the last character, all bytes of it.
  void erase_last() noexcept;
  void clear() noexcept;
  [[nodiscard]] std::string_view text() const noexcept { return {bytes_, size_}; }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  friend bool operator==(const Secret& a, const Secret& b) noexcept { return a.text() == b.text(); }

 private:
  char* bytes_ = nullptr;
  std::size_t size_ = 0;
};

template <typename T>
struct SecretAllocator {
  using value_type = T;
  SecretAllocator() = default;
  template <typename Other>
  SecretAllocator(const SecretAllocator<Other>&) noexcept {}  // NOLINT(google-explicit-constructor): as allocators are
  [[nodiscard]] T* allocate(std::size_t count) { return static_cast<T*>(acquire_secret_memory(count * sizeof(T))); }
  void deallocate(T* memory, std::size_t count) noexcept { release_secret_memory(memory, count * sizeof(T)); }
  friend bool operator==(const SecretAllocator&, const SecretAllocator&) noexcept { return true; }
};

/// A text that is a secret, such as the PEM of a private key. A copy is a secret of its own. Not a std::string, which
/// keeps short texts within itself, where nothing wipes them.
class SecretText {
 public:
  SecretText() = default;
  SecretText(std::string_view text) { append(text); }  // NOLINT(google-explicit-constructor): a copy in a better place
  SecretText(const std::string& text) : SecretText(std::string_view(text)) {}  // NOLINT(google-explicit-constructor)
  SecretText(const char* text) : SecretText(std::string_view(text)) {}         // NOLINT(google-explicit-constructor)

  void append(std::string_view text) {
    if (text.empty()) return;
    if (!bytes_.empty()) bytes_.pop_back();
    bytes_.insert(bytes_.end(), text.begin(), text.end());
    bytes_.push_back('\0');
  }
  /// Longer ones end in zeros.
  void resize(std::size_t size) {
    bytes_.resize(size);
    bytes_.push_back('\0');
  }
  [[nodiscard]] char* data() noexcept { return bytes_.data(); }
  [[nodiscard]] const char* c_str() const noexcept { return bytes_.empty() ? "" : bytes_.data(); }
  [[nodiscard]] std::size_t size() const noexcept { return bytes_.empty() ? 0 : bytes_.size() - 1; }
  [[nodiscard]] bool empty() const noexcept { return size() == 0; }
  [[nodiscard]] std::string_view view() const noexcept { return {c_str(), size()}; }
  operator std::string_view() const noexcept { return view(); }  // NOLINT(google-explicit-constructor)
  friend bool operator==(const SecretText& a, const SecretText& b) noexcept { return a.view() == b.view(); }
  friend bool operator==(const SecretText& a, std::string_view b) noexcept { return a.view() == b; }

 private:
  std::vector<char, SecretAllocator<char>> bytes_;  // with a NUL behind it, unless it is empty
};

}  // namespace earwitness::base
