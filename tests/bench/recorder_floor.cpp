// SPDX-License-Identifier: MIT
//
// What no recorder of this kind can do without, and nothing else: PortAudio's sound through libFLAC into a file, the
// SHA-256 of each second, a line of it in another file, and a sync of both each second. `recorder_floor LATENCY FILE`
// records the default microphone as earwitness does (48 kHz, mono, 16 bits), until SIGINT; the lines are in FILE.lines.
// Errors end it with a message: it is measured, and nobody relies on it.
#include <FLAC/stream_encoder.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <portaudio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <memory>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "ring/spsc_ring.hpp"

namespace {

constexpr unsigned rate = 48000;
constexpr std::size_t ring_samples = std::size_t{60} * rate;
constexpr std::size_t chunk_samples = 4096;
constexpr auto nap = std::chrono::milliseconds(250);  // as often as sound comes

using Ring = earwitness::ring::SpscRing<std::int16_t>;

[[noreturn]] void fail(const char* what) {
  std::cerr << "recorder_floor: " << what << '\n';
  std::exit(EXIT_FAILURE);
}
void require(bool holds, const char* what) {
  if (!holds) fail(what);
}
void require(PaError error) {
  if (error != paNoError) fail(Pa_GetErrorText(error));
}

int keep(const void* input, void* /*output*/, unsigned long frames, const PaStreamCallbackTimeInfo* /*time*/,
         PaStreamCallbackFlags /*flags*/, void* producer) {
  auto& in = *static_cast<Ring::Producer*>(producer);
  const auto room = in.prepare(frames);
  if (room.size() < frames || input == nullptr) return paContinue;
  const auto* samples = static_cast<const std::int16_t*>(input);
  std::memcpy(room.first.data(), samples, room.first.size_bytes());
  if (!room.second.empty()) std::memcpy(room.second.data(), samples + room.first.size(), room.second.size_bytes());
  in.commit(frames);
  return paContinue;
}

class Recorder {
 public:
  explicit Recorder(const std::string& path)
      : sound_(::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC, 0600)),
        lines_(::open((path + ".lines").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600)),
        encoder_(FLAC__stream_encoder_new(), &FLAC__stream_encoder_delete),
        hash_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
    require(sound_ >= 0 && lines_ >= 0 && encoder_ && hash_, "can't begin");
    auto* encoder = encoder_.get();
    FLAC__stream_encoder_set_channels(encoder, 1);
    FLAC__stream_encoder_set_bits_per_sample(encoder, 16);
    FLAC__stream_encoder_set_sample_rate(encoder, rate);
    FLAC__stream_encoder_set_compression_level(encoder, 5);
    require(FLAC__stream_encoder_init_stream(encoder, &write, &seek, &tell, nullptr, this) ==
                FLAC__STREAM_ENCODER_INIT_STATUS_OK,
            "can't encode");
    begin_second();
  }

  void take(std::span<const std::int16_t> samples) {
    while (!samples.empty()) {
      const auto count = std::min({samples.size(), wide_.size(), std::size_t{rate} - in_second_});
      for (std::size_t i = 0; i < count; ++i) wide_[i] = samples[i];
      require(FLAC__stream_encoder_process_interleaved(encoder_.get(), wide_.data(), static_cast<unsigned>(count)) != 0,
              "can't encode");
      require(EVP_DigestUpdate(hash_.get(), samples.data(), count * sizeof samples[0]) == 1, "can't hash");
      in_second_ += count;
      samples = samples.subspan(count);
      if (in_second_ == rate) end_second();
    }
  }
  void finish() {
    require(FLAC__stream_encoder_finish(encoder_.get()) != 0, "can't finish");
    require(::fdatasync(sound_) == 0 && ::fdatasync(lines_) == 0, "can't sync");
  }

 private:
  void begin_second() {
    require(EVP_DigestInit_ex(hash_.get(), EVP_sha256(), nullptr) == 1, "can't hash");
    in_second_ = 0;
  }
  void end_second() {
    std::array<unsigned char, 32> digest{};
    require(EVP_DigestFinal_ex(hash_.get(), digest.data(), nullptr) == 1, "can't hash");
    std::string line;
    for (const auto byte : digest) {
      std::array<char, 3> two{};
      std::snprintf(two.data(), two.size(), "%02x", byte);
      line += two.data();
    }
    line += '\n';
    require(::fdatasync(sound_) == 0, "can't sync");
    require(::write(lines_, line.data(), line.size()) == static_cast<ssize_t>(line.size()), "can't write");
    require(::fdatasync(lines_) == 0, "can't sync");
    begin_second();
  }

  static FLAC__StreamEncoderWriteStatus write(const FLAC__StreamEncoder*, const FLAC__byte bytes[], std::size_t size,
                                              std::uint32_t, std::uint32_t, void* self) {
    return ::write(static_cast<Recorder*>(self)->sound_, bytes, size) == static_cast<ssize_t>(size)
               ? FLAC__STREAM_ENCODER_WRITE_STATUS_OK
               : FLAC__STREAM_ENCODER_WRITE_STATUS_FATAL_ERROR;
  }
  static FLAC__StreamEncoderSeekStatus seek(const FLAC__StreamEncoder*, FLAC__uint64 at, void* self) {
    return ::lseek(static_cast<Recorder*>(self)->sound_, static_cast<off_t>(at), SEEK_SET) >= 0
               ? FLAC__STREAM_ENCODER_SEEK_STATUS_OK
               : FLAC__STREAM_ENCODER_SEEK_STATUS_ERROR;
  }
  static FLAC__StreamEncoderTellStatus tell(const FLAC__StreamEncoder*, FLAC__uint64* at, void* self) {
    *at = static_cast<FLAC__uint64>(::lseek(static_cast<Recorder*>(self)->sound_, 0, SEEK_CUR));
    return FLAC__STREAM_ENCODER_TELL_STATUS_OK;
  }

  int sound_;
  int lines_;
  std::unique_ptr<FLAC__StreamEncoder, decltype(&FLAC__stream_encoder_delete)> encoder_;
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> hash_;
  std::array<FLAC__int32, chunk_samples> wide_{};
  std::size_t in_second_ = 0;
};

}  // namespace

