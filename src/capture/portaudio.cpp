// SPDX-License-Identifier: MIT
#include "capture/portaudio.hpp"

#include <fmt/format.h>
#include <portaudio.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include "base/translate.hpp"
#include "capture/alsa_devices.hpp"
#include "capture/reason_for_no_sound.hpp"
#include "capture/sound_call.hpp"
#include "earwitness/base.hpp"
#include "os/next_function.hpp"
#include "os/streams.hpp"

namespace earwitness::capture {

namespace {

/// By what a server, or one that crashed, has in the folder that JACK's programs share; but for the database, which any
/// client leaves.
bool may_jack_run() {
  std::error_code unseen;
  for (std::filesystem::directory_iterator at("/dev/shm", unseen), end; !unseen && at != end; at.increment(unseen)) {
    const auto name = at->path().filename().string();
    const std::string_view view = name;
    if ((view.starts_with("jack_") || view.starts_with("jack-")) && !view.starts_with("jack_db")) return true;
  }
  return false;
}

}  // namespace

PortAudio::PortAudio() {
  const os::StderrSilencer silence;
  if (!has_alsa_devices()) {
    if (const auto reason = reason_for_no_sound()) throw *reason;
    throw DeviceError("ALSA", _("ALSA has no card, and no device in its configuration, or can't read that"),
                      Step::start_sound_server);
  }
  if (const PaError error = Pa_Initialize(); error != paNoError) {
    if (const auto reason = reason_for_no_sound()) throw *reason;
    throw DeviceError("PortAudio", tr("the sound system can't be reached: {}", Pa_GetErrorText(error)),
                      Step::start_sound_server);
  }
}

PortAudio::~PortAudio() {
  const os::StderrSilencer silence;
  Pa_Terminate();
}

std::vector<Device> list_devices() {
  const auto devices = std::make_shared<std::vector<Device>>();
  call_sound_system([devices](const GivenUp&) { *devices = list_devices(PortAudio()); });
  return *devices;
}

std::vector<Device> list_devices(const PortAudio& /*library*/) {
  std::vector<Device> devices;
  for (int i = 0; i < Pa_GetDeviceCount(); ++i) {
    const PaDeviceInfo* info = Pa_GetDeviceInfo(i);
    if (info == nullptr || info->maxInputChannels <= 0) continue;
    const PaHostApiInfo* api = Pa_GetHostApiInfo(info->hostApi);
    devices.push_back({i, info->name, api != nullptr ? api->name : "", info->maxInputChannels, info->defaultSampleRate,
                       i == Pa_GetDefaultInputDevice()});
  }
  return devices;
}

std::string portaudio_version() { return Pa_GetVersionText(); }

}  // namespace earwitness::capture

// What PortAudio calls at each start, in place of JACK's own. That opens a database in /dev/shm first, which all
// programs of a user share, whether a server runs or not: who is killed in it leaves its locks there until the computer
// starts anew, and whoever comes next may wait for them. So where no server can be running JACK's library is not asked
// for one.
extern "C" __attribute__((visibility("default"))) void* jack_client_open(const char* name, int options, int* status,
                                                                         ...);

void* jack_client_open(const char* name, int options, int* status, ...) {
  using namespace earwitness;
  // PipeWire's library of that name has no such database, and asks PipeWire.
  const auto own = os::find_next_function("jack_client_open");
  if (own.address != nullptr && (capture::may_jack_run() || own.library.find("pipewire") != std::string::npos)) {
    return reinterpret_cast<decltype(&jack_client_open)>(own.address)(name, options, status);
  }
  constexpr int failure = 0x01, server_failed = 0x10;  // JackFailure, JackServerFailed
  if (status != nullptr) *status = failure | server_failed;
  return nullptr;
}
