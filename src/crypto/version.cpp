// SPDX-License-Identifier: MIT
#include "crypto/version.hpp"

#include <openssl/crypto.h>

namespace earwitness::crypto {

std::string library_version() { return std::string("OpenSSL ") + OpenSSL_version(OPENSSL_VERSION_STRING); }

}  // namespace earwitness::crypto
