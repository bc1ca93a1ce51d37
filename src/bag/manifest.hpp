// SPDX-License-Identifier: MIT
//
// BagIt manifests (RFC 8493, 2.1.3 and 2.4): lines of a hex SHA-256 and a path. Text only; no file is touched here.
// Pure functions, any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace earwitness::bag {

struct ManifestEntry {
  std::string path;    ///< from the bag's root, decoded: `data/journal.jsonl`
  std::string sha256;  ///< lower-case hex
};

struct Manifest {
  std::vector<ManifestEntry> entries;
  std::vector<std::string> errors;  ///< sentences on lines that can't be used; the entries stand without them
};

/// CR, LF and % in a path are percent-encoded, and nothing else.
[[nodiscard]] std::string encode_path(std::string_view path);

/// Lines as `sha256sum` writes and reads them: two spaces between, sorted by path.
[[nodiscard]] std::string manifest_text(std::vector<ManifestEntry> entries);

/// Accepts what the RFC allows: any run of spaces or tabs, hashes in either case, lines that end in CR, LF or both; and
/// what tools write: `./`, an asterisk after one space (`sha256sum -b`). Absolute paths, `..`, a path that stands
/// twice, and more than limits::bag_files lines are errors; after a hundred of them it is not read on.
[[nodiscard]] Manifest parse_manifest(std::string_view text);

}  // namespace earwitness::bag
