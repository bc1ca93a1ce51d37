// SPDX-License-Identifier: MIT
//
// A key file from elsewhere costs no more time than a key of our own.
#include "crypto/key_cost.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/base64.hpp"
#include "crypto/signing_key.hpp"
#include "tests/catch.hpp"

using namespace earwitness;

namespace {

constexpr std::string_view begin = "-----BEGIN ENCRYPTED PRIVATE KEY-----\n";
constexpr std::string_view end = "-----END ENCRYPTED PRIVATE KEY-----\n";

/// The same key file, which asks for so many iterations: three bytes in the place of 600,000.
std::string with_iterations(std::string pem, std::array<unsigned, 3> wanted) {
  std::string text = pem.substr(begin.size(), pem.size() - begin.size() - end.size());
  text.erase(std::remove(text.begin(), text.end(), '\n'), text.end());
  auto der = base::from_base64(text);
  REQUIRE(der.has_value());
  const std::array<std::byte, 5> ours{std::byte{2}, std::byte{3}, std::byte{0x09}, std::byte{0x27}, std::byte{0xC0}};
  const auto at = std::search(der->begin(), der->end(), ours.begin(), ours.end());
  REQUIRE(at != der->end());
  std::transform(wanted.begin(), wanted.end(), at + 2, [](unsigned b) { return static_cast<std::byte>(b); });
  const auto encoded = base::to_base64(*der);
  pem = begin;
  for (std::size_t i = 0; i < encoded.size(); i += 64) pem += encoded.substr(i, 64) + "\n";
  return pem.append(end);
}

}  // namespace

TEST_CASE("key cost: a key of our own can be tried, and one that would take for ever is not") {
  const base::Secret passphrase("a passphrase");
  const std::string pem(crypto::SigningKey::generate().to_pem(&passphrase).view());
  CHECK(crypto::can_be_tried(pem));
  CHECK(crypto::can_be_tried(with_iterations(pem, {0x00, 0x80, 0x00})));
  const auto endless = with_iterations(pem, {0x7F, 0xFF, 0xFF});  // 8,388,607
  CHECK_FALSE(crypto::can_be_tried(endless));
  CHECK_FALSE(crypto::SigningKey::from_pem(endless, &passphrase));
}

TEST_CASE("key cost: what is no encrypted key is not tried") {
  CHECK_FALSE(crypto::can_be_tried(""));
  CHECK_FALSE(crypto::can_be_tried(crypto::SigningKey::generate().to_pem()));
  CHECK_FALSE(crypto::can_be_tried(fmt::format("{}MAA=\n{}", begin, end)));
}
