// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "archive/inside.hpp"
#include "bag/layout.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "crypto/ed25519.hpp"
#include "verify/session.hpp"

namespace earwitness::verify_detail {

namespace {

struct Paths {
  std::string signature;
  std::string key;
  std::string sealed;
};

/// Why the signature by the journal's key does not hold, as a finding; nothing if it does.
std::optional<Finding> find_signature_fault(const Session& session, const Paths& paths) {
  const auto key = session.read_small(paths.key);
  const auto signature = session.read_small(paths.signature);
  const auto sealed = session.read_small(paths.sealed);
  for (const auto& [content, path] :
       {std::pair(&key, &paths.key), std::pair(&signature, &paths.signature), std::pair(&sealed, &paths.sealed)}) {
    if (!*content) return missing(*path);
  }
  const auto read = crypto::PublicKey::from_pem(*key);
  if (!read || base::to_hex(read->fingerprint()) != *session.journal.key) {
    return altered(paths.key, _("it is not the key that the journal names"));
  }
  if (!read->is_all_of(*key)) return altered(paths.key, _("it holds something else beside the key"));
  if (!read->verify(base::as_bytes(*sealed), base::as_bytes(*signature))) {
    return altered(paths.signature, _("it is not a signature by the journal's key over this seal"));
  }
  return std::nullopt;
}

/// There is no seal to sign. In the checker's own archive that is a recording that was interrupted; anywhere else
/// somebody was given what its maker would have signed.
void report_unsigned(Session& session, const std::string& signature) {
  if (archive::is_inside(session.result.bag, session.checker.archive))
    return session.report.not_checked(Name::signature, _("it is not sealed"));
  auto finding = missing(signature);
  finding.detail = _("the journal names a key, and it has neither seal nor signature");
  session.report.found(Name::signature, std::move(finding));
}

void report_signature(Session& session) {
  auto signature = signature_by(session.checker, *session.journal.key);
  session.report.passed(Name::signature,
                        tr("by the key {}: {}", signature.key, whose_key(signature, session.checker.reader)));
  session.result.signature = std::move(signature);
}

}  // namespace

Signature signature_by(const Checker& checker, const std::string& key) {
  Signature signature;
  signature.key = key;
  for (const auto& known : checker.keys) {
    if (known.fingerprint != key) continue;
    signature.is_known = true;
    signature.is_own = signature.is_own || known.own;
    signature.known_as = base::printable(known.name);
  }
  return signature;
}

void check_signature(Session& session, const std::string& root) {
  const Paths paths{root + bag::signature_path, root + bag::public_key_path, root + bag::tag_manifest};
  auto& report = session.report;
  if (!session.journal.format) return report.not_checked(Name::signature, _("the journal does not say by which key"));
  if (!session.journal.key) {
    if (!session.is_file(paths.signature)) {
      return report.not_checked(Name::signature, _("it is not signed: whoever holds it could make the seal anew"));
    }
    return report.found(Name::signature,
                        altered(paths.signature, _("the journal names no key, and here is a signature")));
  }
  if (!session.result.sealed) return report_unsigned(session, paths.signature);
  if (auto fault = find_signature_fault(session, paths)) return report.found(Name::signature, std::move(*fault));
  report_signature(session);
}

}  // namespace earwitness::verify_detail
