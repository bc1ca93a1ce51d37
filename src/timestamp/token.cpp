// SPDX-License-Identifier: MIT
#include "timestamp/token.hpp"

#include <openssl/bn.h>

#include <algorithm>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "timestamp/openssl.hpp"
#include "timestamp/text.hpp"

namespace earwitness::timestamp {

namespace {

/// esi4-qtstStatement-1 (ETSI EN 319 422): the token claims to be a qualified electronic time stamp.
constexpr const char* qualified_statement = "0.4.0.19422.1.1";

Reading refused(std::string why) { return {std::nullopt, std::move(why)}; }

std::vector<std::byte> bytes_of(const ASN1_INTEGER* number) {
  if (number == nullptr) return {};
  const auto* data = reinterpret_cast<const std::byte*>(ASN1_STRING_get0_data(number));
  return {data, data + ASN1_STRING_length(number)};
}

std::optional<crypto::Digest> imprint_of(TS_TST_INFO& info) {
  auto* imprint = TS_TST_INFO_get_msg_imprint(&info);
  const ASN1_OBJECT* algorithm = nullptr;
  X509_ALGOR_get0(&algorithm, nullptr, nullptr, TS_MSG_IMPRINT_get_algo(imprint));
  const auto* hash = TS_MSG_IMPRINT_get_msg(imprint);
  crypto::Digest digest{};
  if (OBJ_obj2nid(algorithm) != NID_sha256 || ASN1_STRING_length(hash) != static_cast<int>(digest.size())) {
    return std::nullopt;
  }
  const auto* data = reinterpret_cast<const std::byte*>(ASN1_STRING_get0_data(hash));
  std::copy(data, data + digest.size(), digest.begin());
  return digest;
}

/// Nothing where it is not within these; 0 where it is not there.
std::optional<std::int64_t> number_of(const ASN1_INTEGER* number, std::int64_t min, std::int64_t max) {
  if (number == nullptr) return 0;
  std::int64_t value = 0;
  if (ASN1_INTEGER_get_int64(&value, number) != 1 || value < min || value > max) return std::nullopt;
  return value;
}

/// RFC 3161, 2.4.2. What is no length of time makes it unreadable.
void read_accuracy(TS_TST_INFO& info, Token& token) {
  const auto* accuracy = TS_TST_INFO_get_accuracy(&info);
  if (accuracy == nullptr) return;
  constexpr std::int64_t max_seconds = 1'000'000'000;
  constexpr std::int64_t max_parts = 999;
  const auto seconds = number_of(TS_ACCURACY_get_seconds(accuracy), 0, max_seconds);
  const auto millis = number_of(TS_ACCURACY_get_millis(accuracy), 1, max_parts);
  const auto micros = number_of(TS_ACCURACY_get_micros(accuracy), 1, max_parts);
  token.accuracy_readable = seconds && millis && micros;
  (void)last_error();
  if (!token.accuracy_readable) return;
  token.accuracy =
      std::chrono::seconds(*seconds) + std::chrono::milliseconds(*millis) + std::chrono::microseconds(*micros);
}

/// A QCStatements extension is a sequence of sequences, each of which begins with the statement's name.
bool states_qualified(X509_EXTENSION* extension) {
  const auto* value = X509_EXTENSION_get_data(extension);
  const auto* at = ASN1_STRING_get0_data(value);
  const SequencePtr statements(d2i_ASN1_SEQUENCE_ANY(nullptr, &at, ASN1_STRING_length(value)));
  for (int i = 0; i < sk_ASN1_TYPE_num(statements.get()); ++i) {
    const auto* statement = sk_ASN1_TYPE_value(statements.get(), i);
    if (statement->type != V_ASN1_SEQUENCE) continue;
    const auto* inner_at = ASN1_STRING_get0_data(statement->value.sequence);
    const SequencePtr inner(d2i_ASN1_SEQUENCE_ANY(nullptr, &inner_at, ASN1_STRING_length(statement->value.sequence)));
    if (sk_ASN1_TYPE_num(inner.get()) < 1) continue;
    const auto* name = sk_ASN1_TYPE_value(inner.get(), 0);
    if (name->type != V_ASN1_OBJECT) continue;
    char text[64] = {};
    OBJ_obj2txt(text, sizeof text, name->value.object, 1);
    if (std::string_view(text) == qualified_statement) return true;
  }
  return false;
}

/// In the token's own extensions, where the standard puts it, or in its signer's certificate.
bool says_qualified(TS_TST_INFO& info, const X509* signer) {
  const int in_token = TS_TST_INFO_get_ext_by_NID(&info, NID_qcStatements, -1);
  if (in_token >= 0 && states_qualified(TS_TST_INFO_get_ext(&info, in_token))) return true;
  const int in_signer = signer != nullptr ? X509_get_ext_by_NID(signer, NID_qcStatements, -1) : -1;
  return in_signer >= 0 && states_qualified(X509_get_ext(signer, in_signer));
}

CertificatePtr signer_of(PKCS7& token) {
  const BorrowedPtr signers(PKCS7_get0_signers(&token, nullptr, 0));
  if (sk_X509_num(signers.get()) != 1) return nullptr;
  auto* signer = sk_X509_value(signers.get(), 0);
  X509_up_ref(signer);
  return CertificatePtr(signer);
}

Reading read(PKCS7& wire) {
  if (PKCS7_type_is_signed(&wire) != 1 || wire.d.sign == nullptr) return refused(_("it is not a signed time stamp"));
  const TstInfoPtr info(PKCS7_to_TS_TST_INFO(&wire));
  if (!info) {
    (void)last_error();
    return refused(_("it is signed, and what is signed is not a time stamp"));
  }
  const auto gen_time = time_of(*TS_TST_INFO_get_time(info.get()));
  if (!gen_time) return refused(_("its time can't be read"));
  const auto signer = signer_of(wire);
  (void)last_error();  // a token without its signer's certificate is one for check() to refuse
  Token token;
  token.der = der_of(&wire, i2d_PKCS7);
  token.imprint = imprint_of(*info);
  token.gen_time = *gen_time;
  read_accuracy(*info, token);
  token.tsa = signer ? name_of(*signer) : std::string();
  token.serial = base::to_hex(bytes_of(TS_TST_INFO_get_serial(info.get())));
  token.nonce = bytes_of(TS_TST_INFO_get_nonce(info.get()));
  token.says_qualified = says_qualified(*info, signer.get());
  return {std::move(token), {}};
}

std::string text_of(TS_STATUS_INFO* status) {
  std::string said;
  const auto* lines = TS_STATUS_INFO_get0_text(status);
  constexpr int max_lines = 3;
  for (int i = 0; i < std::min(max_lines, sk_ASN1_UTF8STRING_num(lines)); ++i) {
    const auto* line = sk_ASN1_UTF8STRING_value(lines, i);
    said += said.empty() ? ": " : "; ";
    said.append(reinterpret_cast<const char*>(ASN1_STRING_get0_data(line)),
                std::min<std::size_t>(limits::name_bytes, static_cast<std::size_t>(ASN1_STRING_length(line))));
  }
  return said;
}

const char* word_of(std::int64_t status) noexcept {
  switch (status) {
    case TS_STATUS_REJECTION:
      return _("it was rejected");
    case TS_STATUS_WAITING:
      return _("it is to come later, which is not waited for");
    case TS_STATUS_REVOCATION_WARNING:
    case TS_STATUS_REVOCATION_NOTIFICATION:
      return _("the authority's certificate is revoked");
    default:
      return _("it was answered with a status that does not exist");
  }
}

}  // namespace

Reading read_token(std::span<const std::byte> der) {
  if (der.size() > limits::time_stamp_bytes) return refused(_("it is longer than a time stamp may be"));
  const auto wire = from_der<SignedPtr>(der, d2i_PKCS7);
  (void)last_error();
  if (!wire) return refused(_("it is not a time stamp"));
  return read(*wire);
}

Reading read_response(std::span<const std::byte> der) {
  if (der.size() > limits::time_stamp_bytes) return refused(_("it is longer than a time stamp may be"));
  const auto response = from_der<ResponsePtr>(der, d2i_TS_RESP);
  (void)last_error();
  if (!response) return refused(_("it is not an answer to a request for a time stamp"));
  auto* info = TS_RESP_get_status_info(response.get());
  std::int64_t status = -1;
  (void)ASN1_INTEGER_get_int64(&status, TS_STATUS_INFO_get0_status(info));
  if (status != TS_STATUS_GRANTED && status != TS_STATUS_GRANTED_WITH_MODS) {
    return refused(word_of(status) + base::printable(text_of(info)));
  }
  auto* token = TS_RESP_get_token(response.get());
  if (token == nullptr) return refused(_("it says that it is granted, and holds no time stamp"));
  return read(*token);
}

Reading read_any(std::span<const std::byte> der) {
  auto reading = read_response(der);
  return reading.token || !from_der<SignedPtr>(der, d2i_PKCS7) ? reading : read_token(der);
}

}  // namespace earwitness::timestamp
