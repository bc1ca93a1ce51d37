// SPDX-License-Identifier: MIT
//
// A long time, faster than it passes: nothing adds up, nothing grows, no frame is lost, invented or filled in.
//
// EARWITNESS_LONG=1 makes it 24 hours, and 2^31 frames and more in one file; without it, minutes and seconds.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>

#include "flac/reader.hpp"
#include "tests/catch.hpp"
#include "tests/faults/attempt.hpp"
#include "tests/faults/faulty_file_system.hpp"
#include "tests/faults/random.hpp"
#include "tests/temporary_folder.hpp"
#include "verify/verify.hpp"

using namespace earwitness;
using namespace earwitness::faults;
using namespace std::chrono_literals;

namespace {

constexpr double max_growth_mib = 8;

bool long_form() { return number_from_environment("EARWITNESS_LONG", 0) != 0; }

double resident_mib() {
  std::ifstream statm("/proc/self/statm");
  double total = 0;
  double resident = 0;
  statm >> total >> resident;
  constexpr double page_bytes = 4096;
  return resident * page_bytes / 1024 / 1024;
}

/// Frames that follow each other as they sounded, up to the first that does not.
Frames right_frames(const os::Path& path, const AudioFormat& format) {
  flac::Reader reader(os::posix_file_system().open(path));
  Frames right = 0;
  std::vector<std::byte> expected;
  for (auto part = reader.read(step); !part.empty(); part = reader.read(step)) {
    const auto frames = static_cast<Frames>(part.size() / format.bytes_per_frame());
    expected.clear();
    append_steps(expected, right, frames, format);
    if (std::memcmp(expected.data(), part.data(), part.size()) != 0) return right;
    right += frames;
  }
  return right;
}

struct Figures {
  double growth_mib = 0;
  Frames sounded = 0;
};

Figures record_long(const AudioFormat& format, std::chrono::seconds length, double ppm) {
  const test::TemporaryFolder folder;
  const World world;
  // The disk takes what it is given, but does not make anybody wait for a sync, of which there are a hundred thousand.
  FaultyFileSystem disk(os::posix_file_system(),
                        {.on = Operation::sync_data, .effect = Effect::lie, .lasting = Lasting::kind});
  const auto device = std::make_shared<Device>(
      world, format, steady(format, static_cast<Frames>(format.sample_rate) / 4, ppm), append_steps);
  const auto began = world.boot();
  const auto real = std::chrono::steady_clock::now();
  double settled = 0;
  Figures figures;
  const auto watch = [&] {
    const auto so_far = world.boot() - began;
    if (so_far < length / 10) return;
    if (settled == 0) settled = resident_mib();
    if (so_far >= length - 1s) figures.growth_mib = resident_mib() - settled;
  };
  const auto attempt =
      record(disk, world, device, {.length = length, .ring = 2s, .archive = folder.path().string(), .on_round = watch});
  INFO((attempt.told ? attempt.told->sentence : attempt.not_ours));
  REQUIRE_FALSE(attempt.told);
  REQUIRE(attempt.not_ours == "");
  figures.sounded = device->sounded();
  CHECK(attempt.unchanged);
  CHECK(attempt.acknowledged == figures.sounded);
  CHECK(right_frames(attempt.folder / "recording" / "data" / "audio-001.flac", format) == figures.sounded);
  const auto result = verify(attempt.folder);
  CHECK(result.declared.empty());
  CHECK(result.seconds == test::Approx(format.seconds(figures.sounded)));
  CHECK(figures.growth_mib < max_growth_mib);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - real;
  std::printf("%u Hz, %u channels, %u bits, clock off by %+.0f ppm: %lld frames (%.1f h) in %.1f s, %+.1f MiB\n",
              format.sample_rate, format.channels, format.bits, ppm, static_cast<long long>(figures.sounded),
              format.seconds(figures.sounded) / 3600, took.count(), figures.growth_mib);
  std::fflush(stdout);
  return figures;
}

}  // namespace

TEST_CASE("long: a day of sound from a clock that is off has every frame, no gap, and takes no more memory") {
  const double ppm = GENERATE(300.0, -300.0);
  const std::chrono::seconds length = long_form() ? 24h : 5min;
  const auto figures = record_long({48000, 1, 16}, length, ppm);
  CHECK(std::abs(48000.0 * static_cast<double>(length.count()) * (1 + ppm * 1e-6) -
                 static_cast<double>(figures.sounded)) <= 24000);  // half a second: the rounds in which a stop is asked
}

TEST_CASE("long: eight channels of 24 bits at 192 kHz go past 2^31 frames in one file") {
  constexpr Frames past = (Frames{1} << 31U) + 1'000'000;
  const auto length = long_form() ? std::chrono::seconds(past / 192'000 + 1) : 4s;
  const auto figures = record_long({192'000, 8, 24}, length, 0);
  if (long_form()) CHECK(figures.sounded > past);
}
