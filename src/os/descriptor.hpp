// SPDX-License-Identifier: MIT
//
// File descriptors as types, so that a number is never taken for one. Fd only names a descriptor; Descriptor owns one
// and closes it. Move-only; one thread at a time.
#pragma once

#include <utility>

namespace earwitness::os {

/// A descriptor that somebody else owns.
struct Fd {
  int number = -1;
  friend constexpr bool operator==(Fd, Fd) = default;
};

class Descriptor {
 public:
  Descriptor() noexcept = default;
  /// Takes it; a negative number is none.
  explicit Descriptor(int number) noexcept : number_(number) {}
  ~Descriptor() { reset(); }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  [[nodiscard]] int number() const noexcept { return number_; }
  [[nodiscard]] Fd fd() const noexcept { return Fd{number_}; }
  [[nodiscard]] explicit operator bool() const noexcept { return number_ >= 0; }
  void reset() noexcept;
  /// Gives it away without closing it.
  [[nodiscard]] int release() noexcept { return std::exchange(number_, -1); }

 private:
  int number_ = -1;
};

/// Another descriptor for the same open file, one that a child process does not inherit; none if the kernel has none
/// left, or `fd` is none.
[[nodiscard]] Descriptor duplicate(Fd fd) noexcept;

}  // namespace earwitness::os
