// SPDX-License-Identifier: MIT
#pragma once

#include "earwitness/base.hpp"
#include "flac/frame_search.hpp"

namespace earwitness::flac {

/// Whether a decoder that is given this frame alone makes of it as many samples as its header says. Checksums that fit
/// are no proof: anyone can make them, and one garbled frame in 65,536 has them by chance. A pure function.
[[nodiscard]] bool decodes_alone(const WholeFrame& frame, const AudioFormat& format);

}  // namespace earwitness::flac
