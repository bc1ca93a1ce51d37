// SPDX-License-Identifier: MIT
//
// The microphones that a person can choose from, and the question which one. One thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace earwitness::cli {

struct Choice {
  std::string device;  ///< for --device; empty: whatever is the default at the time
  std::string words;
};

/// The default first, then the sound server's sources, or PortAudio's devices where there is no server. Throws
/// DeviceError if neither can be asked.
[[nodiscard]] std::vector<Choice> device_choices();

/// Lists them and asks for a number. Nothing if the input ends.
[[nodiscard]] std::optional<std::string> ask_device(const std::vector<Choice>& choices);

}  // namespace earwitness::cli
