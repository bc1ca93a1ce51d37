// SPDX-License-Identifier: MIT
#include "derive/import_sound.hpp"

#include <algorithm>

#include "derive/import_limits.hpp"
#include "flac/writer.hpp"
#include "journal/salts.hpp"
#include "os/random.hpp"

namespace earwitness::derive {

namespace {

/// Cuts what is decoded into seconds.
class Seconds {
 public:
  Seconds(const AudioFormat& format, flac::Writer& writer) : format_(format), writer_(writer) { begin(0); }

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
  std::deque<ImportedSecond> finish() {
    if (now_.frames > 0) end();
    return std::move(all_);
  }

 private:
  void end() {
    now_.sha256 = hash_.finish();
    const auto next = now_.from + now_.frames;
    all_.push_back(now_);
    begin(next);
  }
  void begin(Frames from) {
    now_ = {};
    now_.from = from;
    now_.salt = journal::new_salt();
    hash_ = journal::begin_second(now_.salt);
  }

  AudioFormat format_;
  flac::Writer& writer_;
  crypto::Sha256 hash_;
  ImportedSecond now_;
  std::deque<ImportedSecond> all_;
};

std::unique_ptr<flac::Writer> make_writer(os::FileSystem& fs, const os::Path& to, const AudioFormat& format,
                                          const std::string& recording) {
  try {
    return std::make_unique<flac::Writer>(
        fs.create(to), format,
        flac::Tags{"unknown", recording, EARWITNESS_SOFTWARE, Track::only, os::random_hex(flac::salt_digits / 2)});
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
  explicit Narrowed(const AudioFormat& from) : is_needed_(from.bits > narrow_bits) {}

  static constexpr std::uint16_t narrow_bits = 24;

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

class ImportDecoder {
 public:
  ImportDecoder(os::FileSystem& fs, const std::vector<os::Path>& from, const os::Path& to, const std::string& recording,
                const SoundRequest& request)
      : fs_(fs), from_(from), to_(to), recording_(recording), request_(request), left_out_(from.size()) {}

  /// Until all that are not left out came to their end: each time that fails, one more is left out.
  ImportedSound decode() {
    for (;;) {
      ImportedSound sound;
      sound.files.resize(from_.size());
      for (std::size_t i = 0; i < from_.size(); ++i) {
        if (left_out_[i]) sound.files[i] = *left_out_[i];
      }
      if (from_.size() > 1) choose_format(sound);
      if (decode_all(sound)) return sound;
    }
  }

 private:
  [[nodiscard]] media::DecodeRequest decode_request(const std::optional<AudioFormat>& format,
                                                    std::function<void(std::uint64_t)> progress) const {
    media::DecodeRequest request{request_.decoder, request_.stream, limits::import_seconds, format};
    if (request_.silence_timeout) request.silence_timeout = *request_.silence_timeout;
    request.whole_timeout = request_.whole_timeout;
    request.progress = std::move(progress);
    return request;
  }

  /// That of the first one, in as many bits as any of them needs.
  void choose_format(ImportedSound& sound) {
    format_.reset();
    for (std::size_t i = 0; i < from_.size(); ++i) {
      if (left_out_[i]) continue;
      const auto file = fs_.open(from_[i]);
      const media::Decoding probe(*file, decode_request({}, {}));
      if (!probe.has_sound()) {
        leave_out(sound, i, probe);
      } else if (!format_) {
        format_ = probe.facts().format;
      } else {
        format_->bits = std::max(format_->bits, probe.facts().format.bits);
      }
    }
  }

  void leave_out(ImportedSound& sound, std::size_t number, const media::Decoding& source) {
    auto& file = sound.files[number];
    file = {source.facts(), source.failure(), source.no_sound(), 0, false, false};
    left_out_[number] = file;
  }

  /// False where one has to be left out of what was written.
  bool decode_all(ImportedSound& sound) {
    std::unique_ptr<flac::Writer> writer;
    std::optional<Seconds> seconds;
    Frames frames = 0;
    std::uint64_t bytes_before = 0;
    for (std::size_t i = 0; i < from_.size(); ++i) {
      if (left_out_[i]) continue;
      auto& told = sound.files[i];
      const auto file = fs_.open(from_[i]);
      const auto progress = [&](std::uint64_t done) {
        if (request_.progress) request_.progress(bytes_before + done);
      };
      media::Decoding source(*file, decode_request(format_, progress));
      if (!source.has_sound()) {
        leave_out(sound, i, source);
        continue;
      }
      const auto own = source.facts().format;
      if (!writer) {
        sound.format = own;
        sound.format.bits = std::min(sound.format.bits, Narrowed::narrow_bits);
        writer = make_writer(fs_, to_, sound.format, recording_);
        if (!writer) {
          leave_out(sound, i, source);
          told.no_sound = left_out_[i]->no_sound = media::NoSound::unsupported_shape;
          continue;
        }
        seconds.emplace(sound.format, *writer);
      }
      told.from = frames;
      Narrowed narrowed(own);
      for (auto part = source.read(); !part.empty(); part = source.read()) seconds->add(narrowed.of(part));
      told.facts = source.facts();
      told.failure = source.failure();
      told.rounded = narrowed.rounded();
      told.decoded = told.failure == media::Failure::none && !told.facts.too_long;
      frames += told.facts.frames;
      bytes_before += file->size();
      if (told.decoded) continue;
      left_out_[i] = told;
      left_out_[i]->from = 0;
      writer.reset();
      fs_.remove_file(to_);
      return false;
    }
    if (!writer) return true;
    sound.seconds = seconds->finish();
    writer->close();
    return true;
  }

  os::FileSystem& fs_;
  const std::vector<os::Path>& from_;
  const os::Path& to_;
  const std::string& recording_;
  const SoundRequest& request_;
  std::vector<std::optional<ImportedFileSound>> left_out_;
  std::optional<AudioFormat> format_;  ///< of all; nothing: of one alone, its own
};

}  // namespace

ImportedSound decode_import(os::FileSystem& fs, const std::vector<os::Path>& from, const os::Path& to,
                            const std::string& recording, const SoundRequest& request) {
  return ImportDecoder(fs, from, to, recording, request).decode();
}

}  // namespace earwitness::derive
