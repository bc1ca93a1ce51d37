// SPDX-License-Identifier: MIT
//
// A loss is known at its place, to the frame: a block that does not fit is dropped whole and counted by the next.
#include "ring/audio_ring.hpp"

#include <array>
#include <cstdint>
#include <thread>
#include <vector>

#include "tests/catch.hpp"

using earwitness::AudioFormat;
using earwitness::Frames;
using earwitness::ring::AudioRing;

namespace {

constexpr AudioFormat mono16{8000, 1, 16};

std::vector<std::int16_t> take(AudioRing::Consumer& out) {
  const auto* block = out.block();
  REQUIRE(block != nullptr);
  const auto parts = out.samples(*block);
  std::vector<std::int16_t> samples(static_cast<std::size_t>(block->frames));
  std::memcpy(samples.data(), parts.first.data(), parts.first.size());
  if (!parts.second.empty()) {
    std::memcpy(reinterpret_cast<std::byte*>(samples.data()) + parts.first.size(), parts.second.data(),
                parts.second.size());
  }
  out.release(*block);
  return samples;
}

}  // namespace

TEST_CASE("audio ring: samples and the time of their callback come through unchanged") {
  AudioRing ring(mono16, 1024);
  AudioRing::Producer in(ring);
  AudioRing::Consumer out(ring);
  const std::array<std::int16_t, 3> samples{1, -2, 32767};
  CHECK(out.block() == nullptr);
  REQUIRE(in.push(samples.data(), 3, 42, false));
  REQUIRE(out.block() != nullptr);
  CHECK(out.block()->boot_ns == 42);
  CHECK(out.block()->lost_before == 0);
  CHECK(out.waiting() == 3);
  CHECK(take(out) == std::vector<std::int16_t>{1, -2, 32767});
  CHECK(out.waiting() == 0);
}

TEST_CASE("audio ring: no frame is torn where the ring begins anew, whatever its size") {
  const auto format =
      GENERATE(AudioFormat{8000, 1, 24}, AudioFormat{8000, 2, 24}, AudioFormat{8000, 3, 16}, AudioFormat{8000, 8, 24});
  AudioRing ring(format, 1000);
  AudioRing::Producer in(ring);
  AudioRing::Consumer out(ring);
  const auto frame_bytes = format.bytes_per_frame();
  std::vector<std::byte> block(700 * frame_bytes);
  std::uint8_t next = 0;
  for (int i = 0; i < 50; ++i) {
    for (auto& byte : block) byte = static_cast<std::byte>(next++ % 251);
    REQUIRE(in.push(block.data(), 700, i, false));
    const auto parts = out.samples(*out.block());
    REQUIRE(parts.first.size() % frame_bytes == 0);
    REQUIRE(parts.second.size() % frame_bytes == 0);
    std::vector<std::byte> taken(parts.first.begin(), parts.first.end());
    taken.insert(taken.end(), parts.second.begin(), parts.second.end());
    REQUIRE(taken == block);
    out.release(*out.block());
  }
}

TEST_CASE("audio ring: blocks dropped by a full ring are counted by the next that fits") {
  AudioRing ring(mono16, 1024);
  AudioRing::Producer in(ring);
  AudioRing::Consumer out(ring);
  const std::vector<std::int16_t> block(1000, 5);
  REQUIRE(in.push(block.data(), 1000, 1, false));
  CHECK_FALSE(in.push(block.data(), 1000, 2, false));
  CHECK_FALSE(in.push(block.data(), 500, 3, true));
  (void)take(out);
  REQUIRE(in.push(block.data(), 10, 4, false));
  REQUIRE(out.block() != nullptr);
  CHECK(out.block()->lost_before == 1500);
  CHECK(out.block()->device_overflow);
  (void)take(out);
  REQUIRE(in.push(block.data(), 10, 5, false));
  CHECK(out.block()->lost_before == 0);
  CHECK_FALSE(out.block()->device_overflow);
}

TEST_CASE("audio ring: a callback without input is silence, not an old block's samples") {
  AudioRing ring(mono16, 64);
  AudioRing::Producer in(ring);
  AudioRing::Consumer out(ring);
  const std::vector<std::int16_t> loud(64, 9);
  REQUIRE(in.push(loud.data(), 64, 1, false));
  (void)take(out);
  REQUIRE(in.push(nullptr, 64, 2, false));
  CHECK(take(out) == std::vector<std::int16_t>(64, 0));
}

TEST_CASE("audio ring: frames received and frames counted as lost add up, whatever the reader's pace") {
  AudioRing ring(mono16, 2048);
  constexpr int blocks = 20'000;
  constexpr Frames block_frames = 160;
  std::thread producer([&] {
    AudioRing::Producer in(ring);
    std::vector<std::int16_t> samples(block_frames);
    for (int b = 0; b < blocks; ++b) {
      samples.assign(block_frames, static_cast<std::int16_t>(b % 32768));
      in.push(samples.data(), block_frames, b, false);
    }
    // The last one must fit, to carry what was lost before it.
    while (!in.push(samples.data(), 0, blocks, false)) std::this_thread::yield();
  });
  AudioRing::Consumer out(ring);
  Frames seen = 0;
  Frames lost = 0;
  bool in_order = true;
  for (bool last = false; !last;) {
    const auto* block = out.block();
    if (block == nullptr) {
      std::this_thread::yield();
      continue;
    }
    last = block->boot_ns == blocks;
    lost += block->lost_before;
    seen += block->frames;
    // The block's number is in its samples and in its time: torn or shifted data would differ.
    in_order = in_order && (last || (seen + lost) == (block->boot_ns + 1) * block_frames);
    if (block->frames > 0) {
      const auto number = static_cast<std::int16_t>(block->boot_ns % 32768);
      for (const auto sample : take(out)) in_order = in_order && sample == number;
    } else {
      out.release(*block);
    }
  }
  producer.join();
  CHECK(in_order);
  CHECK(seen + lost == blocks * block_frames);
}

TEST_CASE("audio ring: one channel of wider frames is kept, also where a block wraps around the ring's end") {
  const AudioFormat format{8000, 1, 24};
  constexpr std::size_t channels = 5;
  constexpr std::size_t frames = 700;
  AudioRing ring(format, 1000);
  AudioRing::Producer in(ring);
  AudioRing::Consumer out(ring);
  std::vector<std::byte> block(frames * channels * 3);
  for (std::size_t i = 0; i < block.size(); ++i) block[i] = static_cast<std::byte>(i * 7 + i / 256);
  const earwitness::ring::OneChannel third{channels * 3, 2 * 3};
  for (int round = 0; round < 8; ++round) {
    REQUIRE(in.push(block.data(), frames, 0, false, 0, &third));
    const auto parts = out.samples(*out.block());
    std::vector<std::byte> got(parts.first.begin(), parts.first.end());
    got.insert(got.end(), parts.second.begin(), parts.second.end());
    REQUIRE(got.size() == frames * 3);
    for (std::size_t frame = 0; frame < frames; ++frame) {
      for (std::size_t byte = 0; byte < 3; ++byte) {
        if (got[frame * 3 + byte] != block[(frame * channels + 2) * 3 + byte]) FAIL("frame " << frame);
      }
    }
    out.release(*out.block());
  }
}
