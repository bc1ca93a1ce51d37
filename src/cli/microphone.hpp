// SPDX-License-Identifier: MIT
//
// The source that a person means by `--device`. One thread.
#pragma once

#include <memory>
#include <string>

#include "capture/input.hpp"
#include "capture/source.hpp"
#include "cli/config.hpp"
#include "earwitness/base.hpp"

namespace earwitness::cli {

/// `--device test-signal`: the built-in signal, for demonstrations and tests.
inline constexpr const char* test_signal_name = "test-signal";

/// `device` is a source of the sound server by its name, one of PortAudio's devices, the test signal, or empty for the
/// default. Opens it without starting. Throws DeviceError.
[[nodiscard]] std::unique_ptr<capture::Source> open_source(const std::string& device, const AudioFormat& format);

/// What the settings say to record, and the usual where they say nothing.
[[nodiscard]] AudioFormat configured_format(const Config& config);
/// The same as a recording's input: opened again whenever it is lost. Throws DeviceError.
[[nodiscard]] std::unique_ptr<capture::Input> open_input(const std::string& device, const AudioFormat& format);

}  // namespace earwitness::cli
