// SPDX-License-Identifier: MIT
//
// A passphrase in memory: in one place, never copied, and gone when it is no longer needed. One thread at a time.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

namespace earwitness::base {

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
  [[nodiscard]] std::string_view text() const noexcept { return {bytes_.get(), size_}; }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  friend bool operator==(const Secret& a, const Secret& b) noexcept { return a.text() == b.text(); }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
};

/// Overwrites memory so that no compiler leaves it out.
void wipe(char* bytes, std::size_t size) noexcept;

}  // namespace earwitness::base
