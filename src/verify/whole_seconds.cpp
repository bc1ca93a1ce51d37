// SPDX-License-Identifier: MIT
#include "verify/whole_seconds.hpp"

#include <optional>
#include <span>
#include <vector>

#include "base/limits.hpp"
#include "flac/writer.hpp"
#include "verify/second_decoder.hpp"

namespace earwitness::verify_detail {

std::size_t write_whole_seconds(os::FileSystem& fs, const os::Path& from, const os::Path& to,
                                const journal::AudioFile& file, const AudioFormat& format) {
  // What is larger than any is not looked through for frames, as verify does not hash it.
  const auto entry = fs.status(from);
  std::optional<SecondDecoder> decoder;
  if (entry && entry->size <= limits::sound_file_bytes) decoder.emplace(fs, from, format);
  flac::Writer writer(fs.create(to), format, {"unknown", "unknown", "unknown"});
  const std::vector<std::byte> silence(static_cast<std::size_t>(format.sample_rate) * format.bytes_per_frame());
  std::vector<std::byte> samples;
  std::size_t whole = 0;
  for (const auto& second : file.seconds) {
    if (decoder && decoder->hash(second, samples) == second.sha256) {
      ++whole;
      writer.write(samples);
      continue;
    }
    if (decoder) decoder->lose_step();
    writer.write(std::span(silence).first(static_cast<std::size_t>(second.frames) * format.bytes_per_frame()));
  }
  writer.close();
  return whole;
}

}  // namespace earwitness::verify_detail
