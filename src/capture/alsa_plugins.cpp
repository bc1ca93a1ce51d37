// SPDX-License-Identifier: MIT
#include "capture/alsa_plugins.hpp"

#ifdef EARWITNESS_WITH_ALSA

#include <alsa/asoundlib.h>

#include <array>
#include <atomic>

namespace earwitness::capture {

namespace {

constexpr std::array no_microphones{"a52",   "jack",      "lavrate", "oss",       "samplerate",
                                    "speex", "speexrate", "upmix",   "usbstream", "vdownmix"};

std::atomic<bool> remembered{false};

}  // namespace

bool forget_alsa_plugins() noexcept {
  if (remembered || snd_config_update() < 0) return false;
  snd_config_t* devices = nullptr;
  snd_config_t* device = nullptr;
  if (snd_config_search(snd_config, "pcm", &devices) < 0) return false;
  // PortAudio ends the process where no device is left.
  if (snd_config_search(devices, "default", &device) < 0) return false;
  bool any = false;
  for (const char* name : no_microphones) {
    if (snd_config_search(devices, name, &device) == 0 && snd_config_delete(device) == 0) any = true;
  }
  return any;
}

void remember_alsa_plugins() noexcept {
  remembered = true;
  snd_config_update_free_global();
}

}  // namespace earwitness::capture

#else  // PortAudio here has no ALSA, or its headers were not there

namespace earwitness::capture {

bool forget_alsa_plugins() noexcept { return false; }
void remember_alsa_plugins() noexcept {}

}  // namespace earwitness::capture

#endif
