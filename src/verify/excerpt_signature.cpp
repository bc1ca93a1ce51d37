// SPDX-License-Identifier: MIT
//
// Two keys may stand on an excerpt: the recording's signature is under data/original/, and this is the one of whoever
// made the excerpt. It says who chose the seconds, and nothing of the recording.
#include <fmt/format.h>

#include "base/text.hpp"
#include "base/translate.hpp"
#include "crypto/ed25519.hpp"
#include "verify/session.hpp"

namespace earwitness::verify_detail {

namespace {

constexpr const char* key_path = "seal/public-key.pem";
constexpr const char* signature_path = "seal/signature.ed25519";
constexpr const char* seal_path = "tagmanifest-sha256.txt";

std::optional<Finding> find_fault(const Session& session, const std::string& named) {
  const auto key = session.read_small(key_path);
  const auto signature = session.read_small(signature_path);
  const auto sealed = session.read_small(seal_path);
  if (!key) return missing(key_path);
  if (!signature) return missing(signature_path);
  if (!sealed) return missing(seal_path);
  const auto fingerprint = crypto::ed25519_fingerprint(*key);
  if (!fingerprint || base::to_hex(*fingerprint) != named) {
    return altered(key_path, _("it is not the key that excerpt.json names"));
  }
  if (crypto::ed25519_verify(*key, base::as_bytes(*sealed), base::as_bytes(*signature))) return std::nullopt;
  return altered(signature_path, _("it is not a signature by the key of excerpt.json over this excerpt"));
}

}  // namespace

void check_own_signature(Session& session, const std::optional<std::string>& key) {
  auto& report = session.report;
  if (!session.result.sealed) return report.not_checked(name::own_signature, _("it is not sealed"));
  if (!key) {
    if (!session.is_file(signature_path)) {
      return report.not_checked(name::own_signature,
                                _("the excerpt itself is not signed: anyone who has it could have made it"));
    }
    return report.found(name::own_signature,
                        altered(signature_path, _("excerpt.json names no key, and here is a signature")));
  }
  if (auto fault = find_fault(session, *key)) return report.found(name::own_signature, std::move(*fault));
  report.passed(name::own_signature, tr("by the key {}", *key));
}

}  // namespace earwitness::verify_detail
