// SPDX-License-Identifier: MIT
//
// Seals a finished recording: fills in bag-info.txt and makes the folder a bag. One thread. Throws FileError.
#pragma once

#include <optional>
#include <string>

#include "base/translate.hpp"
#include "crypto/signing_key.hpp"
#include "earwitness/base.hpp"
#include "os/clock.hpp"
#include "os/file_system.hpp"

namespace earwitness::archive {

/// Who recorded, as they said it; both may be empty: "not stated".
struct Statement {
  std::string name;
  std::optional<UtcTime> made;  ///< when they said that they only record conversations that they take part in
  base::Language language = base::Language::english;  ///< in which they read and said it
};

struct SealRequest {
  std::string recording;  ///< UUID
  std::string kind;
  std::string title;
  std::optional<UtcTime> started;
  double seconds = 0;
  std::optional<UtcTime> recovered{};  ///< when it was made out of an interrupted recording; nothing: it is one itself
  const crypto::SigningKey* key = nullptr;  ///< signs the seal; null: it is not signed
};

/// `bag` has a finished `data/`. Returns the seal: the hex SHA-256 of tagmanifest-sha256.txt.
[[nodiscard]] std::string seal(os::FileSystem& fs, const os::Clock& clock, const os::Path& bag,
                               const SealRequest& request, const Statement& statement);

}  // namespace earwitness::archive
