// SPDX-License-Identifier: MIT
#include "flac/listening_copy.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>

#include "base/samples.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "flac/reader.hpp"
#include "flac/version.hpp"
#include "flac/virtual_file.hpp"

namespace earwitness::flac {

namespace {

constexpr double mp3_quality = 0.3;  // 0 best, 1 smallest: speech stays what it is

int format_of(CopyKind kind, std::uint16_t bits) {
  if (kind == CopyKind::mp3) return SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III;
  return SF_FORMAT_RF64 | (bits == 24 ? SF_FORMAT_PCM_24 : SF_FORMAT_PCM_16);
}

class Copy {
 public:
  Copy(std::unique_ptr<os::File> file, CopyKind kind, const AudioFormat& format) : io_(std::move(file)) {
    SF_INFO info{};
    info.samplerate = static_cast<int>(format.sample_rate);
    info.channels = format.channels;
    info.format = format_of(kind, format.bits);
    handle_ = open_sound(io_, SFM_WRITE, info);
    if (handle_ == nullptr) {
      io_.rethrow();
      throw Error(ErrorKind::surroundings, to_string(kind),
                  tr("{} can't write {} at {} Hz with {} channels: {}", library_version(), to_string(kind),
                     format.sample_rate, format.channels, sf_strerror(nullptr)),
                  Step::choose_wav_copy);
    }
    // A header of 4 GB sizes is only needed by what is larger.
    if (kind == CopyKind::wav) sf_command(handle_.get(), SFC_RF64_AUTO_DOWNGRADE, nullptr, SF_TRUE);
    double quality = mp3_quality;
    if (kind == CopyKind::mp3) sf_command(handle_.get(), SFC_SET_COMPRESSION_LEVEL, &quality, sizeof quality);
  }

  void write(const int* samples, std::size_t frames) {
    const auto written = sf_writef_int(handle_.get(), samples, static_cast<sf_count_t>(frames));
    if (written != static_cast<sf_count_t>(frames) || io_.failed()) fail();
  }
  void close() {
    const int result = close_sound(handle_);
    if (result != 0 || io_.failed()) fail();
    io_.file().sync_data();
    io_.file().close();
  }

 private:
  [[noreturn]] void fail() const {
    io_.rethrow();
    const auto path = io_.file().path().string();
    throw FileError(EIO, path, tr("can't write {}: {}", base::printable(path), sf_strerror(handle_.get())));
  }

  VirtualFile io_;
  SoundHandle handle_;  // closed before the file is gone
};

void append(Reader& reader, const os::Path& from, Copy& copy,
            const std::function<void(std::span<const std::byte>)>& hear) {
  const auto& format = reader.info().format;
  std::array<int, 8192> wide{};
  const auto piece = static_cast<Frames>(wide.size() / format.channels);
  Frames frames = 0;
  for (auto part = reader.read(piece); !part.empty(); part = reader.read(piece)) {
    base::widen(part, format.bits, wide.data());
    const auto count = part.size() / format.bytes_per_frame();
    copy.write(wide.data(), count);
    if (hear) hear(part);
    frames += static_cast<Frames>(count);
  }
  if (!reader.damaged() && frames == reader.info().frames) return;
  throw Error(ErrorKind::unknown_format, from.string(),
              tr("{} does not decode to its end", base::printable(from.string())));
}

}  // namespace

std::optional<CopyKind> copy_kind(std::string_view word) noexcept {
  if (word == "wav") return CopyKind::wav;
  if (word == "mp3") return CopyKind::mp3;
  return std::nullopt;
}

const char* to_string(CopyKind kind) noexcept { return kind == CopyKind::mp3 ? "mp3" : "wav"; }

void write_listening_copy(os::FileSystem& fs, const os::Path& from, const os::Path& to, CopyKind kind) {
  write_listening_copy(fs, std::vector{from}, to, kind);
}

void write_listening_copy(os::FileSystem& fs, const std::vector<os::Path>& from, const os::Path& to, CopyKind kind,
                          const CopyListener& listener) {
  auto reader = std::make_unique<Reader>(fs.open(from.front()));
  const auto format = reader->info().format;
  Copy copy(fs.create(to), kind, format);
  for (std::size_t i = 0; i < from.size(); ++i) {
    if (i > 0) reader = std::make_unique<Reader>(fs.open(from[i]));
    if (reader->info().format != format) {
      throw Error(ErrorKind::unknown_format, from[i].string(),
                  tr("{} is of another format than the files before it", base::printable(from[i].string())));
    }
    append(*reader, from[i], copy, [&](auto samples) {
      if (listener) listener(i, samples);
    });
  }
  copy.close();
}

void write_listening_copy(os::FileSystem& fs, const AudioFormat& format, const SoundSource& next, const os::Path& to,
                          CopyKind kind) {
  Copy copy(fs.create(to), kind, format);
  std::vector<int> wide;
  for (auto part = next(); !part.empty(); part = next()) {
    wide.resize(part.size() / format.bytes_per_sample());
    base::widen(part, format.bits, wide.data());
    copy.write(wide.data(), part.size() / format.bytes_per_frame());
  }
  copy.close();
}

}  // namespace earwitness::flac
