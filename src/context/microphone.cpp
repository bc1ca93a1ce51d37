// SPDX-License-Identifier: MIT
#include "context/microphone.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "base/limits.hpp"
#include "base/next_step.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "capture/microphone.hpp"
#include "capture/test_signal.hpp"
#include "desktop/channels.hpp"
#include "desktop/sources.hpp"
#include "log/log.hpp"

namespace earwitness::context {

namespace {

constexpr const char* by_plugin = "pulse";

struct ServerSource {
  desktop::SoundSource source;
  bool is_pipewire = false;
};

using Sources = std::vector<desktop::SoundSource>;

/// By its name, or by the words that `devices` and `setup` show with it, which a person copies as well. Two that are
/// described alike (headsets of one make) are not told apart by those. `is_lenient`: then the first of them.
Sources::const_iterator find_named(const Sources& sources, const std::string& words, bool is_lenient) {
  const auto named = std::find_if(sources.begin(), sources.end(), [&](const auto& one) { return one.name == words; });
  if (named != sources.end()) return named;
  const auto is_described = [&](const auto& one) { return one.description == words; };
  const auto first = std::find_if(sources.begin(), sources.end(), is_described);
  if (is_lenient || first == sources.end()) return first;
  const auto second = std::find_if(first + 1, sources.end(), is_described);
  if (second == sources.end()) return first;
  throw Error(ErrorKind::usage, words,
              tr("more than one microphone is called {}: {}, {}", base::printable(words), base::printable(first->name),
                 base::printable(second->name)),
              _("use the name of the one that you mean"));
}

/// The sound server's source of that name, or that is described so; without a name the one that it would take. Nothing
/// where no sound server answers: then PortAudio's own devices are all there is.
std::optional<ServerSource> sound_server_source(const std::string& name, bool is_lenient) {
  if (!desktop::sound_server_supported()) return std::nullopt;
  try {
    const auto found = desktop::list_sources();
    const auto& sources = found.sources;
    const auto source =
        name.empty() ? std::find_if(sources.begin(), sources.end(), [](const auto& one) { return one.is_default; })
                     : find_named(sources, name, is_lenient);
    if (source != sources.end()) {
      return ServerSource{*source, found.server.find("PipeWire") != std::string::npos};
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

/// By way of ALSA's plug-in `pulse`, whose names of channels are known. `is_lenient`: the first where there are not so
/// many.
void choose_channel(capture::MicrophoneRequest& request, const capture::ChannelWish& wish, const ServerSource& from,
                    bool is_lenient) {
  const auto& source = from.source;
  const auto number = is_lenient && wish.number > source.channels ? std::uint16_t{1} : wish.number;
  if (number > source.channels) throw capture::NoSuchChannel(source.name, number, source.channels);
  const auto place = desktop::find_place(source.positions, number, from.is_pipewire);
  if (!place) {
    throw DeviceError(
        source.name,
        tr("the sound server gives channel {} of {} only mixed with others", number, base::printable(source.name)),
        Step::choose_one_input);
  }
  request.channel = wish;
  request.channel->place->store(place->at);
  request.opened_channels = place->opened;
  request.inputs = source.channels;
  if (request.device.empty()) request.device = by_plugin;
}

/// `is_again`: a recording runs, and its microphone was away.
std::unique_ptr<capture::Source> open_wanted(const WantedSound& wanted, Track track, bool is_again) {
  const auto& channel = wanted.channel;
  if (wanted.device == test_signal_name) {
    auto signal = std::make_unique<capture::TestSignal>(wanted.format);
    if (channel && channel->number > 1) throw capture::NoSuchChannel(test_signal_name, channel->number, 1);
    return signal;
  }
  capture::MicrophoneRequest request{wanted.format, wanted.device, {}, false, track};
  if (const auto found = sound_server_source(wanted.device, is_again)) {
    if (!wanted.device.empty()) {
      request.device.clear();
      request.pulse_source = found->source.name;
    }
    request.is_monitor = found->source.is_monitor;
    if (channel) choose_channel(request, *channel, *found, is_again);
  } else {
    request.channel = channel;
  }
  return open_microphone(request);
}

}  // namespace

std::unique_ptr<capture::Source> open_source(const WantedSound& wanted, Track track) {
  return open_wanted(wanted, track, /*is_again=*/false);
}

namespace {

std::unique_ptr<capture::Source> open_far(const std::string& fixed, const AudioFormat& format, bool is_again) {
  if (fixed == test_signal_name) return std::make_unique<capture::TestSignal>(format);
  capture::MicrophoneRequest request{format, {}, fixed, true, Track::far};
  try {
    if (fixed.empty()) {
      request.pulse_source = desktop::find_far_side().source;
    } else {
      const auto found = desktop::list_sources().sources;
      const auto source = find_named(found, fixed, is_again);
      if (source == found.end()) {
        throw Error(ErrorKind::usage, fixed, tr("the sound server has no source named {}", base::printable(fixed)),
                    Step::list_devices);
      }
      request.pulse_source = source->name;
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

}  // namespace

std::unique_ptr<capture::Source> open_far_source(const std::string& fixed, const AudioFormat& format) {
  return open_far(fixed, format, /*is_again=*/false);
}

AudioFormat configured_format(const settings::Config& config) {
  AudioFormat format;
  format.sample_rate = config.rate.value_or(format.sample_rate);
  format.channels = config.channels.value_or(format.channels);
  format.bits = config.bits.value_or(format.bits);
  return format;
}

std::uint16_t checked_channel(std::uint16_t number) {
  if (number >= 1 && number <= limits::inputs_max) return number;
  const auto what = tr("--channel {} is out of range", number);
  throw Error(ErrorKind::usage, what, what, tr("choose from 1 to {}", limits::inputs_max));
}

WantedSound configured_sound(const settings::Config& config, const std::string& device) {
  WantedSound wanted{device, configured_format(config)};
  if (!config.channel) return wanted;
  wanted.channel = capture::ChannelWish{*config.channel};
  wanted.format.channels = 1;
  return wanted;
}

std::unique_ptr<capture::Input> open_input(const WantedSound& wanted, Track track) {
  return capture::make_input(open_source(wanted, track),
                             [wanted, track] { return open_wanted(wanted, track, /*is_again=*/true); });
}

std::unique_ptr<capture::Input> open_far_input(const std::string& fixed, const AudioFormat& format) {
  return capture::make_input(open_far_source(fixed, format),
                             [fixed, format] { return open_far(fixed, format, /*is_again=*/true); });
}

std::string call_hint() { return _("It looks as if you are in a call: --call also records the other side."); }

bool is_in_call() noexcept {
  try {
    return desktop::sound_server_supported() && desktop::find_far_side().program.has_value();
  } catch (const std::exception&) {  // no sound server: then no call is seen
    return false;
  }
}

void mention_call() noexcept {
  if (is_in_call()) log::info(call_hint());
}

}  // namespace earwitness::context
