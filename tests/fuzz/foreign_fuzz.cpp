// SPDX-License-Identifier: MIT
//
// A file that something else recorded, as `import` decodes it: whatever it is, its bytes stay, what is counted of it is
// what is in the FLAC file that is made, and the same comes out every time.
#include "base/text.hpp"
#include "crypto/sha256.hpp"
#include "derive/import_sound.hpp"
#include "flac/foreign_sound.hpp"
#include "flac/metadata.hpp"
#include "flac/reader.hpp"
#include "tests/faults/memory_file_system.hpp"
#include "tests/fuzz/fuzz.hpp"

/// LeakSanitizer asks for it by this name. libsndfile forgets what it began with where an Ogg file can't be opened.
extern "C" const char* __lsan_default_suppressions();  // NOLINT(bugprone-reserved-identifier)
extern "C" const char* __lsan_default_suppressions() { return "leak:vorbis_info_init\n"; }  // NOLINT

namespace earwitness::fuzz {

namespace {

constexpr Frames frames_decoded_at_most = 2'000'000;  // a few bytes may be hours of silence
constexpr std::size_t claim_bytes_at_most = 1000;

/// Of the decoder alone; nothing where it is too much to go on with.
bool is_short_enough(faults::MemoryFileSystem& disk) {
  const auto source = flac::ForeignSound::open(disk.open("/file"));
  if (!source) return true;
  const auto& format = source->format();
  require(format.channels >= 1 && format.channels <= 8 && (format.bits == 16 || format.bits == 24) &&
              format.sample_rate > 0,
          "the sound is of a shape that was asked for");
  for (const auto& [name, text] : source->claims()) {
    require(!name.empty() && text.size() <= claim_bytes_at_most, "what a file says of itself has a limit");
  }
  Frames frames = 0;
  for (;;) {
    const auto part = source->read(4000);
    require(part.size() % format.bytes_per_frame() == 0, "whole frames are decoded");
    require(part.size() <= 4000 * format.bytes_per_frame(), "no more than was asked for is decoded");
    frames += static_cast<Frames>(part.size() / format.bytes_per_frame());
    if (part.empty() || frames > frames_decoded_at_most) return part.empty();
  }
}

void check_seconds(os::FileSystem& disk, const derive::ImportedSound& sound) {
  const auto info = flac::read_stream_info(*disk.open("/sound.flac"));
  require(info.format == sound.format && info.frames == sound.frames(), "the header tells what was decoded");
  flac::Reader reader(disk.open("/sound.flac"));
  Frames next = 0;
  for (const auto& second : sound.seconds) {
    const bool is_last = &second == &sound.seconds.back();
    require(second.from == next && second.frames > 0, "seconds follow each other");
    require(is_last ? second.frames <= sound.format.sample_rate : second.frames == sound.format.sample_rate,
            "a second is one");
    next += second.frames;
    crypto::Sha256 hash;
    for (Frames left = second.frames; left > 0;) {
      const auto part = reader.read(left);
      require(!part.empty(), "all that is counted is in the file");
      hash.update(part);
      left -= static_cast<Frames>(part.size() / sound.format.bytes_per_frame());
    }
    require(hash.finish() == second.sha256, "each second has the hash of what was kept");
  }
  require(reader.read(1).empty(), "nothing that is not counted is in the file");
}

}  // namespace

void foreign_sound(Input input) {
  faults::MemoryFileSystem disk;
  {
    const auto file = disk.create("/file");
    if (!input.empty()) os::write_all(*file, input);
  }
  if (!is_short_enough(disk)) return;
  const auto sound = derive::decode_import(disk, "/file", "/sound.flac", "0b7e0c3e-0000-4000-8000-000000000000");
  require(os::read_all(disk, "/file", input.size() + 1) == as_text(input), "the file stays as it came");
  if (!sound || sound->seconds.empty()) return require(!disk.status("/sound.flac"), "nothing makes no file");
  check_seconds(disk, *sound);
  const auto again = derive::decode_import(disk, "/file", "/again.flac", "0b7e0c3e-0000-4000-8000-000000000000");
  require(again && again->seconds.size() == sound->seconds.size() && again->damaged == sound->damaged,
          "the same comes out again");
  for (std::size_t i = 0; i < sound->seconds.size(); ++i) {
    require(again->seconds[i].sha256 == sound->seconds[i].sha256, "the same comes out again");
  }
}

}  // namespace earwitness::fuzz
