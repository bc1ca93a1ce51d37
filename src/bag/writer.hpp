// SPDX-License-Identifier: MIT
//
// Turns a folder whose `data/` is finished into a BagIt 1.0 bag (RFC 8493) with the seal as its last file
// (docs/format.md, "Archive"). One thread. Nothing under `data/` is touched but made read-only.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "crypto/signing_key.hpp"
#include "os/file_system.hpp"

namespace earwitness::bag {

/// Lines of bag-info.txt, in order. Labels and values are checked: no line breaks, valid UTF-8, within limits.
using Info = std::vector<std::pair<std::string, std::string>>;

/// Writes bagit.txt, bag-info.txt (adding Bagging-Date, Payload-Oxum and Earwitness-Salt), how-to-verify.txt,
/// manifest-sha256.txt and at the very end tagmanifest-sha256.txt, each synced, and reads them back from disk before
/// the last one gets its name. With a `key`, its public half is one of them, seal/public-key.pem, and
/// seal/signature.ed25519 is its signature over the tag manifest, which holds by what was read back. Whatever else lies
/// outside `data/` is listed in it too. What an interrupted attempt left is replaced. Returns the seal: the hex SHA-256
/// of tagmanifest-sha256.txt.
/// Throws FileError, or Error(usage) for an info that can't be written; then nothing that it made is left, so the
/// folder does not count as sealed. A folder that is sealed already is refused (EEXIST).
[[nodiscard]] std::string seal(os::FileSystem& fs, const os::Path& bag, const Info& info,
                               const std::string& bagging_date, const crypto::SigningKey* key = nullptr);

}  // namespace earwitness::bag
