// SPDX-License-Identifier: MIT
#include "capture/test_signal.hpp"

#include <chrono>
#include <cstring>
#include <memory>
#include <thread>

#include "tests/catch.hpp"

using namespace earwitness;

TEST_CASE("test signal: what comes out of the ring is the signal that was promised, from its first frame") {
  const auto format = GENERATE(AudioFormat{8000, 2, 16}, AudioFormat{8000, 1, 24});
  auto ring = std::make_shared<ring::AudioRing>(format, 8000);
  capture::TestSignal signal(format);
  CHECK(signal.kind() == "test-signal");
  signal.start(ring);
  ring::AudioRing::Consumer out(*ring);
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  Frames frame = 0;
  bool same = true;
  while (frame < 2000 && std::chrono::steady_clock::now() < give_up) {
    const auto* block = out.block();
    if (block == nullptr) {
      std::this_thread::yield();
      continue;
    }
    const auto parts = out.samples(*block);
    const auto byte_at = [&](std::size_t i) {
      return i < parts.first.size() ? parts.first[i] : parts.second[i - parts.first.size()];
    };
    const auto size = format.bytes_per_sample();
    for (std::size_t i = 0; i < static_cast<std::size_t>(block->frames); ++i) {
      const auto expected = capture::test_signal_sample(frame + static_cast<Frames>(i), format);
      for (std::size_t c = 0; c < format.channels; ++c) {
        std::uint32_t sample = 0;
        for (std::size_t b = 0; b < size; ++b) {
          sample |= std::to_integer<std::uint32_t>(byte_at((i * format.channels + c) * size + b))
                    << (8 * (4 - size + b));
        }
        same = same && static_cast<std::int32_t>(sample) >> (32 - format.bits) == expected;
      }
    }
    frame += block->frames;
    out.release(*block);
  }
  signal.stop();
  CHECK(frame >= 2000);
  CHECK(same);
  CHECK_FALSE(signal.active());
}

TEST_CASE("test signal: it can be heard and does not clip") {
  std::int32_t loudest = 0;
  const AudioFormat format;
  for (Frames f = 0; f < 48000; ++f) loudest = std::max(loudest, std::abs(capture::test_signal_sample(f, format)));
  CHECK(loudest > 32767 / 5);
  CHECK(loudest < 32767 / 3);
}
