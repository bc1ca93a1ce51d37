// SPDX-License-Identifier: MIT
//
// MD5 (RFC 1321), only to hold decoded samples against the checksum that FLAC keeps in STREAMINFO (RFC 9639, 8.2).
// It protects against accidents, not against people; nothing rests on it. One object, one thread.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <span>

namespace earwitness::crypto {

class Md5 {
 public:
  Md5();
  ~Md5();
  void update(std::span<const std::byte> bytes);
  [[nodiscard]] std::array<std::byte, 16> finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace earwitness::crypto
