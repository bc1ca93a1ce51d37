// SPDX-License-Identifier: MIT
#include "flac/reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/limits.hpp"
#include "base/samples.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "flac/metadata.hpp"
#include "flac/virtual_file.hpp"

namespace earwitness::flac {

namespace {

constexpr Frames chunk_frames = 65536;

Error not_flac(const os::File& file, const std::string& why) {
  return {ErrorKind::unknown_format, file.path().string(),
          tr("{} can't be read as FLAC: {}", base::printable(file.path().string()), why)};
}

std::uint64_t big_endian(std::span<const std::byte> bytes) {
  std::uint64_t value = 0;
  for (const std::byte b : bytes) value = value << 8U | std::to_integer<std::uint64_t>(b);
  return value;
}

}  // namespace

StreamInfo read_stream_info(os::File& file) {
  std::array<std::byte, stream_info_end> head{};
  file.seek(0);
  if (!os::read_exactly(file, head)) throw not_flac(file, _("it is shorter than a header"));
  file.seek(0);
  const std::span<const std::byte> bytes(head);
  const bool begins_so = std::memcmp(head.data(), "fLaC", 4) == 0 && (head[4] & std::byte{0x7F}) == std::byte{0} &&
                         big_endian(bytes.subspan(5, 3)) == 34;
  if (!begins_so) throw not_flac(file, _("it does not begin as one"));
  // RFC 9639, 8.2: after the block and frame sizes come 20 bits rate, 3 channels-1, 5 bits-1, 36 total, 128 MD5.
  const auto packed = big_endian(bytes.subspan(18, 8));
  StreamInfo info;
  info.format.sample_rate = static_cast<std::uint32_t>(packed >> 44U);
  info.format.channels = static_cast<std::uint16_t>(((packed >> 41U) & 0x7U) + 1);
  info.format.bits = static_cast<std::uint16_t>(((packed >> 36U) & 0x1FU) + 1);
  info.frames = static_cast<Frames>(packed & 0xF'FFFF'FFFFU);
  std::copy_n(head.begin() + 26, 16, info.md5.begin());
  return info;
}

struct Reader::State {
  explicit State(std::unique_ptr<os::File> file) : io(std::move(file)) {}

  /// Into `packed`; what libsndfile says.
  sf_count_t decode(sf_count_t frames) {
    if (info.format.bits == 16) return sf_readf_short(handle.get(), reinterpret_cast<short*>(packed.data()), frames);
    const std::size_t samples = static_cast<std::size_t>(frames) * info.format.channels;
    wide.resize(samples);
    const auto got = sf_readf_int(handle.get(), wide.data(), frames);
    base::narrow(wide.data(), samples, info.format.bits, packed.data());
    return got;
  }

  VirtualFile io;
  StreamInfo info;
  SoundHandle handle;  // closed before the file is gone
  std::vector<int> wide;
  std::vector<std::byte> packed;
  bool damaged = false;
};

Reader::Reader(std::unique_ptr<os::File> file) : state_(std::make_unique<State>(std::move(file))) {
  auto& s = *state_;
  s.info = read_stream_info(s.io.file());
  const auto& format = s.info.format;
  const bool readable =
      (format.bits == 16 || format.bits == 24) && format.channels <= limits::channels_max && format.sample_rate > 0;
  if (!readable) throw not_flac(s.io.file(), _("its rate, channels or bits are not ones that a recording has"));
  SF_INFO info{};
  s.handle = open_sound(s.io, SFM_READ, info);
  s.io.rethrow();
  if (s.handle == nullptr) throw not_flac(s.io.file(), sf_strerror(nullptr));
  const bool agrees = info.channels == format.channels && info.samplerate == static_cast<int>(format.sample_rate);
  if (!agrees) throw not_flac(s.io.file(), _("its first frame contradicts its header"));
}

Reader::~Reader() = default;

const StreamInfo& Reader::info() const noexcept { return state_->info; }

std::span<const std::byte> Reader::read(Frames frames) {
  auto& s = *state_;
  const auto count = static_cast<std::size_t>(std::clamp<Frames>(frames, 0, chunk_frames));
  s.packed.resize(count * s.info.format.bytes_per_frame());
  const auto got = s.decode(static_cast<sf_count_t>(count));
  s.io.rethrow();
  if (sf_error(s.handle.get()) != SF_ERR_NO_ERROR) s.damaged = true;
  if (got <= 0) return {};
  const auto read_frames = std::min(static_cast<std::size_t>(got), count);
  return std::span(s.packed).first(read_frames * s.info.format.bytes_per_frame());
}

bool Reader::seek(Frames frame) {
  auto& s = *state_;
  const auto at = sf_seek(s.handle.get(), static_cast<sf_count_t>(frame), SEEK_SET);
  s.io.rethrow();
  return at == static_cast<sf_count_t>(frame);
}

bool Reader::damaged() const noexcept { return state_->damaged; }

}  // namespace earwitness::flac
