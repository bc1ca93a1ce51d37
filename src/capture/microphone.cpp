// SPDX-License-Identifier: MIT
#include "capture/microphone.hpp"

#include <fmt/format.h>
#include <portaudio.h>

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "base/recording_kind.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "capture/callback.hpp"
#include "capture/portaudio.hpp"
#include "capture/reason_for_no_sound.hpp"
#include "capture/sound_call.hpp"
#include "os/environment.hpp"
#include "os/streams.hpp"

#ifdef EARWITNESS_WITH_ALSA
#include <alsa/asoundlib.h>
#endif

namespace earwitness::capture {

namespace {

constexpr double latency_seconds = 1.0;
constexpr auto close_timeout = std::chrono::milliseconds(500);
constexpr const char* sound_server = "pulse";
constexpr const char* source_variable = "PULSE_SOURCE";
// What libpulse puts into the properties of a client that it makes: see desktop/sound_graph.hpp.
constexpr const char* track_variable = "PULSE_PROP_earwitness.track";
// By which PipeWire's session manager remembers where a stream was moved to: else it leads the next recording's
// microphone to where the other side of a call was heard.
constexpr const char* identity_variable = "PULSE_PROP_application.id";

PaSampleFormat sample_format(const AudioFormat& format) { return format.bits == 24 ? paInt24 : paInt16; }

/// The ALSA plug-in of the sound server reads these when a device is opened; in this process that may be another one
/// each time. Without a name of its own a request has what the user set. In a turn of call_sound_system() only.
void name_source_to_plugin(const MicrophoneRequest& request) {
  static const auto by_user = os::environment(source_variable);
  os::restore_environment(source_variable,
                          request.pulse_source.empty() ? by_user : std::optional(request.pulse_source));
  const bool is_side = request.track != Track::only;
  const std::string track(to_string(request.track));
  os::restore_environment(track_variable, is_side ? std::optional(track) : std::nullopt);
  os::restore_environment(identity_variable, is_side ? std::optional("earwitness-" + track) : std::nullopt);
}

/// PortAudio's own name for what is wanted; empty: its default.
std::string wanted_device(const MicrophoneRequest& request) {
  return request.pulse_source.empty() ? request.device : sound_server;
}

/// Of the devices that lead to a sound server, so that what it says of its source is true of what is heard here.
bool is_door(const std::string& device) {
  return device == sound_server || device == "default" || device == "pipewire";
}

DeviceError cannot(const char* what, const std::string& name, PaError error) {
  std::string why = Pa_GetErrorText(error);
  if (error == paUnanticipatedHostError && Pa_GetLastHostErrorInfo() != nullptr) {
    why = Pa_GetLastHostErrorInfo()->errorText;
  }
  return {
      name, tr("can't {} the microphone {}: {}", what, base::printable(name), base::printable(why)),
      error == paInvalidSampleRate || error == paInvalidChannelCount ? Step::choose_other_rate : Step::list_devices};
}

#ifdef EARWITNESS_WITH_ALSA

// PortAudio opens every PCM that ALSA's configuration names, to see what it can do. The package that brings the door to
// the sound server brings an AC-3 encoder, rate converters and bridges to other sound systems, too. None of them is a
// microphone, and opening them loads a hundred libraries, video codecs among them: three quarters of PortAudio's
// start-up and of its memory. Not while another thread opens a device.
constexpr std::array no_microphones{"a52",   "jack",      "lavrate", "oss",       "samplerate",
                                    "speex", "speexrate", "upmix",   "usbstream", "vdownmix"};

std::atomic<bool> remembered{false};

/// Takes these out of this process's own copy of the configuration; the files are not touched. False where there is
/// nothing to take out, or remember_alsa_plugins() was called before.
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

/// The whole configuration again, for good: for a microphone that was not found without them.
void remember_alsa_plugins() noexcept {
  remembered = true;
  snd_config_update_free_global();
}

#else  // PortAudio here has no ALSA, or its headers were not there

bool forget_alsa_plugins() noexcept { return false; }
void remember_alsa_plugins() noexcept {}

#endif

Device find_device(const PortAudio& library, const MicrophoneRequest& request) {
  const auto devices = list_devices(library);
  const auto wanted = wanted_device(request);
  std::vector<Device> partly;
  for (const auto& device : devices) {
    if (wanted.empty() ? device.is_default : device.name == wanted) return device;
    if (!wanted.empty() && device.name.find(wanted) != std::string::npos) partly.push_back(device);
  }
  if (partly.size() == 1) return partly.front();
  const auto shown = base::printable(wanted);
  if (wanted.empty()) {
    throw DeviceError("microphone", _("there is no microphone: the sound system names none to record from"),
                      Step::plug_in_microphone);
  }
  if (partly.empty()) throw DeviceError(wanted, tr("there is no microphone named {}", shown), Step::list_devices);
  throw DeviceError(wanted, tr("{} microphones have {} in their name", partly.size(), shown), Step::list_devices);
}

/// Without a word of the sound server the device's own order counts; behind one nobody knows what stands where.
void take_device_channels(MicrophoneRequest& request, const Device& device) {
  if (!request.channel || request.opened_channels != 0) return;
  const auto number = request.channel->number;
  if (is_door(device.name)) {
    throw DeviceError(device.name,
                      _("one channel alone can't be recorded: no sound server says which channels there are"),
                      Step::list_devices);
  }
  if (number > device.channels) throw NoSuchChannel(device.name, number, device.channels);
  request.opened_channels = request.inputs = static_cast<std::uint16_t>(device.channels);
  request.channel->place->store(static_cast<std::uint16_t>(number - 1));
}

}  // namespace

NoSuchChannel::NoSuchChannel(const std::string& device, int number, int inputs)
    : DeviceError(device,
                  trn("{1} has no channel {2}: it has {0} channel", "{1} has no channel {2}: it has {0} channels",
                      inputs, base::printable(device), number),
                  Step::list_devices) {}

struct Microphone::State {
  explicit State(const MicrophoneRequest& wanted) : request(wanted) {}

