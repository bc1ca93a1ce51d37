// SPDX-License-Identifier: MIT
#include "derive/import_sound.hpp"

#include "derive/import_limits.hpp"
#include "flac/writer.hpp"

namespace earwitness::derive {

namespace {

/// Cuts what is decoded into seconds.
class Seconds {
 public:
  Seconds(const AudioFormat& format, flac::Writer& writer) : format_(format), writer_(writer) {}

  void add(std::span<const std::byte> samples) {
    while (!samples.empty()) {
      const auto room = static_cast<std::size_t>(static_cast<Frames>(format_.sample_rate) - now_.frames);
      const auto piece = samples.first(std::min(room * format_.bytes_per_frame(), samples.size()));
      samples = samples.subspan(piece.size());
      writer_.write(piece);
      hash_.update(piece);
      base::Level level;
      level.add(piece, format_.bits);
      now_.level.merge(level);
      now_.frames += static_cast<Frames>(piece.size() / format_.bytes_per_frame());
      if (now_.frames == static_cast<Frames>(format_.sample_rate)) end();
    }
  }
  std::vector<ImportedSecond> finish() {
    if (now_.frames > 0) end();
    return std::move(all_);
  }

 private:
  void end() {
    now_.sha256 = hash_.finish();
    const auto next = now_.from + now_.frames;
    all_.push_back(now_);
    now_ = {};
    now_.from = next;
  }

  AudioFormat format_;
  flac::Writer& writer_;
  crypto::Sha256 hash_;
  ImportedSecond now_;
  std::vector<ImportedSecond> all_;
};

std::unique_ptr<flac::Writer> make_writer(os::FileSystem& fs, const os::Path& to, const AudioFormat& format,
                                          const std::string& recording) {
  try {
    return std::make_unique<flac::Writer>(fs.create(to), format, flac::Tags{"unknown", recording, EARWITNESS_SOFTWARE});
  } catch (const FileError&) {
    throw;
  } catch (const Error&) {  // a shape that FLAC does not have
    fs.remove_file(to);
    return nullptr;
  }
}

}  // namespace

std::optional<ImportedSound> decode_import(os::FileSystem& fs, const os::Path& from, const os::Path& to,
                                           const std::string& recording) {
  const auto source = flac::ForeignSound::open(fs.open(from));
  if (!source) return std::nullopt;
  ImportedSound sound{source->format(), source->kind(), source->claims(), {}, false, false};
  auto writer = make_writer(fs, to, sound.format, recording);
  if (!writer) return sound;
  Seconds seconds(sound.format, *writer);
  Frames frames = 0;
  for (auto part = source->read(sound.format.sample_rate); !part.empty();
       part = source->read(sound.format.sample_rate)) {
    frames += static_cast<Frames>(part.size() / sound.format.bytes_per_frame());
    sound.too_long = sound.format.seconds(frames) > limits::import_seconds;
    if (sound.too_long) break;
    seconds.add(part);
  }
  sound.damaged = source->damaged() && !sound.too_long;
  if (frames > 0 && !sound.too_long) {
    sound.seconds = seconds.finish();
    writer->close();
  } else {
    writer.reset();
    fs.remove_file(to);
  }
  return sound;
}

}  // namespace earwitness::derive
