// SPDX-License-Identifier: MIT
//
// What is to be left of a recording of which a part is deleted: an excerpt of all but that part, with all notes but the
// marks in it. It lies beside the recording until it takes its place (archive/replace_bag.hpp).
// Errors as of make_excerpt().
#pragma once

#include "derive/excerpt.hpp"

namespace earwitness::derive {

/// `bag` is a sealed recording of an archive.
[[nodiscard]] Excerpt make_redaction(os::FileSystem& fs, const os::Clock& clock, const os::Path& bag,
                                     const timeline::TimeRange& deleted, const crypto::SigningKey& key);

}  // namespace earwitness::derive