int main(int count, char** words) {
  if (count == 2 && std::strcmp(words[1], "--version") == 0) {
    std::cout << FLAC__VERSION_STRING << '\n';
    return 0;
  }
  if (count != 3) return 2;
  sigset_t interrupt;
  sigemptyset(&interrupt);
  sigaddset(&interrupt, SIGINT);
  pthread_sigmask(SIG_BLOCK, &interrupt, nullptr);  // also of the threads that are made here

  Ring ring(ring_samples);
  Ring::Producer producer(ring);
  require(Pa_Initialize());
  PaStreamParameters input{};
  input.device = Pa_GetDefaultInputDevice();
  input.channelCount = 1;
  input.sampleFormat = paInt16;
  input.suggestedLatency = std::atof(words[1]);
  PaStream* stream = nullptr;
  require(Pa_OpenStream(&stream, &input, nullptr, rate, paFramesPerBufferUnspecified, paClipOff | paDitherOff, &keep,
                        &producer));
  std::atomic<bool> is_over{false};
  std::thread writer([&] {
    Recorder recorder(words[2]);
    Ring::Consumer out(ring);
    for (bool is_last = false; !is_last;) {
      is_last = is_over;
      if (!is_last) std::this_thread::sleep_for(nap);
      const auto parts = out.peek(ring_samples);
      recorder.take(parts.first);
      recorder.take(parts.second);
      out.release(parts.size());
    }
    recorder.finish();
  });
  require(Pa_StartStream(stream));
  int got = 0;
  sigwait(&interrupt, &got);
  require(Pa_StopStream(stream));
  is_over = true;
  writer.join();
  require(Pa_CloseStream(stream));
  require(Pa_Terminate());
  return 0;
}
