// SPDX-License-Identifier: MIT
//
// Deletes a part of a recording with all that holds or tells of it beside it (part_plan.hpp), in one step
// (archive/deletion.hpp). What is left of the recording is an excerpt of all but that part, with all notes but the
// marks in it, and takes the recording's place. Where its sound was deleted before, what else still holds it goes. One
// thread; whoever calls holds the locks for excerpts and for changes, and nobody types the recording out. Errors as of
// make_excerpt(), before anything is changed, and of archive::delete_part().
#pragma once

#include <string>

#include "archive/intent.hpp"
#include "archive/key_file.hpp"
#include "derive/excerpt.hpp"
#include "derive/part_plan.hpp"

namespace earwitness::derive {

struct Redaction {
  std::string recording;       ///< UUID
  std::string seal_before;     ///< of the whole recording
  std::string seal;            ///< of what is left, in the recording's place
  double deleted_seconds = 0;  ///< of a call, here and below: of the track of which it is longer
  double kept_seconds = 0;
  std::string tombstone;  ///< hash of the ledger's line; empty: there is none
};

/// `conversation` lies in the intents' archive.
[[nodiscard]] Redaction redact(const archive::Intents& intents, const os::Clock& clock, const os::Path& conversation,
                               const PartPlan& plan, const archive::Signer& signer);

}  // namespace earwitness::derive
