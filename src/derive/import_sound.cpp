// SPDX-License-Identifier: MIT
#include "derive/import_sound.hpp"

#include <algorithm>

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

/// What FLAC files of ours hold: samples of 32 bits become 24, rounded to the nearest integer, halves to the even one.
class Narrowed {
 public:
  explicit Narrowed(const AudioFormat& from) : is_needed_(from.bits == wide_bits) {}

  static constexpr std::uint16_t wide_bits = 32;

  std::span<const std::byte> of(std::span<const std::byte> samples) {
    if (!is_needed_) return samples;
    narrow_.clear();
    for (std::size_t at = 0; at + sizeof(std::uint32_t) <= samples.size(); at += sizeof(std::uint32_t)) {
      std::uint32_t bits = 0;
      for (std::size_t i = 0; i < sizeof bits; ++i) bits |= std::to_integer<std::uint32_t>(samples[at + i]) << (8U * i);
      const auto value = std::int64_t{static_cast<std::int32_t>(bits)};
      constexpr std::int64_t half = 0x80;
      const auto floor = value >> 8U;
      const auto rest = value & 0xFF;
      rounded_ = rounded_ || rest != 0;
      const bool goes_up = rest > half || (rest == half && (floor & 1) != 0);
      const auto rounded = std::min<std::int64_t>(floor + (goes_up ? 1 : 0), 0x7FFFFF);
      for (unsigned i = 0; i < 3; ++i) narrow_.push_back(static_cast<std::byte>(rounded >> (8U * i)));
    }
    return narrow_;
  }
  [[nodiscard]] bool rounded() const noexcept { return rounded_; }

 private:
  bool is_needed_;
  bool rounded_ = false;
  std::vector<std::byte> narrow_;
};

}  // namespace

ImportedSound decode_import(os::FileSystem& fs, const os::Path& from, const os::Path& to, const std::string& recording,
                            const SoundRequest& request) {
  const auto file = fs.open(from);
  media::Decoding source(*file, {request.decoder, request.stream, limits::import_seconds, request.progress});
  ImportedSound sound;
  const auto finish = [&sound, &source] {
    sound.facts = source.facts();
    sound.failure = source.failure();
    sound.no_sound = source.no_sound();
  };
  finish();
  if (!source.has_sound()) return sound;
  sound.format = sound.facts.format;
  sound.format.bits = std::min<std::uint16_t>(sound.format.bits, 24);
  auto writer = make_writer(fs, to, sound.format, recording);
  if (!writer) {
    sound.no_sound = media::NoSound::unsupported_shape;
    return sound;
  }
  Seconds seconds(sound.format, *writer);
  Narrowed narrowed(sound.facts.format);
  for (auto part = source.read(); !part.empty(); part = source.read()) seconds.add(narrowed.of(part));
  finish();
  sound.rounded = narrowed.rounded();
  if (sound.failure == media::Failure::none && !sound.facts.too_long) sound.seconds = seconds.finish();
  if (sound.is_decoded()) {
    writer->close();
  } else {
    writer.reset();
    fs.remove_file(to);
  }
  return sound;
}

}  // namespace earwitness::derive
