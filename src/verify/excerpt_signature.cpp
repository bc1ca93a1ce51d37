// SPDX-License-Identifier: MIT
//
// Two keys may stand on an excerpt: the recording's signature is under data/original/, and this is the one of whoever
// made the excerpt. It says who chose the seconds, and nothing of the recording.
#include <fmt/format.h>

#include "bag/layout.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "crypto/ed25519.hpp"
#include "verify/session.hpp"

namespace earwitness::verify_detail {

namespace {

std::optional<Finding> find_excerpt_signature_fault(const Session& session, const std::string& named) {
  const auto key = session.read_small(bag::public_key_path);
  const auto signature = session.read_small(bag::signature_path);
  const auto sealed = session.read_small(bag::tag_manifest);
  if (!key) return missing(bag::public_key_path);
  if (!signature) return missing(bag::signature_path);
  if (!sealed) return missing(bag::tag_manifest);
  const auto read = crypto::PublicKey::from_pem(*key);
  if (!read || base::to_hex(read->fingerprint()) != named) {
    return altered(bag::public_key_path, _("it is not the key that excerpt.json names"));
  }
  if (!read->is_all_of(*key)) return altered(bag::public_key_path, _("it holds something else beside the key"));
  if (read->verify(base::as_bytes(*sealed), base::as_bytes(*signature))) return std::nullopt;
  return altered(bag::signature_path, _("it is not a signature by the key of excerpt.json over this excerpt"));
}

}  // namespace

void check_own_signature(Session& session, const std::optional<std::string>& key) {
  auto& report = session.report;
  if (!session.result.sealed) return report.not_checked(Name::excerpt_signature, _("it is not sealed"));
  if (!key) {
    if (!session.is_file(bag::signature_path)) {
      return report.not_checked(Name::excerpt_signature,
                                _("the excerpt itself is not signed: anyone who has it could have made it"));
    }
    return report.found(Name::excerpt_signature,
                        altered(bag::signature_path, _("excerpt.json names no key, and here is a signature")));
  }
  if (auto fault = find_excerpt_signature_fault(session, *key))
    return report.found(Name::excerpt_signature, std::move(*fault));
  session.result.excerpt_signature = signature_by(session.checker, *key);
  report.passed(Name::excerpt_signature, tr("by the key {}", *key));
}

}  // namespace earwitness::verify_detail
