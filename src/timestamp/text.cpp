// SPDX-License-Identifier: MIT
#include "timestamp/text.hpp"

#include <openssl/err.h>

#include <ctime>

#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "crypto/sha256.hpp"

namespace earwitness::timestamp {

std::string name_of(const X509& certificate) {
  const auto bio = made(BioPtr(BIO_new(BIO_s_mem())));
  constexpr unsigned long one_line = XN_FLAG_ONELINE & ~ASN1_STRFLGS_ESC_MSB & ~XN_FLAG_SPC_EQ;
  if (X509_NAME_print_ex(bio.get(), X509_get_subject_name(&certificate), 0, one_line) < 0) return {};
  char* text = nullptr;
  const auto size = BIO_get_mem_data(bio.get(), &text);
  return size > 0 ? std::string(text, static_cast<std::size_t>(size)) : std::string();
}

std::string fingerprint_of(const X509& certificate) {
  return base::to_hex(crypto::sha256(der_of(&certificate, i2d_X509)));
}

std::optional<UtcTime> time_of(const ASN1_GENERALIZEDTIME& time) {
  // RFC 3161, 2.4.2: YYYYMMDDhhmmss[.s...]Z, so it is put into the shape that our own reader knows.
  const std::string text(reinterpret_cast<const char*>(ASN1_STRING_get0_data(&time)),
                         static_cast<std::size_t>(ASN1_STRING_length(&time)));
  constexpr std::size_t whole_seconds = 14;
  if (text.size() <= whole_seconds || text.find_first_not_of("0123456789.Z") != std::string::npos) return std::nullopt;
  return base::parse_rfc3339(text.substr(0, 4) + "-" + text.substr(4, 2) + "-" + text.substr(6, 2) + "T" +
                             text.substr(8, 2) + ":" + text.substr(10, 2) + ":" + text.substr(12));
}

std::string last_error() {
  std::string said;
  const char* data = nullptr;
  int flags = 0;
  while (const auto code = ERR_get_error_all(nullptr, nullptr, nullptr, &data, &flags)) {
    const char* reason = ERR_reason_error_string(code);
    said = reason != nullptr ? reason : _("unknown error");
    if ((flags & ERR_TXT_STRING) != 0 && data != nullptr && *data != '\0') said += std::string(" (") + data + ")";
  }
  return base::printable(said);
}

}  // namespace earwitness::timestamp
