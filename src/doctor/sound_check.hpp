// SPDX-License-Identifier: MIT
//
// A few seconds of a microphone in memory, and what they tell of it: nothing of it reaches a disk. One thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "base/level.hpp"
#include "capture/source.hpp"
#include "os/clock.hpp"

namespace earwitness::doctor {

struct SoundSample {
  AudioFormat format;
  std::vector<std::byte> samples;  ///< whole frames in the canonical byte form
  base::Level level;
};

/// Called with the level of what arrived since the last call, some twenty times a second. Null: nobody is shown it.
using LevelListener = std::function<void(const base::Level&)>;

/// Records that long. Throws DeviceError, also where the device delivers nothing.
[[nodiscard]] SoundSample record_sample(capture::Source& source, const os::Clock& clock, std::chrono::seconds length,
                                        const LevelListener& heard);

/// In a sentence, for a person: as of a muted microphone, too loud, or good.
[[nodiscard]] std::string describe_level(const base::Level& level);

}  // namespace earwitness::doctor
