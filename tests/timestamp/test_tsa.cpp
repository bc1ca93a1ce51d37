// SPDX-License-Identifier: MIT
#include "tests/timestamp/test_tsa.hpp"

#include <openssl/cms.h>
#include <openssl/ec.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include "base/text.hpp"
#include "timestamp/evidence.hpp"
#include "timestamp/openssl.hpp"
#include "timestamp/request.hpp"
#include "timestamp/text.hpp"
#include "timestamp/token.hpp"

namespace earwitness::test {

using namespace timestamp;

namespace {

using KeyPtr = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using ContextPtr = std::unique_ptr<TS_RESP_CTX, Freer<TS_RESP_CTX_free>>;
using ObjectPtr = std::unique_ptr<ASN1_OBJECT, Freer<ASN1_OBJECT_free>>;
using ExtensionPtr = std::unique_ptr<X509_EXTENSION, Freer<X509_EXTENSION_free>>;
using TimePtr = std::unique_ptr<ASN1_TIME, Freer<ASN1_TIME_free>>;

void must(bool holds) {
  if (!holds) throw std::runtime_error("the test's own authority failed: " + last_error());
}

std::int64_t seconds_of(UtcTime time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

void extend(X509& certificate, X509& issuer, int what, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, &issuer, &certificate, nullptr, nullptr, 0);
  const ExtensionPtr extension(X509V3_EXT_conf_nid(nullptr, &context, what, value));
  must(extension && X509_add_ext(&certificate, extension.get(), -1) == 1);
}

CertificatePtr certificate_of(const std::string& name, long serial, EVP_PKEY& key, const std::string& issuer,
                              std::chrono::seconds from, std::chrono::seconds until) {
  auto certificate = made(CertificatePtr(X509_new()));
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), from.count());
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), until.count());
  const auto call = [](X509_NAME* to, const std::string& text) {
    X509_NAME_add_entry_by_txt(to, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(text.c_str()), -1, -1,
                               0);
  };
  call(X509_get_subject_name(certificate.get()), name);
  call(X509_get_issuer_name(certificate.get()), issuer);
  must(X509_set_pubkey(certificate.get(), &key) == 1);
  return certificate;
}

std::string pem_of(X509& certificate) {
  const auto bio = made(BioPtr(BIO_new(BIO_s_mem())));
  must(PEM_write_bio_X509(bio.get(), &certificate) == 1);
  char* text = nullptr;
  const auto size = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

ASN1_INTEGER* next_serial(TS_resp_ctx* /*context*/, void* last) {
  auto* number = ASN1_INTEGER_new();
  ASN1_INTEGER_set(number, ++*static_cast<long*>(last));
  return number;
}

int tell_time(TS_resp_ctx* /*context*/, void* told, long* seconds, long* microseconds) {
  const auto& chosen = *static_cast<const std::optional<UtcTime>*>(told);
  const auto now =
      chosen.value_or(std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now()));
  *seconds = seconds_of(now);
  *microseconds = static_cast<long>(
      std::chrono::duration_cast<std::chrono::microseconds>(now - std::chrono::floor<std::chrono::seconds>(now))
          .count());
  return 1;
}

}  // namespace

struct TestTsa::State {
  Options options;
  KeyPtr root_key{EVP_EC_gen("P-256")};
  KeyPtr key{EVP_EC_gen("P-256")};
  CertificatePtr root;
  CertificatePtr certificate;
  std::optional<UtcTime> time;
  mutable long serial = 0;
};

TestTsa::TestTsa() : TestTsa(Options{}) {}

TestTsa::TestTsa(const Options& options) : state_(std::make_unique<State>()) {
  constexpr std::chrono::hours long_ago{24 * 3650};
  auto& s = *state_;
  s.options = options;
  if (options.rsa_bits != 0) s.key.reset(EVP_RSA_gen(static_cast<unsigned>(options.rsa_bits)));
  if (options.weak_root) s.root_key.reset(EVP_RSA_gen(1024U));
  must(s.root_key && s.key);
  const auto root_name = options.name + " root";
  s.root = certificate_of(root_name, 1, *s.root_key, root_name, -long_ago, long_ago);
  extend(*s.root, *s.root, NID_basic_constraints, "critical,CA:TRUE");
  extend(*s.root, *s.root, NID_key_usage, "critical,keyCertSign,cRLSign");
  extend(*s.root, *s.root, NID_subject_key_identifier, "hash");
  must(X509_sign(s.root.get(), s.root_key.get(), EVP_sha256()) > 0);
  s.certificate = certificate_of(options.name, 2, *s.key, root_name, options.valid_from, options.valid_until);
  extend(*s.certificate, *s.root, NID_key_usage, "critical,digitalSignature");
  extend(*s.certificate, *s.root, NID_ext_key_usage, options.may_stamp ? "critical,timeStamping" : "serverAuth");
  if (options.qualified)
    extend(*s.certificate, *s.root, NID_qcStatements, "DER:30:0b:30:09:06:07:04:00:81:97:5e:01:01");
  if (options.names_crl) {
    extend(*s.certificate, *s.root, NID_crl_distribution_points, "URI:http://crl.example/root.crl");
  }
  must(X509_sign(s.certificate.get(), s.root_key.get(), options.weak_certificate ? EVP_sha1() : EVP_sha256()) > 0);
}

