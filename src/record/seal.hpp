// SPDX-License-Identifier: MIT
//
// Seals a finished recording: fills in bag-info.txt and makes the folder a bag. One thread. Throws FileError.
#pragma once

#include <optional>
#include <string>

#include "archive/archive.hpp"
#include "os/clock.hpp"
#include "record/settings.hpp"

namespace earwitness::record {

struct SealRequest {
  std::string recording;  ///< UUID
  std::string kind;
  std::string title;
  std::optional<UtcTime> started;
  double seconds = 0;
};

/// Returns the seal: the hex SHA-256 of tagmanifest-sha256.txt.
[[nodiscard]] std::string seal(os::FileSystem& fs, const os::Clock& clock, const archive::Conversation& conversation,
                               const SealRequest& request, const Statement& statement);

}  // namespace earwitness::record
