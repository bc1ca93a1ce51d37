// SPDX-License-Identifier: MIT
#include "derive/excerpt_sound.hpp"

#include <fmt/format.h>

#include <cerrno>

#include "base/text.hpp"
#include "base/translate.hpp"
#include "crypto/sha256.hpp"
#include "flac/reader.hpp"

namespace earwitness::derive {

namespace {

class Source {
 public:
  Source(os::FileSystem& fs, const os::Path& path) : path_(path), reader_(fs.open(path)) {}

  /// The frames of one second, which follow those of the last call, or of skip().
  [[nodiscard]] std::vector<std::byte> read(Frames frames, std::size_t frame_bytes) {
    std::vector<std::byte> samples;
    samples.reserve(static_cast<std::size_t>(frames) * frame_bytes);
    while (frames > 0) {
      const auto part = reader_.read(frames);
      if (part.empty()) break;  // the hash will not fit
      samples.insert(samples.end(), part.begin(), part.end());
      frames -= static_cast<Frames>(part.size() / frame_bytes);
    }
    return samples;
  }
  void go_to(Frames position) {
    if (!reader_.seek(position)) fail();
  }
  [[noreturn]] void fail() const {
    const auto shown = base::printable(path_.string());
    throw FileError(EIO, path_.string(), tr("the sound of {} does not read as it was just verified", shown),
                    _("the disk can't be trusted: copy the recording to another one, and verify it there"));
  }

 private:
  os::Path path_;
  flac::Reader reader_;
};

}  // namespace

void copy_sound(os::FileSystem& fs, const os::Path& from, const os::Path& to, const journal::AudioFile& file,
                const std::vector<bool>& shown, const AudioFormat& format, const flac::Tags& tags) {
  Source source(fs, from);
  flac::Writer writer(fs.create(to), format, tags);
  const std::vector<std::byte> silence(format.sample_rate * format.bytes_per_frame());
  Frames position = 0;  // of the source
  for (std::size_t i = 0; i < file.seconds.size(); ++i) {
    const auto& second = file.seconds[i];
    const auto bytes = static_cast<std::size_t>(second.frames) * format.bytes_per_frame();
    if (!shown[i]) {
      writer.write(std::span(silence).first(bytes));
      continue;
    }
    if (position != second.from) source.go_to(second.from);
    const auto samples = source.read(second.frames, format.bytes_per_frame());
    if (crypto::sha256(samples) != second.sha256) source.fail();
    writer.write(samples);
    position = second.from + second.frames;
  }
  writer.close();
}

}  // namespace earwitness::derive