  void find() {
    const os::StderrSilencer silence;
    name_source_to_plugin(request);
    try {
      if (!find_quickly()) {
        library.emplace();
        device = find_device(*library, request);
      }
      take_device_channels(request, device);
    } catch (const NoSuchChannel&) {
      throw;
    } catch (const DeviceError&) {
      if (const auto reason = reason_for_no_sound()) throw *reason;
      throw;
    }
  }

  /// The two devices that are nearly always meant, which need none of ALSA's plug-ins: or do they here?
  bool find_quickly() {
    const auto wanted = wanted_device(request);
    if ((!wanted.empty() && wanted != sound_server) || !forget_alsa_plugins()) return false;
    library.emplace();
    try {
      device = find_device(*library, request);
      return true;
    } catch (const DeviceError&) {
      library.reset();
      remember_alsa_plugins();
      return false;
    }
  }

  /// Throws DeviceError. Nothing listens after `given_up`.
  void start(const GivenUp& given_up) {
    const os::StderrSilencer silence;
    name_source_to_plugin(request);
    PaStreamParameters input{};
    input.device = device.index;
    input.channelCount = request.channel ? request.opened_channels : request.format.channels;
    input.sampleFormat = sample_format(request.format);
    input.suggestedLatency = latency_seconds;
    const PaError opened =
        Pa_OpenStream(&stream, &input, nullptr, request.format.sample_rate, paFramesPerBufferUnspecified,
                      paClipOff | paDitherOff, &microphone_callback, &*callback);
    if (opened != paNoError) {
      stream = nullptr;
      throw cannot("open", shown_name(), opened);
    }
    const PaError started = given_up ? paNoError : Pa_StartStream(stream);
    if (started == paNoError && !given_up) return;
    auto error = cannot("start", shown_name(), started);
    close();
    throw error;
  }

  [[nodiscard]] std::string shown_name() const {
    return request.pulse_source.empty() ? device.name : request.pulse_source;
  }

  void close() noexcept {
    if (stream == nullptr) return;
    Pa_AbortStream(stream);
    Pa_CloseStream(stream);
    stream = nullptr;
  }

  MicrophoneRequest request;
  std::optional<PortAudio> library;
  Device device;
  std::shared_ptr<ring::AudioRing> ring;
  std::optional<CallbackState> callback;
  PaStream* stream = nullptr;

  std::mutex mutex;
  std::condition_variable closed_changed;
  bool closed = false;
};

Microphone::Microphone(const MicrophoneRequest& request) : format_(request.format) {
  state_ = std::make_shared<State>(request);
  call_sound_system([state = state_](const GivenUp&) { state->find(); });
  host_api_ = state_->device.host_api;
  name_ = state_->shown_name();
  is_monitor_ = request.is_monitor && is_door(state_->device.name);
  if (request.channel) chosen_ = {request.channel->number, state_->request.inputs};
}

Microphone::~Microphone() { stop(); }

void Microphone::start(std::shared_ptr<ring::AudioRing> ring) {
  state_->ring = std::move(ring);
  auto& callback = state_->callback.emplace(*state_->ring);
  if (const auto& channel = state_->request.channel) {
    callback.device_channels = state_->request.opened_channels;
    callback.sample_bytes = format_.bits / 8;
    callback.channel = channel->place.get();
  }
  try {
    call_sound_system([state = state_](const GivenUp& given_up) { state->start(given_up); });
  } catch (const DeviceError&) {
    state_->callback->ended.store(true, std::memory_order_release);  // the thread that was left behind has it
    state_.reset();
    throw;
  }
}

void Microphone::stop() noexcept {
  auto state = std::move(state_);
  if (!state) return;
  if (state->callback) state->callback->ended.store(true, std::memory_order_release);
  if (state->stream == nullptr) return;
  // PortAudio's close hangs where a sound server died or sleeps; nobody waits for it then, and what it may still
  // touch stays alive with the thread.
  try {
    std::thread([state] {
      {
        const Closing closing;
        state->close();
        state->library.reset();
      }
      const std::lock_guard lock(state->mutex);
      state->closed = true;
      state->closed_changed.notify_all();
    }).detach();
    std::unique_lock lock(state->mutex);
    state->closed_changed.wait_for(lock, close_timeout, [&] { return state->closed; });
  } catch (...) {  // no thread to be had: leave the device to the end of the process
    static std::shared_ptr<State> abandoned;
    abandoned = std::move(state);
  }
}

bool Microphone::active() const noexcept {
  return state_ && state_->stream != nullptr && Pa_IsStreamActive(state_->stream) == 1;
}

const AudioFormat& Microphone::format() const noexcept { return format_; }

std::string Microphone::kind() const { return is_monitor_ ? recording_kind::monitor : recording_kind::microphone; }

std::string Microphone::host_api() const { return host_api_; }

std::string Microphone::name() const { return name_; }

std::optional<ChosenChannel> Microphone::chosen_channel() const { return chosen_; }

}  // namespace earwitness::capture
