// SPDX-License-Identifier: MIT
//
// PortAudio opens every PCM that ALSA's configuration names, to see what it can do. The package that brings the door to
// the sound server brings an AC-3 encoder, rate converters and bridges to other sound systems, too. None of them is a
// microphone, and opening them loads a hundred libraries, video codecs among them: three quarters of PortAudio's
// start-up and of its memory.
//
// Not while another thread opens a device.
#pragma once

namespace earwitness::capture {

/// Takes these out of this process's own copy of the configuration; the files are not touched. False where there is
/// nothing to take out, or remember_alsa_plugins() was called before.
bool forget_alsa_plugins() noexcept;

/// The whole configuration again, for good: for a microphone that was not found without them.
void remember_alsa_plugins() noexcept;

}  // namespace earwitness::capture
