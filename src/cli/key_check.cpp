// SPDX-License-Identifier: MIT
#include "cli/key_check.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/time.hpp"
#include "base/translate.hpp"
#include "os/local_time.hpp"

namespace earwitness::cli {

KeyFacts look_at_key(const archive::KeyStore& store, const std::vector<archive::BackupMade>& backups) {
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

Check judge_key(const KeyFacts& facts) {
  Check check{"key", Outcome::ok, {}, {}, {}};
  using Json = nlohmann::ordered_json;
  const auto path = facts.path.string();
  check.figures = {{"path", path},
                   {"fingerprint", facts.fingerprint.empty() ? Json(nullptr) : Json(facts.fingerprint)},
                   {"protected", facts.has_passphrase},
                   {"copied_utc", facts.copied ? Json(base::rfc3339(*facts.copied)) : Json(nullptr)}};
  if (facts.fingerprint.empty()) {
    check.text = tr("none yet: the first start makes one in {}, which signs your recordings", path);
    return check;
  }
  const auto passphrase = facts.has_passphrase ? _("a start asks for its passphrase first") : _("without a passphrase");
  if (facts.copied) {
    check.text = tr("{} can be used, {}; copied on {}", path, passphrase, os::local_date(*facts.copied));
    return check;
  }
  check.outcome = Outcome::attention;
  check.text = tr("{} can be used, {}; no copy of it is known, so it is lost with this disk", path, passphrase);
  check.next = _("on a disk or stick of your own: earwitness keys backup FILE");
  return check;
}

}  // namespace earwitness::cli
