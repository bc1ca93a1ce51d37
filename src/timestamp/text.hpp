// SPDX-License-Identifier: MIT
//
// Names, times and errors out of OpenSSL's objects. For this module and tsa alone; pure, any thread.
#pragma once

#include <optional>
#include <string>

#include "earwitness/base.hpp"
#include "timestamp/openssl.hpp"

namespace earwitness::timestamp {

/// The subject in one line, such as `C=NL, O=Example, CN=Example TSA`. Free text.
[[nodiscard]] std::string name_of(const X509& certificate);
/// Lower-case hex of the SHA-256 of its DER.
[[nodiscard]] std::string fingerprint_of(const X509& certificate);
/// With its fraction of a second; nothing for what is not a time in UTC.
[[nodiscard]] std::optional<UtcTime> time_of(const ASN1_GENERALIZEDTIME& time);
/// The last thing that OpenSSL said went wrong in this thread, and forgets it.
[[nodiscard]] std::string last_error();

}  // namespace earwitness::timestamp
