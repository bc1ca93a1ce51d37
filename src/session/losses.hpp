// SPDX-License-Identifier: MIT
//
// Says that sound is missing, when it is noticed and once more at the end: that the journal knows it is not enough for
// one who still could repeat a sentence. A value; one thread.
#pragma once

#include <optional>
#include <string>

#include "record/recording.hpp"

namespace earwitness::session {

class Losses {
 public:
  /// A sentence if more is missing than was said before, by a tenth of a second or more.
  [[nodiscard]] std::optional<std::string> news(const record::Status& status);

 private:
  Frames told_ = 0;
};

/// For the end: how much is missing in all; nothing if nothing is. Units: seconds of `frames` frames.
[[nodiscard]] std::optional<std::string> missing_in_all(Frames lost_frames, Frames frames, double seconds);

}  // namespace earwitness::session
