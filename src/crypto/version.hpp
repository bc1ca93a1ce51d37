// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace earwitness::crypto {

/// The OpenSSL that is loaded, such as `OpenSSL 3.0.17`.
[[nodiscard]] std::string library_version();

}  // namespace earwitness::crypto
