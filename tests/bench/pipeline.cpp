// SPDX-License-Identifier: MIT
//
// The way from the ring to a sealed bag as fast as it goes: no device, and a clock that does not wait.
//
//   bench_pipeline SOUND SECONDS ARCHIVE
//
// SOUND is raw audio, 48 kHz, one channel, 16 bits; it is repeated for as long as asked. The engine's rounds, the
// encoder, the hashes, the journal, its syncs, the files and the seal are those of `earwitness start`. Prints one line
// of JSON: wall and CPU seconds up to the seal, its own share of memory at the end, bytes of sound, the bag.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include "os/file_system.hpp"
#include "tests/faults/attempt.hpp"

using namespace earwitness;
using namespace earwitness::faults;

namespace {

constexpr AudioFormat speech{48000, 1, 16};
constexpr Frames period = 6000;  // of the device, as with a meter

std::vector<std::byte> bytes_of(const char* path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (text.size() < 2) throw std::runtime_error(fmt::format("no sound in {}", path));
  const auto* begin = reinterpret_cast<const std::byte*>(text.data());
  return {begin, begin + text.size() / 2 * 2};
}

/// The sound again and again.
Device::Sound repeated(std::vector<std::byte> sound) {
  return [sound = std::move(sound)](std::vector<std::byte>& bytes, Frames first, Frames frames, const AudioFormat&) {
    auto at = static_cast<std::size_t>(first) * 2 % sound.size();
    for (auto left = static_cast<std::size_t>(frames) * 2; left > 0;) {
      const auto piece = std::min(left, sound.size() - at);
      const auto from = sound.begin() + static_cast<std::ptrdiff_t>(at);
      bytes.insert(bytes.end(), from, from + static_cast<std::ptrdiff_t>(piece));
      left -= piece;
      at = 0;
    }
  };
}

double pss_mib() {
  std::ifstream file("/proc/self/smaps_rollup");
  std::string word;
  double kib = 0;
  while (file >> word && word != "Pss:") {
  }
  file >> kib;
  return kib / 1024;
}

void run(const char* sound, std::chrono::seconds length, const char* archive) {
  const World world;
  const auto device = std::make_shared<Device>(world, speech, steady(speech, period), repeated(bytes_of(sound)));
  const auto began = std::chrono::steady_clock::now();
  const auto cpu = std::clock();
  const auto attempt =
      record(os::posix_file_system(), world, device, {.length = length, .archive = archive, .verified = false});
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  const auto cpu_took = static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC;
  if (!attempt.sealed) throw std::runtime_error(attempt.told ? attempt.told->sentence : "not sealed");
  const auto bag = attempt.folder / "recording";
  fmt::print("{{\"seconds\":{:.6f},\"cpu_seconds\":{:.6f},\"pss_mib\":{:.3f},\"bytes\":{},\"bag\":\"{}\"}}\n",
             took.count(), cpu_took, pss_mib(), os::posix_file_system().open(bag / "data" / "audio-001.flac")->size(),
             bag.string());
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 4) throw std::runtime_error("bench_pipeline SOUND SECONDS ARCHIVE");
  run(argv[1], std::chrono::seconds(std::stol(argv[2])), argv[3]);
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
