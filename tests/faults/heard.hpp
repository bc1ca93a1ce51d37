// SPDX-License-Identifier: MIT
//
// What is to be heard in a recording of counting sound (pattern.hpp), whatever state it is in: decoded from the frames
// themselves, not from a header that may never have been finished, and with no word of the journal believed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "earwitness/base.hpp"
#include "os/file_system.hpp"

namespace earwitness::faults {

/// Frames in a row: sound with numbers in a row, or digital silence.
struct Run {
  std::optional<Frames> first;  ///< number of the first; nothing: silence
  Frames frames = 0;
};

struct Heard {
  std::vector<Run> runs;  ///< of all files, in their order

  /// How many frames are there from the first that sounded on, without one missing, changed or twice.
  [[nodiscard]] Frames whole() const noexcept;
  [[nodiscard]] Frames sound() const noexcept;
  [[nodiscard]] Frames silence() const noexcept;
  /// How many frames there are up to the first that is not in order: whatever counts as recorded, filled gaps included.
  [[nodiscard]] Frames length() const noexcept;
  /// No frame twice, none before one that sounded earlier.
  [[nodiscard]] bool in_order() const noexcept;
};

/// The audio files below `data`, each as far as it can be followed from its first frame on. Throws FileError.
[[nodiscard]] Heard hear(os::FileSystem& fs, const os::Path& data, const AudioFormat& format);

}  // namespace earwitness::faults
