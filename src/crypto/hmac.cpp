// SPDX-License-Identifier: MIT
#include "crypto/hmac.hpp"

#include <algorithm>
#include <array>

#include "base/secret.hpp"
#include "base/text.hpp"

namespace earwitness::crypto {

namespace {

constexpr std::size_t hmac_block_bytes = 64;
constexpr char inner_pad = 0x36;
constexpr char outer_pad = 0x5c;

Digest padded_digest(const std::array<char, hmac_block_bytes>& key, char pad, std::span<const std::byte> rest) {
  auto block = key;
  for (char& c : block) c = static_cast<char>(c ^ pad);
  Sha256 hash;
  hash.update(base::as_bytes(std::string_view(block.data(), block.size())));
  hash.update(rest);
  base::wipe(block.data(), block.size());
  return hash.finish();
}

}  // namespace

Digest hmac_sha256(std::string_view key, std::string_view text) {
  std::array<char, hmac_block_bytes> block{};
  if (key.size() > block.size()) {
    const auto digest = sha256(base::as_bytes(key));
    std::transform(digest.begin(), digest.end(), block.begin(), [](std::byte b) { return static_cast<char>(b); });
  } else {
    std::copy(key.begin(), key.end(), block.begin());
  }
  const auto inner = padded_digest(block, inner_pad, base::as_bytes(text));
  const auto outer = padded_digest(block, outer_pad, inner);
  base::wipe(block.data(), block.size());
  return outer;
}

}  // namespace earwitness::crypto
