// SPDX-License-Identifier: MIT
//
// What a recorder pays that does nothing but listen by PortAudio: `portaudio_floor LATENCY FILE` opens the default
// microphone as earwitness does, until SIGINT. FILE gets the first samples that came and the last: by their content it
// is known when they were said. How many frames came at a time, on average, is printed.
#include <portaudio.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>

namespace {

constexpr double rate = 48000;

struct Ends {
  std::array<std::int16_t, 256> first{}, last{};
  unsigned long heard = 0, calls = 0;
};

int keep_ends(const void* input, void* /*output*/, unsigned long frames, const PaStreamCallbackTimeInfo* /*time*/,
              PaStreamCallbackFlags /*flags*/, void* state) {
  auto& ends = *static_cast<Ends*>(state);
  const auto* samples = static_cast<const std::int16_t*>(input);
  if (frames < ends.last.size()) return paContinue;
  if (ends.heard == 0) std::copy_n(samples, ends.first.size(), ends.first.begin());
  std::copy_n(samples + frames - ends.last.size(), ends.last.size(), ends.last.begin());
  ends.heard += frames;
  ++ends.calls;
  return paContinue;
}

void require(PaError error) {
  if (error == paNoError) return;
  std::cerr << "portaudio_floor: " << Pa_GetErrorText(error) << '\n';
  std::exit(EXIT_FAILURE);
}

void write(std::ofstream& out, const std::array<std::int16_t, 256>& samples) {
  out.write(reinterpret_cast<const char*>(samples.data()), sizeof samples);
}

}  // namespace

int main(int count, char** words) {
  if (count == 2 && std::strcmp(words[1], "--version") == 0) {
    std::cout << Pa_GetVersionText() << '\n';
    return 0;
  }
  if (count != 3) return 2;
  sigset_t interrupt;
  sigemptyset(&interrupt);
  sigaddset(&interrupt, SIGINT);
  pthread_sigmask(SIG_BLOCK, &interrupt, nullptr);  // also of the threads that PortAudio makes

  Ends ends;
  require(Pa_Initialize());
  PaStreamParameters input{};
  input.device = Pa_GetDefaultInputDevice();
  input.channelCount = 1;
  input.sampleFormat = paInt16;
  input.suggestedLatency = std::atof(words[1]);
  PaStream* stream = nullptr;
  require(Pa_OpenStream(&stream, &input, nullptr, rate, paFramesPerBufferUnspecified, paClipOff | paDitherOff,
                        &keep_ends, &ends));
  require(Pa_StartStream(stream));
  int got = 0;
  sigwait(&interrupt, &got);
  require(Pa_StopStream(stream));

  std::ofstream out(words[2], std::ios::binary);
  if (ends.heard != 0) {
    write(out, ends.first);
    write(out, ends.last);
    std::cout << "period " << ends.heard / ends.calls << '\n';
  }
  out.close();
  if (!out) return EXIT_FAILURE;
  require(Pa_CloseStream(stream));
  require(Pa_Terminate());
  return 0;
}
