// SPDX-License-Identifier: MIT
#include "verify/audio_check.hpp"

#include <algorithm>
#include <array>
#include <memory>

#include "base/text.hpp"
#include "crypto/md5.hpp"
#include "crypto/sha256.hpp"
#include "flac/reader.hpp"

namespace earwitness::verify_detail {

namespace {

constexpr int seconds_to_step_back = 3;

/// Up to `frames` frames into `hash` and, if there is one, `md5`; how many there were.
Frames pass(flac::Reader& reader, Frames frames, crypto::Sha256* hash, crypto::Md5* md5) {
  Frames done = 0;
  const auto frame_bytes = reader.info().format.bytes_per_frame();
  while (done < frames) {
    const auto part = reader.read(frames - done);
    if (part.empty()) break;
    if (hash != nullptr) hash->update(part);
    if (md5 != nullptr) md5->update(part);
    done += static_cast<Frames>(part.size() / frame_bytes);
  }
  return done;
}

bool is_second(flac::Reader& reader, const Second& second, crypto::Md5* md5) {
  crypto::Sha256 hash;
  return pass(reader, second.frames, &hash, md5) == second.frames && base::to_hex(hash.finish()) == second.sha256;
}

/// A second by itself, whatever is damaged before it. A seek may fail near damage although the second is whole, so
/// others a little before it are tried, and read on from there.
bool is_second_alone(os::FileSystem& fs, const os::Path& path, const Second& second, Frames rate) {
  for (int back = 0; back <= seconds_to_step_back; ++back) {
    const auto from = std::max<Frames>(0, second.from - back * rate);
    flac::Reader reader(fs.open(path));
    if (reader.seek(from) && pass(reader, second.from - from, nullptr, nullptr) == second.from - from &&
        is_second(reader, second, nullptr)) {
      return true;
    }
    if (from == 0) break;
  }
  return false;
}

void examine(os::FileSystem& fs, const os::Path& path, const AudioFile& file, AudioExamination& found) {
  flac::Reader reader(fs.open(path));
  found.format = reader.info().format;
  found.declared = reader.info().frames;
  crypto::Md5 md5;
  std::size_t next = 0;
  for (; next < file.seconds.size(); ++next) {
    if (!is_second(reader, file.seconds[next], &md5)) break;
    found.decoded += file.seconds[next].frames;
  }
  if (next == file.seconds.size()) {
    found.decoded += pass(reader, std::numeric_limits<Frames>::max(), nullptr, &md5);
    const auto& told = reader.info().md5;
    const bool has_md5 = std::any_of(told.begin(), told.end(), [](std::byte b) { return b != std::byte{0}; });
    if (has_md5) found.md5_fits = md5.finish() == told;
    return;
  }
  // A decoder drops a damaged block, and all that follows would shift: from here on each second by itself.
  found.altered_seconds.push_back(next);
  const auto rate = static_cast<Frames>(found.format.sample_rate);
  for (++next; next < file.seconds.size(); ++next) {
    if (!is_second_alone(fs, path, file.seconds[next], rate)) found.altered_seconds.push_back(next);
  }
}

}  // namespace

AudioExamination examine_audio(os::FileSystem& fs, const os::Path& path, const AudioFile& file) {
  AudioExamination found;
  try {
    examine(fs, path, file, found);
  } catch (const FileError&) {
    throw;
  } catch (const Error& error) {
    found.unreadable = error.what();
  }
  return found;
}

}  // namespace earwitness::verify_detail
