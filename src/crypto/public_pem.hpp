// SPDX-License-Identifier: MIT
//
// Around the body of a public key's PEM, as it is written here and by stock openssl.
#pragma once

#include <string_view>

namespace earwitness::crypto {

inline constexpr std::string_view public_pem_begin = "-----BEGIN PUBLIC KEY-----\n";
inline constexpr std::string_view public_pem_end = "\n-----END PUBLIC KEY-----\n";

}  // namespace earwitness::crypto
