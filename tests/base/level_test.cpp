// SPDX-License-Identifier: MIT
#include "base/level.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "tests/catch.hpp"

using namespace earwitness;
using base::Level;

namespace {

std::vector<std::byte> packed(const std::vector<std::int32_t>& samples, std::uint16_t bits) {
  std::vector<std::byte> bytes(samples.size() * (bits / 8U));
  for (std::size_t i = 0; i < samples.size(); ++i) std::memcpy(bytes.data() + i * (bits / 8U), &samples[i], bits / 8U);
  return bytes;
}

Level level_of(const std::vector<std::int32_t>& samples, std::uint16_t bits) {
  Level level;
  level.add(packed(samples, bits), bits);
  return level;
}

}  // namespace

TEST_CASE("level: full scale is 0 dB, half of it 6 dB less, in 16 and 24 bits") {
  CHECK(level_of({-32768, 32767}, 16).peak_dbfs() == test::Approx(0.0).margin(0.01));
  CHECK(level_of({16384}, 16).peak_dbfs() == test::Approx(-6.02).margin(0.01));
  CHECK(level_of({-4194304}, 24).peak_dbfs() == test::Approx(-6.02).margin(0.01));
  CHECK(level_of({16384, -16384}, 16).rms_dbfs() == test::Approx(-6.02).margin(0.01));
}

TEST_CASE("level: silence has a floor, not an infinity") {
  CHECK(level_of({0, 0}, 16).peak_dbfs() == base::silence_dbfs);
  CHECK(level_of({0, 0}, 24).rms_dbfs() == base::silence_dbfs);
  CHECK(Level().rms_dbfs() == base::silence_dbfs);
}

TEST_CASE("level: only samples at the ends of the scale count as clipped") {
  CHECK(level_of({32767, -32768, 32766, -32767, 0}, 16).clipped() == 2);
  CHECK(level_of({8388607, -8388608, 8388606}, 24).clipped() == 2);
}

TEST_CASE("level: two stretches merged are as one") {
  auto a = level_of({100, -30000, 32767}, 16);
  const auto b = level_of({5, 6}, 16);
  a.merge(b);
  a.merge(Level());
  const auto whole = level_of({100, -30000, 32767, 5, 6}, 16);
  CHECK(a.peak() == whole.peak());
  CHECK(a.rms() == test::Approx(whole.rms()));
  CHECK(a.clipped() == whole.clipped());
}

TEST_CASE("level: what is measured in blocks is what is measured sample by sample, wherever a block ends") {
  for (const std::uint16_t bits : {std::uint16_t{16}, std::uint16_t{24}}) {
    const std::int32_t top = bits == 16 ? 32767 : 8388607;
    for (const std::size_t count : {1U, 2U, 1023U, 1024U, 1025U, 5000U}) {
      std::vector<std::int32_t> samples(count);
      double squares = 0;
      std::int32_t peak = 0;
      for (std::size_t i = 0; i < count; ++i) {
        samples[i] = (i % 2 == 0 ? 1 : -1) * static_cast<std::int32_t>((i * 7919) % static_cast<std::size_t>(top));
        if (i + 1 == count) samples[i] = -top - 1;  // the last one is the loudest: none is left out
        squares += static_cast<double>(samples[i]) * samples[i];
        peak = std::max(peak, std::abs(samples[i]));
      }
      const auto level = level_of(samples, bits);
      CAPTURE(bits, count);
      CHECK(level.peak() == peak / (top + 1.0));
      CHECK(level.rms() == test::Approx(std::sqrt(squares / static_cast<double>(count)) / (top + 1.0)));
      CHECK(level.clipped() == 1);
    }
  }
}
