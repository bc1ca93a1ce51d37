// SPDX-License-Identifier: MIT
//
// From the words of `--device` to a source of audio.
#pragma once

#include <memory>
#include <string>

#include "capture/source.hpp"

namespace earwitness::cli {

/// The word for the built-in test signal.
inline constexpr const char* test_signal_device = "test-signal";

/// `device` is empty for the default microphone, a name of the sound server's, one of PortAudio's, or the test signal.
/// Throws DeviceError.
[[nodiscard]] std::unique_ptr<capture::Source> open_source(const std::string& device, const AudioFormat& format);

}  // namespace earwitness::cli
