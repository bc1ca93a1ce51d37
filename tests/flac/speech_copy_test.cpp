// SPDX-License-Identifier: MIT
#include "flac/speech_copy.hpp"

#include <cmath>
#include <cstring>
#include <numbers>

#include "flac/writer.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;

namespace {

/// A tone of half of full scale, on all channels.
os::Path tone(const test::TemporaryFolder& folder, const AudioFormat& format, double hertz, Frames frames) {
  const auto path = folder / "tone.flac";
  flac::Writer writer(os::posix_file_system().create(path), format,
                      {"2026", "0b7e0c3e-0000-4000-8000-000000000000", "x"});
  std::vector<std::byte> samples;
  for (Frames i = 0; i < frames; ++i) {
    const double angle = 2 * std::numbers::pi * hertz * static_cast<double>(i) / format.sample_rate;
    const double full = format.bits == 24 ? 8388607.0 : 32767.0;
    const auto value = static_cast<std::int32_t>(std::lround(std::sin(angle) * full / 2));
    for (int c = 0; c < format.channels; ++c) {
      for (std::size_t b = 0; b < format.bytes_per_sample(); ++b) {
        samples.push_back(static_cast<std::byte>((static_cast<std::uint32_t>(value) >> (8 * b)) & 0xFFU));
      }
    }
  }
  writer.write(samples);
  writer.close();
  return path;
}

struct Wav {
  std::string bytes;
  std::vector<std::int16_t> samples;
};

Wav copied(const test::TemporaryFolder& folder, const os::Path& from) {
  const auto to = folder / "speech.wav";
  flac::write_speech_copy(os::posix_file_system(), from, to);
  Wav wav{os::read_all(os::posix_file_system(), to, 1 << 24), {}};
  wav.samples.resize((wav.bytes.size() - 44) / 2);
  std::memcpy(wav.samples.data(), wav.bytes.data() + 44, wav.samples.size() * 2);
  return wav;
}

/// Its loudness in the middle, where no edge is.
double rms(const std::vector<std::int16_t>& samples) {
  double sum = 0;
  const auto quarter = samples.size() / 4;
  for (std::size_t i = quarter; i < 3 * quarter; ++i) sum += std::pow(samples[i] / 32768.0, 2);
  return std::sqrt(sum / static_cast<double>(2 * quarter));
}

}  // namespace

TEST_CASE("speech keeps its loudness, its pitch and its length, whatever it was recorded in") {
  for (const auto& format : {AudioFormat{48000, 1, 16}, AudioFormat{44100, 2, 24}, AudioFormat{8000, 1, 16}}) {
    const test::TemporaryFolder folder;
    const auto wav = copied(folder, tone(folder, format, 1000, format.sample_rate));
    CAPTURE(format.sample_rate);
    CHECK(std::abs(static_cast<int>(wav.samples.size()) - 16'000) <= 1);
    CHECK(std::abs(rms(wav.samples) - 0.5 / std::numbers::sqrt2) < 0.01);
    int rises = 0;
    for (std::size_t i = 1; i < wav.samples.size(); ++i) rises += wav.samples[i - 1] < 0 && wav.samples[i] >= 0;
    CHECK(std::abs(rises - 1000) <= 2);
  }
}

TEST_CASE("what 16 kHz can't hold is filtered out, and not heard as another tone") {
  const test::TemporaryFolder folder;
  CHECK(rms(copied(folder, tone(folder, {48000, 1, 16}, 11'000, 48'000)).samples) < 0.005);
}

TEST_CASE("the header says what it is, and how long") {
  const test::TemporaryFolder folder;
  const auto wav = copied(folder, tone(folder, {48000, 1, 16}, 1000, 24'000));
  CHECK(wav.bytes.substr(0, 4) == "RIFF");
  CHECK(wav.bytes.substr(8, 8) == "WAVEfmt ");
  std::uint32_t rate = 0;
  std::uint32_t bytes = 0;
  std::memcpy(&rate, wav.bytes.data() + 24, 4);
  std::memcpy(&bytes, wav.bytes.data() + 40, 4);
  CHECK(rate == 16'000);
  CHECK(bytes == wav.bytes.size() - 44);
}
