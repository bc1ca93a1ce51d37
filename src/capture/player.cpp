// SPDX-License-Identifier: MIT
#include "capture/player.hpp"

#include <fmt/format.h>
#include <portaudio.h>

#include <algorithm>
#include <vector>

#include "base/translate.hpp"
#include "capture/portaudio.hpp"
#include "os/streams.hpp"

namespace earwitness::capture {

namespace {

// What a busy machine may take to bring the next piece. A key is answered at once all the same: it drops the rest.
constexpr double playing_latency_seconds = 1.0;

DeviceError cannot_play(PaError error) {
  return {"loudspeaker", tr("it can't be played back: {}", Pa_GetErrorText(error)), _("look at the sound settings")};
}

}  // namespace

struct Player::State {
  explicit State(const AudioFormat& wanted) : format(wanted) {
    const os::StderrSilencer silencer;
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
  void silence() noexcept {
    if (running) Pa_AbortStream(stream);
    running = false;
    taken = 0;
  }

  PortAudio library;
  AudioFormat format;
  PaStream* stream = nullptr;
  Frames latency = 0;
  Frames taken = 0;  // since it began
  bool running = false;
};

Player::Player(const AudioFormat& format) : state_(std::make_unique<State>(format)) {}

Player::~Player() = default;

void Player::play(std::span<const std::byte> samples) {
  auto& s = *state_;
  if (!s.running) {
    const os::StderrSilencer silencer;
    State::check(Pa_StartStream(s.stream));
    s.running = true;
  }
  const auto frames = samples.size() / s.format.bytes_per_frame();
  State::check(Pa_WriteStream(s.stream, samples.data(), static_cast<unsigned long>(frames)));
  s.taken += static_cast<Frames>(frames);
}

Frames Player::unheard() const noexcept { return std::min(state_->latency, state_->taken); }

void Player::silence() noexcept { state_->silence(); }

void Player::finish() noexcept {
  if (state_->running) {
    // What the device still holds when it is stopped may go unheard: by then that is silence.
    const auto frames = static_cast<std::size_t>(state_->latency) + state_->format.sample_rate / 2;
    const std::vector<std::byte> silence(frames * state_->format.bytes_per_frame());
    Pa_WriteStream(state_->stream, silence.data(), static_cast<unsigned long>(frames));
    Pa_StopStream(state_->stream);
  }
  state_->running = false;
  state_->taken = 0;
}

void play_samples(std::span<const std::byte> samples, const AudioFormat& format) {
  Player player(format);
  player.play(samples);
  player.finish();
}

}  // namespace earwitness::capture
