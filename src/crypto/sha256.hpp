// SPDX-License-Identifier: MIT
//
// SHA-256 (FIPS 180-4) over bytes in memory. An object belongs to one thread; copies are not made.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace earwitness::crypto {

using Digest = std::array<std::byte, 32>;

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  void update(std::span<const std::byte> bytes);
  /// The digest of all since the last finish() or the construction; the object then begins anew.
  [[nodiscard]] Digest finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

[[nodiscard]] Digest sha256(std::span<const std::byte> bytes);
/// Lower-case hex of the digest of the text's bytes.
[[nodiscard]] std::string sha256_hex(std::string_view text);
/// The digest that such hex spells; zeros for what is none.
[[nodiscard]] Digest digest_of_hex(std::string_view hex);

}  // namespace earwitness::crypto
