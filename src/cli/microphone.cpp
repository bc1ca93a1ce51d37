// SPDX-License-Identifier: MIT
#include "cli/microphone.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/next_step.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "capture/microphone.hpp"
#include "capture/test_signal.hpp"
#include "desktop/sources.hpp"
#include "log/log.hpp"

namespace earwitness::cli {

namespace {

/// The sound server's source of that name; without a name the one that it would take. Nothing where no sound server
/// answers: then PortAudio's own devices are all there is.
std::optional<desktop::SoundSource> sound_server_source(const std::string& name) {
  if (!desktop::sound_server_supported()) return std::nullopt;
  try {
    auto found = desktop::list_sources();
    for (auto& source : found.sources) {
      if (name.empty() ? source.is_default : source.name == name) return std::move(source);
    }
  } catch (const desktop::SilentServer&) {
    if (!name.empty()) throw;     // else it was asked of which kind the default is, and no more
  } catch (const DeviceError&) {  // there is none
  }
  return std::nullopt;
}

std::unique_ptr<capture::Source> open_microphone(const capture::MicrophoneRequest& request) {
  try {
    return std::make_unique<capture::Microphone>(request);
  } catch (const DeviceError&) {
    if (desktop::server_takes_nobody()) throw desktop::SilentServer();
    throw;
  }
}

}  // namespace

std::unique_ptr<capture::Source> open_source(const std::string& device, const AudioFormat& format, Track track) {
  if (device == test_signal_name) return std::make_unique<capture::TestSignal>(format);
  capture::MicrophoneRequest request{format, device, {}, false, track};
  if (const auto source = sound_server_source(device)) {
    if (!device.empty()) {
      request.device.clear();
      request.pulse_source = device;
    }
    request.is_monitor = source->is_monitor;
  }
  return open_microphone(request);
}

std::unique_ptr<capture::Source> open_far_source(const std::string& fixed, const AudioFormat& format) {
  if (fixed == test_signal_name) return std::make_unique<capture::TestSignal>(format);
  capture::MicrophoneRequest request{format, {}, fixed, true, Track::far};
  try {
    if (fixed.empty()) {
      request.pulse_source = desktop::find_far_side().source;
    } else {
      const auto found = desktop::list_sources().sources;
      const auto source = std::find_if(found.begin(), found.end(), [&](const auto& one) { return one.name == fixed; });
      if (source == found.end()) {
        throw Error(ErrorKind::usage, fixed, tr("the sound server has no source named {}", base::printable(fixed)),
                    Step::list_devices);
      }
      request.is_monitor = source->is_monitor;
    }
  } catch (const desktop::SilentServer&) {
    throw;
  } catch (const DeviceError& error) {
    throw DeviceError(error.subject(),
                      tr("the other side of a call can't be recorded: only a sound server, PipeWire or PulseAudio, has "
                         "what is played ({})",
                         error.what()),
                      _("start the desktop's sound server (systemctl --user start pipewire-pulse, or pulseaudio "
                        "--start), or record the microphone alone, without --call"));
  }
  return open_microphone(request);
}

AudioFormat configured_format(const Config& config) {
  AudioFormat format;
  format.sample_rate = config.rate.value_or(format.sample_rate);
  format.channels = config.channels.value_or(format.channels);
  format.bits = config.bits.value_or(format.bits);
  return format;
}

std::unique_ptr<capture::Input> open_input(const std::string& device, const AudioFormat& format, Track track) {
  return capture::make_input(open_source(device, format, track),
                             [device, format, track] { return open_source(device, format, track); });
}

std::unique_ptr<capture::Input> open_far_input(const std::string& fixed, const AudioFormat& format) {
  return capture::make_input(open_far_source(fixed, format),
                             [fixed, format] { return open_far_source(fixed, format); });
}

std::string call_hint() { return _("It looks as if you are in a call: --call also records the other side."); }

void mention_call() noexcept {
  try {
    if (desktop::sound_server_supported() && desktop::find_far_side().program) log::info(call_hint());
  } catch (const std::exception&) {  // no sound server: then no call is seen
  }
}

}  // namespace earwitness::cli
