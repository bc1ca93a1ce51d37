// SPDX-License-Identifier: MIT
#include "tests/faults/heard.hpp"

#include "flac/frame_scan.hpp"
#include "flac/reader.hpp"
#include "tests/faults/pattern.hpp"

namespace earwitness::faults {

namespace {

void add(std::vector<Run>& runs, std::optional<Frames> number) {
  if (!runs.empty()) {
    auto& last = runs.back();
    const bool goes_on = last.first ? number && *number == *last.first + last.frames : !number;
    if (goes_on) {
      ++last.frames;
      return;
    }
  }
  runs.push_back({number, 1});
}

void add_part(std::vector<Run>& runs, std::span<const std::byte> part, const AudioFormat& format) {
  const auto frame_bytes = format.bytes_per_frame();
  const auto first = number_of(part.first(frame_bytes), format);
  if (first && counts_from(part, *first, format)) {
    add(runs, first);
    runs.back().frames += static_cast<Frames>(part.size() / frame_bytes) - 1;
    return;
  }
  for (; !part.empty(); part = part.subspan(frame_bytes)) add(runs, number_of(part.first(frame_bytes), format));
}

void hear_file(os::FileSystem& fs, const os::Path& path, const AudioFormat& format, std::vector<Run>& runs) {
  const auto begin = flac::FrameScan(fs.open(path), format).at_or_before(0);
  if (!begin) return;
  flac::Reader reader(flac::from_frame(fs.open(path), format, begin->offset));
  for (auto part = reader.read(4096); !part.empty(); part = reader.read(4096)) {
    add_part(runs, part, format);
    if (reader.damaged()) return;
  }
}

}  // namespace

Frames Heard::whole() const noexcept {
  Frames next = 0;
  for (const auto& run : runs) {
    if (run.first != next) break;
    next += run.frames;
  }
  return next;
}

Frames Heard::sound() const noexcept {
  Frames frames = 0;
  for (const auto& run : runs) frames += run.first ? run.frames : 0;
  return frames;
}

Frames Heard::silence() const noexcept {
  Frames frames = 0;
  for (const auto& run : runs) frames += run.first ? 0 : run.frames;
  return frames;
}

Frames Heard::length() const noexcept {
  Frames length = 0;
  Frames next = 0;
  for (const auto& run : runs) {
    if (run.first && *run.first < next) break;
    if (run.first) next = *run.first + run.frames;
    length += run.frames;
  }
  return length;
}

bool Heard::in_order() const noexcept {
  Frames next = 0;
  for (const auto& run : runs) {
    if (!run.first) continue;
    if (*run.first < next) return false;
    next = *run.first + run.frames;
  }
  return true;
}

Heard hear(os::FileSystem& fs, const os::Path& data, const AudioFormat& format) {
  Heard heard;
  if (!fs.status(data)) return heard;
  for (const auto& entry : fs.list(data)) {
    if (entry.name.starts_with("audio-")) hear_file(fs, data / entry.name, format, heard.runs);
  }
  return heard;
}

}  // namespace earwitness::faults
