// SPDX-License-Identifier: MIT
//
// A file that is mostly silence: the same samples as an encoder gives, in a file that every check takes, and no block
// of silence goes through the encoder.
#include "flac/sparse_writer.hpp"

#include <random>
#include <vector>

#include "flac/ordered_decoder.hpp"
#include "flac/reader.hpp"
#include "flac/stream_check.hpp"
#include "flac/stream_head.hpp"
#include "tests/catch.hpp"
#include "tests/flac/known.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;
using test::tags;

namespace {

using Bytes = std::vector<std::byte>;

struct Stretch {
  Frames frames;
  bool is_silent;
};

Bytes noise(std::size_t bytes) {
  static std::mt19937 random(7);
  Bytes samples(bytes);
  for (auto& b : samples) b = static_cast<std::byte>(random() & 0xFFU);
  return samples;
}

/// Writes these stretches; what was written.
Bytes write(const os::Path& path, const AudioFormat& format, const std::vector<Stretch>& stretches,
            std::uint64_t& encoded) {
  flac::SparseWriter writer(os::posix_file_system().create(path), format, tags);
  Bytes all;
  for (const auto& stretch : stretches) {
    const auto bytes = static_cast<std::size_t>(stretch.frames) * format.bytes_per_frame();
    const auto samples = stretch.is_silent ? Bytes(bytes) : noise(bytes);
    all.insert(all.end(), samples.begin(), samples.end());
    if (stretch.is_silent) {
      writer.write_silence(stretch.frames);
    } else {
      writer.write(samples);
    }
  }
  writer.close();
  encoded = writer.encoded_blocks();
  return all;
}

template <typename From>
Bytes decoded(From& from) {
  Bytes all;
  for (auto part = from.read(4000); !part.empty(); part = from.read(4000))
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

/// What a check says against it; empty: nothing.
std::string fault(const os::Path& path, const AudioFormat& format, Frames frames) {
  auto& fs = os::posix_file_system();
  const auto head = flac::read_stream_head(*fs.open(path));
  if (!head.fault.empty()) return head.fault;
  if (head.info.frames != frames) return "its total";
  if (auto wrong = flac::fault_of_tags(head, tags.recording); !wrong.empty()) return wrong;
  const auto found = flac::find_stream_fault(fs.open(path), head, format, frames);
  return found ? found->detail : std::string();
}

}  // namespace

TEST_CASE("sparse writer: its samples, its frames and its checksum are those of an encoder's file") {
  const test::TemporaryFolder folder;
  auto& fs = os::posix_file_system();
  const std::vector<std::vector<Stretch>> shapes{{{100'000, true}},
                                                 {{50'000, true}, {30'000, false}, {70'001, true}},
                                                 {{30'000, false}, {1, true}, {5, false}},
                                                 {{4096, true}, {4096, false}, {4096, true}},
                                                 {{100, true}, {200, true}, {9000, true}, {3, false}},
                                                 {{2'000'000, false}, {12'345, true}},
                                                 {{1, true}},
                                                 {{7, false}}};
  for (const AudioFormat& format : {AudioFormat{8000, 1, 16}, AudioFormat{48'000, 2, 24}, AudioFormat{44'100, 2, 16}}) {
    for (std::size_t shape = 0; shape < shapes.size(); ++shape) {
      CAPTURE(format.sample_rate, shape);
      const auto path = folder / (std::to_string(format.sample_rate) + "-" + std::to_string(shape) + ".flac");
      std::uint64_t encoded = 0;
      const auto samples = write(path, format, shapes[shape], encoded);
      const auto frames = static_cast<Frames>(samples.size() / format.bytes_per_frame());
      CHECK(fault(path, format, frames).empty());
      flac::Reader reader(fs.open(path));
      CHECK(decoded(reader) == samples);
      CHECK_FALSE(reader.damaged());
      crypto::Md5 md5;
      md5.update(samples);
      CHECK(reader.info().md5 == md5.finish());
      const auto begin = flac::read_stream_head(*fs.open(path)).end;
      flac::OrderedDecoder in_parts(fs, path, format, begin, 2, 20'000);
      CHECK(decoded(in_parts) == samples);
    }
  }
}

TEST_CASE("sparse writer: only blocks with sound are encoded") {
  const test::TemporaryFolder folder;
  const AudioFormat format{48'000, 1, 16};
  // As seconds come: an hour of silence, ten seconds of sound that begin and end within a block, an hour of silence.
  std::vector<Stretch> seconds(3600, {48'000, true});
  seconds.insert(seconds.end(), 10, {48'000, false});
  seconds.insert(seconds.end(), 3600, {48'000, true});
  std::uint64_t encoded = 0;
  flac::SparseWriter writer(os::posix_file_system().create(folder / "a.flac"), format, tags);
  const auto sound = noise(96'000);
  const auto before = crypto::zeros_hashed();
  for (const auto& second : seconds) {
    if (second.is_silent) {
      writer.write_silence(second.frames);
    } else {
      writer.write(sound);
    }
  }
  writer.close();
  encoded = writer.encoded_blocks();
  CHECK(encoded >= 480'000 / 4096);
  CHECK(encoded <= 480'000 / 4096 + 2);
  const auto once = crypto::zeros_hashed() - before;
  CHECK(once == 2 * 3600 * 96'000ULL);
  // Whoever hears it again in this process hashes none of that silence again.
  crypto::Md5 md5;
  flac::Reader reader(os::posix_file_system().open(folder / "a.flac"));
  for (auto part = reader.read(4096); !part.empty(); part = reader.read(4096)) md5.update(part);
  CHECK(md5.finish() == reader.info().md5);
  CHECK(crypto::zeros_hashed() - before - once < 2 * 4096 * 2);
}
