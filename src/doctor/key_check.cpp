// SPDX-License-Identifier: MIT
#include "doctor/key_check.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/time.hpp"
#include "base/translate.hpp"
#include "os/local_time.hpp"

namespace earwitness::doctor {

KeyFacts inspect_key(const archive::KeyStore& store, const std::vector<archive::BackupMade>& backups) {
  KeyFacts facts;
  facts.path = store.path();
  const auto file = store.read();
  if (!file) return facts;
  facts.fingerprint = file->fingerprint();
  facts.has_passphrase = file->needs_passphrase();
  facts.copied = store.copied(facts.fingerprint);
  for (const auto& backup : backups) {  // each holds the key that there was
    if (file->made && backup.made < *file->made) continue;
    facts.copied = std::max(facts.copied.value_or(backup.made), backup.made);
  }
  return facts;
}

Diagnosis diagnose_key(const KeyFacts& facts) {
  Diagnosis diagnosis{"key", Outcome::ok, {}, {}, {}};
  const auto path = facts.path.string();
  diagnosis.figures =
      json::Value{{"path", path},
                  {"fingerprint", json::text_or_null(facts.fingerprint)},
                  {"protected", facts.has_passphrase},
                  {"copied_utc", facts.copied ? json::Value(base::rfc3339(*facts.copied)) : json::Value()}};
  if (facts.fingerprint.empty()) {
    diagnosis.text = tr("none yet: the first start makes one in {}, which signs your recordings", path);
    return diagnosis;
  }
  const auto passphrase = facts.has_passphrase ? _("a start asks for its passphrase first") : _("without a passphrase");
  if (facts.copied) {
    diagnosis.text = tr("{} can be used, {}; copied on {}", path, passphrase, os::local_date(*facts.copied));
    return diagnosis;
  }
  diagnosis.outcome = Outcome::attention;
  diagnosis.text = tr("{} can be used, {}; no copy of it is known, so it is lost with this disk", path, passphrase);
  diagnosis.next = Step::back_up_key;
  return diagnosis;
}

}  // namespace earwitness::doctor
