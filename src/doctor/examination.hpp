// SPDX-License-Identifier: MIT
//
// Examines what a recording needs, one thing after the other, and gives a diagnosis of each. What can't be examined is
// itself a diagnosis. Leaves nothing behind and changes nothing; keeps no sound. One thread.
#pragma once

#include <chrono>
#include <vector>

#include "capture/source.hpp"
#include "doctor/diagnosis.hpp"
#include "doctor/sound_check.hpp"
#include "earwitness/base.hpp"
#include "os/clock.hpp"
#include "os/file_system.hpp"

namespace earwitness::doctor {

/// Listens for that long: how loud the microphone is, and what changes its sound on the way. `heard` may be null.
/// Throws DeviceError.
[[nodiscard]] std::vector<Diagnosis> examine_microphone(capture::Source& source, const os::Clock& clock,
                                                        std::chrono::seconds length, const LevelListener& heard);

struct ExaminationRequest {
  os::FileSystem& fs;
  const os::Clock& clock;
  os::Path archive;
  os::Path keys;              ///< the folder of the signing key
  AudioFormat format;         ///< that would be recorded
  bool is_recording = false;  ///< one runs now, which needs the disk and holds off sleep: neither is tried
};

/// Disk, sleep, battery, clock, archive, backups, signing key, and where the archive is kept. Takes two seconds at the
/// most where the bus does not answer, and as long as the disk does.
[[nodiscard]] std::vector<Diagnosis> examine_computer(const ExaminationRequest& request);

}  // namespace earwitness::doctor
