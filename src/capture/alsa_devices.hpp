// SPDX-License-Identifier: MIT
//
// What PortAudio is about to find by ALSA, asked of ALSA before it: PortAudio ends the process (by an assertion of its
// own) where there is neither a card nor a name of a device in ALSA's configuration, as where that can't be read.
#pragma once

namespace earwitness::capture {

/// True also where ALSA's library is not loaded. One thread at a time, as PortAudio itself.
bool has_alsa_devices();

}  // namespace earwitness::capture
