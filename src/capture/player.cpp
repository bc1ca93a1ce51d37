// SPDX-License-Identifier: MIT
#include "capture/player.hpp"

#include <fmt/format.h>
#include <portaudio.h>

#include <memory>

#include "capture/portaudio.hpp"
#include "os/streams.hpp"

namespace earwitness::capture {

namespace {

DeviceError cannot_play(PaError error) {
  return {"loudspeaker", fmt::format("it can't be played back: {}", Pa_GetErrorText(error)),
          "look at the sound settings"};
}

}  // namespace

void play_samples(std::span<const std::byte> samples, const AudioFormat& format) {
  const PortAudio library;
  const os::StderrSilencer silence;
  PaStream* opened = nullptr;
  const PaError error = Pa_OpenDefaultStream(&opened, 0, format.channels, format.bits == 24 ? paInt24 : paInt16,
                                             format.sample_rate, paFramesPerBufferUnspecified, nullptr, nullptr);
  if (error != paNoError) throw cannot_play(error);
  const std::unique_ptr<PaStream, PaError (*)(PaStream*)> stream(opened, &Pa_CloseStream);
  if (const PaError started = Pa_StartStream(stream.get()); started != paNoError) throw cannot_play(started);
  const auto frames = static_cast<unsigned long>(samples.size() / format.bytes_per_frame());
  const PaError written = Pa_WriteStream(stream.get(), samples.data(), frames);
  if (written != paNoError && written != paOutputUnderflowed) throw cannot_play(written);
  Pa_StopStream(stream.get());
}

}  // namespace earwitness::capture