TestTsa::~TestTsa() = default;

void TestTsa::set_time(std::optional<UtcTime> time) { state_->time = time; }

std::vector<std::byte> TestTsa::reply(std::span<const std::byte> request) const {
  auto& s = *state_;
  const auto context = made(ContextPtr(TS_RESP_CTX_new()));
  must(TS_RESP_CTX_set_signer_cert(context.get(), s.certificate.get()) == 1);
  must(TS_RESP_CTX_set_signer_key(context.get(), s.key.get()) == 1);
  must(TS_RESP_CTX_set_signer_digest(context.get(), s.options.weak_signature ? EVP_sha1() : EVP_sha256()) == 1);
  const auto chain = made(CertificatesPtr(sk_X509_new_null()));
  X509_up_ref(s.root.get());
  sk_X509_push(chain.get(), s.root.get());
  if (s.options.brings_chain) must(TS_RESP_CTX_set_certs(context.get(), chain.get()) == 1);
  const auto policy = made(ObjectPtr(OBJ_txt2obj("1.2.3.4.1", 1)));
  must(TS_RESP_CTX_set_def_policy(context.get(), policy.get()) == 1);
  must(TS_RESP_CTX_add_md(context.get(), EVP_sha256()) == 1 && TS_RESP_CTX_add_md(context.get(), EVP_sha512()) == 1);
  must(TS_RESP_CTX_set_accuracy(context.get(), s.options.accuracy_seconds, 0, 0) == 1);
  must(TS_RESP_CTX_set_clock_precision_digits(context.get(), 6) == 1);
  TS_RESP_CTX_set_serial_cb(context.get(), next_serial, &s.serial);
  TS_RESP_CTX_set_time_cb(context.get(), tell_time, &s.time);
  const auto bio = made(BioPtr(BIO_new_mem_buf(request.data(), static_cast<int>(request.size()))));
  const ResponsePtr response(TS_RESP_create_response(context.get(), bio.get()));
  must(response != nullptr);
  (void)last_error();
  return der_of(response.get(), i2d_TS_RESP);
}

std::vector<std::byte> TestTsa::stamp(const crypto::Digest& imprint) const { return reply(make_request(imprint).der); }

std::vector<std::byte> TestTsa::token(const crypto::Digest& imprint) const {
  const auto reading = read_response(stamp(imprint));
  must(reading.token.has_value());
  return reading.token->der;
}

std::string TestTsa::root_pem() const { return pem_of(*state_->root); }

std::string TestTsa::evidence(std::span<const std::byte> response) const {
  return evidence_text(response, {{certificate_der(), root_der()}, {crl()}, {}});
}

std::string TestTsa::root_fingerprint() const { return fingerprint_of(*state_->root); }
std::vector<std::byte> TestTsa::root_der() const { return der_of(state_->root.get(), i2d_X509); }
std::vector<std::byte> TestTsa::certificate_der() const { return der_of(state_->certificate.get(), i2d_X509); }

namespace {

using CrlEntryPtr = std::unique_ptr<X509_REVOKED, Freer<X509_REVOKED_free>>;

CrlPtr empty_crl(X509& issuer) {
  auto crl = made(CrlPtr(X509_CRL_new()));
  X509_CRL_set_version(crl.get(), X509_CRL_VERSION_2);
  X509_CRL_set_issuer_name(crl.get(), X509_get_subject_name(&issuer));
  const auto now = made(TimePtr(X509_gmtime_adj(nullptr, 0)));
  const auto next = made(TimePtr(X509_gmtime_adj(nullptr, 24L * 3600)));
  X509_CRL_set1_lastUpdate(crl.get(), now.get());
  X509_CRL_set1_nextUpdate(crl.get(), next.get());
  return crl;
}

}  // namespace

