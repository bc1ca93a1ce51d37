// SPDX-License-Identifier: MIT
#include "flac/ordered_decoder.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "flac/frame_cuts.hpp"
#include "flac/frame_scan.hpp"
#include "flac/metadata.hpp"
#include "flac/reader.hpp"
#include "flac/silent_frame.hpp"
#include "flac/writer.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;

namespace {

using Bytes = std::vector<std::byte>;

/// A FLAC file with noise, and ways to take it apart.
class Sound {
 public:
  Sound(const AudioFormat& format, Frames frames) : format_(format) {
    std::uint32_t state = 1;
    for (auto left = static_cast<std::size_t>(frames) * format.bytes_per_frame(); left > 0; --left) {
      state = state * 1664525 + 1013904223;
      // Low samples: the files stay small, and frames differ in length.
      const bool is_low = left % format.bytes_per_sample() == 0;
      samples.push_back(is_low ? static_cast<std::byte>(state >> 25U) : std::byte{0});
    }
    flac::Writer writer(os::posix_file_system().create(path()), format, {"2026", "x", "x"});
    writer.write(samples);
    writer.close();
    std::ostringstream text;
    text << std::ifstream(path(), std::ios::binary).rdbuf();
    const auto string = text.str();
    whole.resize(string.size());
    std::transform(string.begin(), string.end(), whole.begin(), [](char c) { return static_cast<std::byte>(c); });
    begin = *flac::metadata_end(*os::posix_file_system().open(path()));
    find_frames();
  }
  [[nodiscard]] os::Path path() const { return folder_.path() / "sound.flac"; }
  void write(const Bytes& bytes) const {
    std::filesystem::remove(path());
    std::ofstream(path(), std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  }
  [[nodiscard]] Bytes frame(std::size_t i) const {
    return {whole.begin() + at(i), i + 1 < offsets.size() ? whole.begin() + at(i + 1) : whole.end()};
  }
  /// The file with `what` put in before frame `i`.
  [[nodiscard]] Bytes with(std::size_t i, const Bytes& what) const {
    Bytes changed(whole.begin(), whole.begin() + at(i));
    changed.insert(changed.end(), what.begin(), what.end());
    changed.insert(changed.end(), whole.begin() + at(i), whole.end());
    return changed;
  }
  [[nodiscard]] Bytes decoded(unsigned threads, Frames part_frames, std::size_t* parts = nullptr) const {
    flac::OrderedDecoder decoder(os::posix_file_system(), path(), format_, begin, threads, part_frames);
    Bytes all;
    for (auto part = decoder.read(5000); !part.empty(); part = decoder.read(5000)) {
      all.insert(all.end(), part.begin(), part.end());
    }
    if (parts != nullptr) *parts = decoder.parts();
    return all;
  }
  /// What one decoder hears that goes through all of it.
  [[nodiscard]] Bytes played() const {
    flac::Reader reader(flac::from_frame(os::posix_file_system().open(path()), format_, begin));
    Bytes all;
    for (auto part = reader.read(5000); !part.empty(); part = reader.read(5000)) {
      all.insert(all.end(), part.begin(), part.end());
    }
    return all;
  }

  Bytes samples;
  Bytes whole;
  std::uint64_t begin = 0;
  std::vector<std::uint64_t> offsets;

 private:
  [[nodiscard]] std::ptrdiff_t at(std::size_t i) const { return static_cast<std::ptrdiff_t>(offsets[i]); }
  void find_frames() {
    flac::FrameCuts cuts(os::posix_file_system().open(path()), format_, begin);
    for (auto cut = cuts.first(); cut; cut = cuts.at_or_after(cut->first + 1)) offsets.push_back(cut->offset);
  }
  AudioFormat format_;
  test::TemporaryFolder folder_;
};

constexpr AudioFormat mono{8000, 1, 16};

/// A frame whose body swallows the frames from `i` on, as an encoder's would not.
Bytes swallowing(const Sound& sound, std::size_t i) {
  Bytes body;
  for (std::size_t k = i; k < std::min(i + 2, sound.offsets.size()); ++k) {
    const auto frame = sound.frame(k);
    body.insert(body.end(), frame.begin(), frame.end());
  }
  body.resize((body.size() + 1) / 2 * 2);
  // Verbatim samples stand with the high byte first.
  Bytes as_samples(body);
  for (std::size_t k = 0; k + 1 < as_samples.size(); k += 2) std::swap(as_samples[k], as_samples[k + 1]);
  return flac::verbatim_frame(mono, i, false, as_samples);
}

}  // namespace

TEST_CASE("ordered decoder: the same samples on one core and on many, in every format") {
  for (const auto& format : {mono, AudioFormat{48000, 2, 24}, AudioFormat{44100, 1, 24}}) {
    const Sound sound(format, 100'000);
    REQUIRE(sound.offsets.size() == 25);
    for (const unsigned threads : {1U, 2U, 4U}) {
      for (const Frames part : {1, 4096, 10'000, 50'000, 1'000'000}) {
        CAPTURE(format.channels, format.bits, threads, part);
        std::size_t parts = 0;
        CHECK(sound.decoded(threads, part, &parts) == sound.samples);
        CHECK(parts == (part <= 4096 ? 25 : part == 10'000 ? 9 : part == 50'000 ? 2 : 1));
      }
    }
  }
}

TEST_CASE("ordered decoder: a sound of a few frames, or of none") {
  for (const Frames frames : {1, 4095, 4096, 4097, 8192}) {
    const Sound sound(mono, frames);
    CHECK(sound.decoded(2, 4096) == sound.samples);
  }
  const Sound sound(mono, 8192);
  sound.write(Bytes(sound.whole.begin(), sound.whole.begin() + static_cast<std::ptrdiff_t>(sound.begin)));
  CHECK(sound.decoded(2, 4096).empty());
}

TEST_CASE("ordered decoder: what is hidden between two parts is heard, as a player would hear it") {
  const Sound sound(mono, 12 * 4096);
  const auto count = sound.offsets.size();
  REQUIRE(count == 12);
  const auto check = [&](const Bytes& changed) {
    sound.write(changed);
    CHECK(sound.played() != sound.samples);
    for (const Frames part : {4096, 8192, 12'288}) CHECK(sound.decoded(2, part) != sound.samples);
  };
  for (std::size_t i = 0; i < count; ++i) {
    CAPTURE(i);
    for (std::uint64_t number = 0; number <= count; ++number) {
      check(sound.with(i, flac::silent_frame(mono, number, 4096)));
      check(sound.with(i, flac::silent_frame(mono, number, 16)));
    }
    for (std::size_t k = 0; k < count; ++k) check(sound.with(i, sound.frame(k)));
    check(sound.with(i, swallowing(sound, i)));
    // The real frames are swallowed, and their copies stand before.
    auto copies = sound.frame(i);
    const auto frame = swallowing(sound, i);
    copies.insert(copies.end(), frame.begin(), frame.end());
    check(sound.with(i, copies));
  }
}

TEST_CASE("ordered decoder: damage is where it was, and what comes before is whole") {
  const Sound sound(mono, 12 * 4096);
  for (std::size_t at = sound.begin; at < sound.whole.size(); at += 97) {
    auto changed = sound.whole;
    changed[at] ^= std::byte{4};
    sound.write(changed);
    const auto got = sound.decoded(2, 8192);
    const auto frame = std::upper_bound(sound.offsets.begin(), sound.offsets.end(), at) - sound.offsets.begin() - 1;
    const auto before = static_cast<std::size_t>(frame) * 4096 * 2;
    CAPTURE(at, frame);
    REQUIRE(got.size() >= before);
    CHECK(std::equal(got.begin(), got.begin() + static_cast<std::ptrdiff_t>(before), sound.samples.begin()));
    CHECK(got != sound.samples);
  }
}

TEST_CASE("ordered decoder: a file that can't be opened is an error, and it may be left before its end") {
  CHECK_THROWS_AS(flac::OrderedDecoder(os::posix_file_system(), "/nowhere", mono, 0, 2), FileError);
  const Sound sound(mono, 100'000);
  for (int i = 0; i < 20; ++i) {
    flac::OrderedDecoder decoder(os::posix_file_system(), sound.path(), mono, sound.begin, 4, 4096);
    CHECK(decoder.read(i).size() == static_cast<std::size_t>(i) * 2);
  }
}
