// SPDX-License-Identifier: MIT
//
// MD5 (RFC 1321), only to hold decoded samples against the checksum that FLAC keeps in STREAMINFO (RFC 9639, 8.2).
// It protects against accidents, not against people; nothing rests on it. One object, one thread.
//
// Hours of silence are as much work for it as hours of sound, and whoever makes an excerpt hashes the same silence
// again when it checks what was made: so what a long run of zeros does to a state is remembered, in the process.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace earwitness::crypto {

class Md5 {
 public:
  Md5();
  ~Md5();
  void update(std::span<const std::byte> bytes);
  void update_zeros(std::uint64_t count);
  [[nodiscard]] std::array<std::byte, 16> finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// How many bytes of zeros were hashed one after the other, and not remembered, in all of the process.
[[nodiscard]] std::uint64_t zeros_hashed() noexcept;

}  // namespace earwitness::crypto
