// SPDX-License-Identifier: MIT
//
// What one second of sound (48 kHz, one channel, 16 bits) costs in each part of the way: `bench_micro`, or
// `bench_micro ring` and so on. A figure is good on a quiet machine alone.
#if __has_include(<catch2/benchmark/catch_benchmark.hpp>)
#include <catch2/benchmark/catch_benchmark.hpp>
#include <catch2/catch_test_macros.hpp>
#else
#define CATCH_CONFIG_ENABLE_BENCHMARKING
#include <catch2/catch.hpp>
#endif

#include <cmath>
#include <cstddef>
#include <cstring>
#include <fstream>
#include <iterator>
#include <vector>

#include "base/level.hpp"
#include "crypto/md5.hpp"
#include "crypto/sha256.hpp"
#include "flac/reader.hpp"
#include "flac/writer.hpp"
#include "journal/writer.hpp"
#include "json/value.hpp"
#include "os/bytes_file.hpp"
#include "os/file_system.hpp"
#include "ring/audio_ring.hpp"
#include "tests/faults/random.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;

namespace {

constexpr AudioFormat speech{48000, 1, 16};
constexpr Frames second = 48000;
constexpr Frames period = 6000;

/// Two tones that swell, and noise: it costs an encoder about what speech does.
std::vector<std::byte> one_second() {
  faults::Random random(1);
  std::vector<std::byte> bytes(second * 2);
  for (Frames i = 0; i < second; ++i) {
    const auto t = static_cast<double>(i) / second;
    const auto tone = (std::sin(t * 880) + std::sin(t * 2750) / 2) * std::sin(t * 20) * 4000;
    const auto sample = static_cast<std::int16_t>(tone + static_cast<double>(random.between(-16, 16)));
    std::memcpy(bytes.data() + 2 * i, &sample, 2);
  }
  return bytes;
}

const std::vector<std::byte> sound = one_second();

}  // namespace

TEST_CASE("ring: eight blocks go through it") {
  ring::AudioRing ring(speech, 60 * second);
  ring::AudioRing::Producer producer(ring);
  ring::AudioRing::Consumer consumer(ring);
  BENCHMARK("ring, a second in and out") {
    for (Frames at = 0; at < second; at += period) (void)producer.push(sound.data() + 2 * at, period, at, false);
    Frames taken = 0;
    while (const auto* block = consumer.block()) {
      (void)consumer.samples(*block);
      taken += block->frames;
      consumer.release(*block);
    }
    return taken;
  };
}

TEST_CASE("hash: the samples and their level") {
  crypto::Sha256 sha256;
  BENCHMARK("SHA-256 of a second") {
    sha256.update(sound);
    return sha256.finish();
  };
  BENCHMARK("MD5 of a second, as FLAC keeps it") {
    crypto::Md5 md5;
    md5.update(sound);
    return md5.finish();
  };
  BENCHMARK("level of a second") {
    base::Level level;
    level.add(sound, 16);
    return level.rms();
  };
}

TEST_CASE("journal: a line a second, not synced") {
  const test::TemporaryFolder folder;
  journal::Writer writer(os::posix_file_system().create(folder / "journal.jsonl"));
  const json::Value fields{{"file", "data/audio-001.flac"},  {"from", 48000},      {"frames", 48000},
                           {"sha256", std::string(64, 'a')}, {"peak_dbfs", -12.3}, {"rms_dbfs", -30.1}};
  BENCHMARK("journal, a second's line") { return writer.append("second", fields, UtcTime{}, BootTime{}); };
  BENCHMARK("journal, a second's line, synced") {
    auto hash = writer.append("second", fields, UtcTime{}, BootTime{});
    writer.sync();
    return hash;
  };
  writer.close();
}

TEST_CASE("flac: a second there and back") {
  const test::TemporaryFolder folder;
  const flac::Tags tags{"2026-01-01T00:00:00Z", "0b7e0c3e-0000-4000-8000-000000000000", "bench"};
  flac::Writer writer(os::posix_file_system().create(folder / "long.flac"), speech, tags);
  BENCHMARK("FLAC, a second encoded and written") {
    writer.write(sound);
    return writer.frames();
  };
  writer.close();
  flac::Writer once(os::posix_file_system().create(folder / "second.flac"), speech, tags);
  once.write(sound);
  once.close();
  std::ifstream file(folder / "second.flac", std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto bytes = std::as_bytes(std::span(text));
  BENCHMARK("FLAC, a file of a second opened and decoded") {
    flac::Reader reader(std::make_unique<os::BytesFile>(bytes));
    Frames frames = 0;
    for (auto part = reader.read(4096); !part.empty(); part = reader.read(4096)) frames += std::ssize(part) / 2;
    return frames;
  };
}
