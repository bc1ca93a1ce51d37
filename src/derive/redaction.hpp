// SPDX-License-Identifier: MIT
//
// Deletes a part of a recording: what is left is an excerpt of all but that part, with all notes but the marks in it,
// and takes the recording's place (archive/deletion.hpp). One thread; whoever calls holds the lock for excerpts, too.
// Errors as of make_excerpt(), before anything is changed, and of archive::delete_part().
#pragma once

#include <string>
#include <vector>

#include "archive/key_file.hpp"
#include "derive/excerpt.hpp"

namespace earwitness::derive {

struct RedactionRequest {
  os::Path conversation;  ///< of an archive; its recording is divisible
  timeline::TimeRange deleted;
  std::vector<std::string> later_bags;  ///< excerpts and transcripts beside it that are deleted with the part
};

struct Redaction {
  Excerpt left;           ///< in the recording's place
  std::string tombstone;  ///< hash of the ledger's line
};

[[nodiscard]] Redaction redact(os::FileSystem& fs, const os::Clock& clock, const RedactionRequest& request,
                               const archive::Signer& signer);

}  // namespace earwitness::derive
