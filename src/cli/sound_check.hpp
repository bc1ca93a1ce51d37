// SPDX-License-Identifier: MIT
//
// A few seconds of a microphone in memory, for `setup`: nothing of it reaches a disk. One thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "base/level.hpp"
#include "capture/source.hpp"
#include "os/clock.hpp"

namespace earwitness::cli {

struct Take {
  AudioFormat format;
  std::vector<std::byte> samples;  ///< whole frames in the canonical byte form
  base::Level level;
};

/// Records that long, and shows the level on stderr while it does if `show`. Throws DeviceError, also where the device
/// delivers nothing.
[[nodiscard]] Take take_sound(capture::Source& source, const os::Clock& clock, std::chrono::seconds length, bool show);

/// A bar of `width` characters for a level in dBFS, from -60 to 0.
[[nodiscard]] std::string level_bar(double dbfs, std::size_t width);

/// What the level tells a person: as of a muted microphone, too loud, or good.
[[nodiscard]] std::string words_about(const base::Level& level);

}  // namespace earwitness::cli
