// SPDX-License-Identifier: MIT
//
// What `doctor` says of the key that signs recordings: whether a start could use it, and whether losing this disk would
// lose it. One thread.
#pragma once

#include <optional>
#include <string>

#include "archive/backups.hpp"
#include "archive/key_store.hpp"
#include "doctor/diagnosis.hpp"

namespace earwitness::doctor {

struct KeyFacts {
  os::Path path;
  std::string fingerprint;  ///< empty: there is none yet
  bool has_passphrase = false;
  std::optional<UtcTime> copied{};  ///< when it was last copied elsewhere, as far as that was noted
};

/// Throws what keeps a start from using the key.
[[nodiscard]] KeyFacts inspect_key(const archive::KeyStore& store, const std::vector<archive::BackupMade>& backups);

[[nodiscard]] Diagnosis diagnose_key(const KeyFacts& facts);

}  // namespace earwitness::doctor
