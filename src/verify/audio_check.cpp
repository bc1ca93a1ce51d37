// SPDX-License-Identifier: MIT
#include "verify/audio_check.hpp"

#include <algorithm>

#include "crypto/md5.hpp"
#include "flac/reader.hpp"
#include "journal/gap_listener.hpp"
#include "verify/second_decoder.hpp"

namespace earwitness::verify_detail {

namespace {

/// What the file says of itself, and whether a decoder takes it as it is.
void examine_header(os::FileSystem& fs, const os::Path& path, AudioExamination& found) {
  const auto file = fs.open(path);
  try {
    found.head = flac::read_stream_head(*file);
    found.header = flac::read_stream_info(*file);
    const flac::Reader as_it_is(fs.open(path));
  } catch (const FileError&) {
    throw;
  } catch (const Error& error) {
    found.unreadable = error.what();
  }
}

}  // namespace

AudioExamination examine_audio(os::FileSystem& fs, const os::Path& path, const AudioFile& file,
                               const AudioFormat& format, bool is_recovered) {
  AudioExamination found;
  examine_header(fs, path, found);
  SecondDecoder decoder(fs, path, format);
  found.begins_with_sound = decoder.begins_with_sound();
  crypto::Md5 md5;
  journal::GapListener gaps(file.gaps, format);
  decoder.on_samples = [&](std::span<const std::byte> samples) {
    md5.update(samples);
    gaps.hear(samples);
  };
  for (std::size_t i = 0; i < file.seconds.size(); ++i) {
    const auto& second = file.seconds[i];
    const auto hash = decoder.hash(second);
    if (hash == second.sha256 || (hash && second.lacks_salt())) continue;
    found.altered_seconds.push_back(i);
    decoder.lose_step();
  }
  if (!found.altered_seconds.empty()) return found;
  found.loud_gaps = gaps.loud();
  // A few bytes can hold hours of silence, so what the journal does not have is not decoded to its end.
  found.decoded = file.frames() + decoder.count_rest(static_cast<Frames>(format.sample_rate));
  const bool is_asked = found.head.fault.empty() && !decoder.is_faultless(found.head, file.frames());
  if (is_asked) found.fault = flac::find_stream_fault(fs.open(path), found.head, format, file.frames(), is_recovered);
  if (!found.header) return found;
  const auto& told = found.header->md5;
  const bool has_md5 = std::any_of(told.begin(), told.end(), [](std::byte b) { return b != std::byte{0}; });
  if (has_md5) found.md5_fits = md5.finish() == told;
  return found;
}

}  // namespace earwitness::verify_detail