std::vector<std::byte> TestTsa::crl() const {
  const auto crl = empty_crl(*state_->root);
  must(X509_CRL_sign(crl.get(), state_->root_key.get(), EVP_sha256()) > 0);
  return der_of(crl.get(), i2d_X509_CRL);
}

std::vector<std::byte> TestTsa::crl_against_itself(UtcTime since, std::optional<int> reason) const {
  const auto crl = empty_crl(*state_->root);
  auto entry = made(CrlEntryPtr(X509_REVOKED_new()));
  X509_REVOKED_set_serialNumber(entry.get(), X509_get_serialNumber(state_->certificate.get()));
  const auto when = made(TimePtr(ASN1_TIME_set(nullptr, seconds_of(since))));
  X509_REVOKED_set_revocationDate(entry.get(), when.get());
  if (reason) {
    auto* number = ASN1_ENUMERATED_new();
    ASN1_ENUMERATED_set(number, *reason);
    X509_REVOKED_add1_ext_i2d(entry.get(), NID_crl_reason, number, 0, 0);
    ASN1_ENUMERATED_free(number);
  }
  must(X509_CRL_add0_revoked(crl.get(), entry.release()) == 1);
  must(X509_CRL_sign(crl.get(), state_->root_key.get(), EVP_sha256()) > 0);
  return der_of(crl.get(), i2d_X509_CRL);
}

namespace {

using OcspIdPtr = std::unique_ptr<OCSP_CERTID, Freer<OCSP_CERTID_free>>;
using CmsPtr = std::unique_ptr<CMS_ContentInfo, Freer<CMS_ContentInfo_free>>;

}  // namespace

std::vector<std::byte> TestTsa::ocsp_answer(int status, std::optional<UtcTime> since, std::optional<int> reason) const {
  const auto& s = *state_;
  const OcspIdPtr id(OCSP_cert_to_id(EVP_sha1(), s.certificate.get(), s.root.get()));
  const auto basic = made(OcspBasicPtr(OCSP_BASICRESP_new()));
  const auto now = made(TimePtr(X509_gmtime_adj(nullptr, 0)));
  const auto next = made(TimePtr(X509_gmtime_adj(nullptr, 24L * 3600)));
  const TimePtr then(since ? ASN1_TIME_set(nullptr, seconds_of(*since)) : nullptr);
  constexpr int no_reason = -1;
  must(id && OCSP_basic_add1_status(basic.get(), id.get(), status, reason.value_or(no_reason), then.get(), now.get(),
                                    next.get()) != nullptr);
  must(OCSP_basic_sign(basic.get(), s.root.get(), s.root_key.get(), EVP_sha256(), nullptr, OCSP_NOCERTS) == 1);
  const auto response = made(OcspPtr(OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic.get())));
  return der_of(response.get(), i2d_OCSP_RESPONSE);
}

std::vector<std::byte> TestTsa::ocsp() const { return ocsp_answer(V_OCSP_CERTSTATUS_GOOD, std::nullopt, std::nullopt); }

std::vector<std::byte> TestTsa::ocsp_against_itself(UtcTime since, std::optional<int> reason) const {
  return ocsp_answer(V_OCSP_CERTSTATUS_REVOKED, since, reason);
}

std::vector<std::byte> TestTsa::token_as(const TestTsa& of, const crypto::Digest& imprint) const {
  const auto honest = of.token(imprint);
  const auto wire = made(from_der<CmsPtr>(honest, d2i_CMS_ContentInfo));
  ASN1_OCTET_STRING** content = CMS_get0_content(wire.get());
  must(content != nullptr && *content != nullptr);
  const auto info = made(BioPtr(BIO_new_mem_buf(ASN1_STRING_get0_data(*content), ASN1_STRING_length(*content))));
  constexpr unsigned how = CMS_BINARY | CMS_PARTIAL | CMS_CADES;
  const auto cms = made(CmsPtr(CMS_sign(nullptr, nullptr, nullptr, nullptr, how)));
  must(CMS_set1_eContentType(cms.get(), OBJ_nid2obj(NID_id_smime_ct_TSTInfo)) == 1);
  must(CMS_add1_signer(cms.get(), state_->certificate.get(), state_->key.get(), EVP_sha256(), how) != nullptr);
  must(CMS_final(cms.get(), info.get(), nullptr, how) == 1);
  return der_of(cms.get(), i2d_CMS_ContentInfo);
}

}  // namespace earwitness::test
