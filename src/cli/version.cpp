// SPDX-License-Identifier: MIT
#include "cli/version.hpp"

#include <fmt/format.h>

#include "capture/portaudio.hpp"
#include "crypto/version.hpp"
#include "desktop/sleep_inhibitor.hpp"
#include "desktop/sources.hpp"
#include "earwitness/version.hpp"
#include "flac/version.hpp"

namespace earwitness::cli {

std::string version_text() {
  return fmt::format("earwitness {}\nlibpulse: {}\nlibsystemd: {}\n{}\n{}\n{}", EARWITNESS_VERSION,
                     desktop::sound_server_supported() ? "yes" : "no", desktop::bus_supported() ? "yes" : "no",
                     capture::portaudio_version(), flac::library_version(), crypto::library_version());
}

}  // namespace earwitness::cli
