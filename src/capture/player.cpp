// SPDX-License-Identifier: MIT
#include "capture/player.hpp"

#include <fmt/format.h>
#include <portaudio.h>

#include <algorithm>
#include <exception>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "base/translate.hpp"
#include "capture/portaudio.hpp"
#include "capture/sound_call.hpp"
#include "os/streams.hpp"

namespace earwitness::capture {

namespace {

// What a busy machine may take to bring the next piece. A key is answered at once all the same: it drops the rest.
constexpr double playing_latency_seconds = 1.0;

DeviceError cannot_play(PaError error) {
  return {"loudspeaker", tr("it can't be played back: {}", Pa_GetErrorText(error)), _("look at the sound settings")};
}

}  // namespace

/// Touched by one call at a time (call_sound_system); the one that hangs keeps it.
struct Player::State {
  explicit State(const AudioFormat& wanted) : format(wanted) {}
  ~State() {
    if (stream == nullptr) return;
    silence();
    Pa_CloseStream(stream);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  static void check(PaError error) {
    if (error != paNoError && error != paOutputUnderflowed) throw cannot_play(error);
  }
  void open() {
    const os::StderrSilencer silencer;
    library.emplace();
    PaStreamParameters output{};
    output.device = Pa_GetDefaultOutputDevice();
    if (output.device == paNoDevice) {
      throw DeviceError("loudspeaker", _("there is nothing to play to: the sound system names no output"),
                        _("plug in headphones, or start the sound server"));
    }
    output.channelCount = format.channels;
    output.sampleFormat = format.bits == 24 ? paInt24 : paInt16;
    output.suggestedLatency = playing_latency_seconds;
    check(Pa_OpenStream(&stream, nullptr, &output, format.sample_rate, paFramesPerBufferUnspecified,
                        paClipOff | paDitherOff, nullptr, nullptr));
    if (const auto* info = Pa_GetStreamInfo(stream)) {
      latency = static_cast<Frames>(info->outputLatency * static_cast<double>(format.sample_rate));
    }
  }
  void begin() {
    if (running) return;
    const os::StderrSilencer silencer;
    check(Pa_StartStream(stream));
    running = true;
  }
  void write(std::span<const std::byte> samples) {
    const auto frames = samples.size() / format.bytes_per_frame();
    check(Pa_WriteStream(stream, samples.data(), static_cast<unsigned long>(frames)));
    taken += static_cast<Frames>(frames);
  }
  void silence() noexcept {
    if (running) Pa_AbortStream(stream);
    running = false;
    taken = 0;
  }
  void finish() noexcept {
    if (running) {
      // What the device still holds when it is stopped may go unheard: by then that is silence.
      const auto frames = static_cast<std::size_t>(latency) + format.sample_rate / 2;
      const std::vector<std::byte> quiet(frames * format.bytes_per_frame());
      Pa_WriteStream(stream, quiet.data(), static_cast<unsigned long>(frames));
      Pa_StopStream(stream);
    }
    running = false;
    taken = 0;
  }

  std::optional<PortAudio> library;
  AudioFormat format;
  PaStream* stream = nullptr;
  Frames latency = 0;
  Frames taken = 0;  // since it began
  bool running = false;
};

namespace {

/// Where the sound system hangs there is nothing left to end.
void call_quietly(std::function<void(const GivenUp&)> call) noexcept {
  try {
    call_sound_system(std::move(call));
  } catch (const std::exception&) {
  }
}

}  // namespace

Player::Player(const AudioFormat& format) : state_(std::make_shared<State>(format)) {
  call_sound_system([state = state_](const GivenUp&) { state->open(); });
}

Player::~Player() {
  call_quietly([state = std::move(state_)](const GivenUp&) mutable { state.reset(); });
}

void Player::play(std::span<const std::byte> samples) {
  call_sound_system([state = state_, piece = std::vector(samples.begin(), samples.end())](const GivenUp& given_up) {
    state->begin();
    if (!given_up) state->write(piece);
  });
}

Frames Player::unheard() const noexcept { return std::min(state_->latency, state_->taken); }

void Player::silence() noexcept {
  call_quietly([state = state_](const GivenUp&) { state->silence(); });
}

void Player::finish() noexcept {
  call_quietly([state = state_](const GivenUp&) { state->finish(); });
}

void play_samples(std::span<const std::byte> samples, const AudioFormat& format) {
  Player player(format);
  const auto piece_bytes = format.sample_rate * format.bytes_per_frame();
  while (!samples.empty()) {
    const auto piece = samples.first(std::min<std::size_t>(piece_bytes, samples.size()));
    player.play(piece);
    samples = samples.subspan(piece.size());
  }
  player.finish();
}

}  // namespace earwitness::capture
