// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace earwitness::crypto {

/// Whether an encrypted private key (PKCS#8 PEM, RFC 5958) can be tried with a passphrase in bearable time: PBES2 whose
/// key comes by PBKDF2 (RFC 8018) of at most limits::key_iterations. A file may ask for two thousand million of them,
/// and whoever reads it would sit there for an hour. A pure function, any thread.
[[nodiscard]] bool can_be_tried(std::string_view pem);

}  // namespace earwitness::crypto
