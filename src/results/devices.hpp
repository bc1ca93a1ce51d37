// SPDX-License-Identifier: MIT
//
// The microphones of this computer, for people and for scripts.
#pragma once

#include <optional>
#include <vector>

#include "capture/portaudio.hpp"
#include "desktop/sources.hpp"

namespace earwitness::results {

struct FoundDevices {
  std::optional<desktop::SoundSources> server;
  std::vector<capture::Device> devices;
};

/// One document for scripts.
void print_document(const FoundDevices& found);
void print(const FoundDevices& found);

}  // namespace earwitness::results
