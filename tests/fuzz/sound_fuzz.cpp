// SPDX-License-Identifier: MIT
//
// FLAC files of 8 kHz, one channel, 16 bits, as they come (`raw` in front of them) or with their checksums made anew:
// else no change would get past a frame's own. And a whole interrupted recording, which always becomes one that
// verifies.
#include <fmt/format.h>

#include <algorithm>

#include "base/limits.hpp"
#include "crypto/md5.hpp"
#include "flac/comments.hpp"
#include "flac/frame_decoder.hpp"
#include "flac/frame_scan.hpp"
#include "flac/metadata.hpp"
#include "flac/reader.hpp"
#include "flac/repair.hpp"
#include "flac/stream_check.hpp"
#include "flac/stream_head.hpp"
#include "os/bytes_file.hpp"
#include "recover/recover.hpp"
#include "tests/faults/world.hpp"
#include "tests/fuzz/folder.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/mend.hpp"
#include "verify/verify.hpp"

namespace earwitness::fuzz {

namespace {

constexpr AudioFormat format{8000, 1, 16};
constexpr Frames max_decoded = 8000 * 60;
const flac::Tags tags{"2026-11-23T14:30:05Z", "0b7e0c3e-0000-4000-8000-000000000000", "earwitness/fuzz"};

void read_through(std::unique_ptr<os::File> file) {
  try {
    flac::Reader reader(std::move(file));
    const auto frame_bytes = static_cast<Frames>(reader.info().format.bytes_per_frame());
    Frames decoded = 0;
    while (decoded < max_decoded) {
      const auto part = reader.read(4000);
      if (part.empty()) break;
      require(static_cast<Frames>(part.size()) % frame_bytes == 0, "whole frames are decoded");
      require(static_cast<Frames>(part.size()) <= 4000 * frame_bytes, "no more than was asked for is decoded");
      decoded += static_cast<Frames>(part.size()) / frame_bytes;
    }
    (void)reader.seek(100);
    (void)reader.read(10);
  } catch (const Error& error) {
    require(error.kind() == ErrorKind::unknown_format, "what is no FLAC is called that");
  }
}

void scan(Input bytes) {
  flac::FrameScan scan(std::make_unique<os::BytesFile>(bytes), format);
  for (const Frames position : {Frames{0}, Frames{100}, Frames{8000}, Frames{1} << 35U}) {
    const auto start = scan.at_or_before(position);
    if (!start) continue;
    require(start->first >= 0 && start->first <= position, "a frame at or before a position is there");
    require(start->offset < bytes.size(), "a frame lies in the file");
    read_through(flac::from_frame(std::make_unique<os::BytesFile>(bytes), format, start->offset));
  }
}

bool is_taken(Input bytes, Frames frames) {
  os::BytesFile file(bytes);
  const auto head = flac::read_stream_head(file);
  return head.fault.empty() && head.info.format == format &&
         !flac::find_stream_fault(std::make_unique<os::BytesFile>(bytes), head, format, frames);
}

/// What the check of a stream takes, libFLAC decodes whole, to the same samples as our own walk through its frames.
void compare(Input bytes) {
  os::BytesFile file(bytes);
  const auto head = flac::read_stream_head(file);
  const auto frames = head.info.frames;
  if (frames <= 0 || frames > max_decoded || !is_taken(bytes, frames)) return;
  flac::Reader reader(std::make_unique<os::BytesFile>(bytes));
  flac::FrameDecoder decoder(format);
  std::vector<std::byte> expected;
  for (auto at = static_cast<std::size_t>(head.end); at < bytes.size();) {
    const auto rest = bytes.subspan(at);
    const auto header = flac::parse_frame_header(rest, format);
    require(header.has_value(), "what was taken begins with a header");
    at += decoder.decode(rest, *header).bytes;
    for (const auto sample : decoder.samples(0)) {
      expected.push_back(static_cast<std::byte>(static_cast<std::uint32_t>(sample) & 0xFFU));
      expected.push_back(static_cast<std::byte>(static_cast<std::uint32_t>(sample) >> 8U & 0xFFU));
    }
  }
  std::vector<std::byte> heard;
  for (auto part = reader.read(4000); !part.empty(); part = reader.read(4000)) {
    heard.insert(heard.end(), part.begin(), part.end());
  }
  require(!reader.damaged() && heard == expected, "two decoders make the same of what was taken");
}

struct Sound {
  flac::Repaired told;
  std::uint64_t bytes = 0;
  std::array<std::byte, 16> md5{};
};

Sound repair(os::FileSystem& disk, const os::Path& from, const os::Path& to) {
  std::vector<std::byte> heard;
  Sound sound;
  sound.told = flac::repair(
      disk, from, to, format, tags,
      [&](std::span<const std::byte> samples) { heard.insert(heard.end(), samples.begin(), samples.end()); },
      [&] { heard.clear(); });
  crypto::Md5 md5;
  md5.update(heard);
  sound.bytes = heard.size();
  sound.md5 = md5.finish();
  return sound;
}

void check_repair(Input bytes) {
  faults::MemoryFileSystem disk;
  const auto file = disk.create("/original");
  if (!bytes.empty()) os::write_all(*file, bytes);
  const auto repaired = repair(disk, "/original", "/repaired");
  require(repaired.bytes == static_cast<std::uint64_t>(repaired.told.frames) * format.bytes_per_frame(),
          "all that is counted is heard");
  require(repaired.told.unread_bytes <= bytes.size(), "no more is left out than there is");
  if (repaired.told.frames == 0) return require(!disk.status("/repaired"), "nothing makes no file");

  const auto whole = disk.open("/repaired");
  const auto info = flac::read_stream_info(*whole);
  require(info.format == format && info.frames == repaired.told.frames && info.md5 == repaired.md5,
          "the header tells what is there");
  require(flac::metadata_end(*whole).has_value() && flac::read_comments(*whole).has_value(),
          "the head can be followed");
  std::vector<std::byte> all(static_cast<std::size_t>(whole->size()));
  whole->seek(0);
  require(os::read_exactly(*whole, all) && is_taken(all, repaired.told.frames), "what was repaired is a sealed file");
  const auto again = repair(disk, "/repaired", "/again");
  require(again.told.frames == repaired.told.frames && again.md5 == repaired.md5 && again.told.holes.empty() &&
              again.told.unread_bytes == 0,
          "what was repaired is whole");
}

}  // namespace

void flac(Input input) {
  const bool is_raw = as_text(input).starts_with("raw");
  const auto bytes = is_raw ? std::vector<std::byte>(input.begin() + 3, input.end()) : with_checksums(input);
  os::BytesFile file(bytes);
  if (const auto end = flac::metadata_end(file)) require(*end <= bytes.size(), "the head lies in the file");
  if (const auto comments = flac::read_comments(file)) {
    for (const auto& entry : *comments) require(entry.size() <= limits::flac_comment_bytes, "a tag fits its block");
  }
  try {
    (void)flac::read_stream_info(file);
  } catch (const Error& error) {
    require(error.kind() == ErrorKind::unknown_format, "what is no FLAC is called that");
  }
  read_through(std::make_unique<os::BytesFile>(bytes));
  compare(bytes);
  scan(bytes);
  check_repair(bytes);
}

void recovery(Input input) {
  faults::MemoryFileSystem disk;
  const faults::World world;
  const os::Path conversation = "/archive/conversation";
  unpack(input, disk, conversation / "recording");
  const auto before = disk.snapshot(conversation / "recording");
  try {
    const auto told = recover(disk, world, conversation);
    for (const auto& sentence : told.losses) require_printable(sentence, "what could not be had is printable");
    const auto result = verify(disk, told.bag);
    for (const auto& finding : result.findings) {
      throw Broken(fmt::format("what was recovered does not verify: {}: {}", finding.file, finding.detail));
    }
    require(result.unchanged, "what was recovered verifies");
    require(result.seal == told.seal, "it has the seal that was told");
  } catch (const Error& error) {
    const bool expected = error.kind() == ErrorKind::not_found || error.kind() == ErrorKind::unknown_format;
    require(expected, "nothing that lies there makes a recovery fail");
    require_printable(error.what(), "an error is printable");
  }
  require(disk.snapshot(conversation / "recording") == before, "recovering changes nothing of the original");
}

}  // namespace earwitness::fuzz
