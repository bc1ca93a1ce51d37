// SPDX-License-Identifier: MIT
//
// The microphones that a person can choose from, and the question which one. One thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace earwitness::context {

struct Choice {
  std::string device;  ///< for --device; empty: whatever is the default at the time
  std::string words;
};

/// The default first, then the sound server's sources, or PortAudio's devices where there is no server. Throws
/// DeviceError if neither can be asked.
[[nodiscard]] std::vector<Choice> device_choices();

/// Asks a question; the line that was typed, without blanks around it.
using AskLine = std::function<std::string(const std::string& question)>;

/// Lists them and asks for a number until there is one; Enter is `current`, or the first where that is not there.
[[nodiscard]] std::string ask_device(const std::vector<Choice>& choices, const std::string& current,
                                     const AskLine& ask);

}  // namespace earwitness::context
