// SPDX-License-Identifier: MIT
//
// Every check on a sealed recording, read-only, as data: another program can embed it. Follows docs/format.md.
//
// Threads: verify() may be called from several threads at once, on different or equal paths.
// Errors: what is wrong with a recording is a finding, never an exception. Thrown is only what kept it from being
// read as one: Error(not_found) where there is none, Error(unknown_format) for a version that this build does not
// know, FileError where the disk fails.
// Limits: nothing outside the bag is read, links are not followed, every count and size has a named limit; findings and
// declared losses are listed up to limits::findings each, and the verdict does not depend on that.
// Words and paths that come from the recording are already made printable.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "earwitness/base.hpp"

namespace earwitness {

enum class CheckResult { pass, fail, not_checked };

/// One check, such as `payload hashes`; `detail` is a sentence, with free text already made printable.
struct Check {
  std::string name;
  CheckResult result = CheckResult::not_checked;
  std::string detail;
};

/// One thing that is not as it was sealed.
struct Finding {
  enum class What { altered, missing, unlisted };
  What what = What::altered;
  std::string file;                    ///< path within the bag
  std::optional<double> from_seconds;  ///< position in that audio file: the damaged second begins here
  std::optional<double> to_seconds;    ///< and ends here
  std::optional<std::uint64_t> line;   ///< line of the journal, counted from 1
  std::string detail;
};

struct Verification {
  std::filesystem::path bag;
  bool sealed = false;
  bool unchanged = false;   ///< sealed and no check failed
  std::string kind;         ///< of the journal's `open`: microphone, test-signal, import; or recovered, excerpt
  std::string recording;    ///< UUID
  std::string seal;         ///< hex SHA-256 of tagmanifest-sha256.txt
  std::string started_utc;  ///< as the recorder's clock said it
  double seconds = 0;       ///< audio in all files
  std::vector<Check> checks;
  std::vector<Finding> findings;
  std::vector<Declared> declared;
};

/// `path` is a bag, or a conversation's folder with one under `recording/`; where that was interrupted, what was
/// recovered of it under `recovered/` is checked.
[[nodiscard]] Verification verify(const std::filesystem::path& path);

}  // namespace earwitness
