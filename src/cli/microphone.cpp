// SPDX-License-Identifier: MIT
#include "cli/microphone.hpp"

#include <optional>
#include <utility>

#include "capture/microphone.hpp"
#include "capture/test_signal.hpp"
#include "desktop/sources.hpp"

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

}  // namespace

std::unique_ptr<capture::Source> open_source(const std::string& device, const AudioFormat& format) {
  if (device == test_signal_name) return std::make_unique<capture::TestSignal>(format);
  capture::MicrophoneRequest request{format, device, {}};
  if (const auto source = sound_server_source(device)) {
    if (!device.empty()) request = {format, {}, device};
    request.is_monitor = source->is_monitor;
  }
  try {
    return std::make_unique<capture::Microphone>(request);
  } catch (const DeviceError&) {
    if (desktop::server_takes_nobody()) throw desktop::SilentServer();
    throw;
  }
}

AudioFormat configured_format(const Config& config) {
  AudioFormat format;
  format.sample_rate = config.rate.value_or(format.sample_rate);
  format.channels = config.channels.value_or(format.channels);
  format.bits = config.bits.value_or(format.bits);
  return format;
}

std::unique_ptr<capture::Input> open_input(const std::string& device, const AudioFormat& format) {
  return capture::make_input(open_source(device, format), [device, format] { return open_source(device, format); });
}

}  // namespace earwitness::cli
