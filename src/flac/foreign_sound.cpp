// SPDX-License-Identifier: MIT
#include "flac/foreign_sound.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "base/limits.hpp"
#include "flac/samples.hpp"
#include "flac/virtual_file.hpp"

namespace earwitness::flac {

namespace {

constexpr Frames decode_chunk_frames = 16'384;
constexpr std::size_t claim_bytes = 1000;

/// A FLAC frame says its rate in Hz up to 16 bits, or in tens of Hz (RFC 9639, 9.1.2).
bool is_flac_rate(int rate) noexcept {
  constexpr int most = 65'535;
  return rate >= 1 && (rate <= most || (rate % 10 == 0 && rate / 10 <= most));
}

/// Samples that were integers of more than 16 bits, or numbers with a point.
bool is_fine(int format) noexcept {
  switch (format & SF_FORMAT_SUBMASK) {
    case SF_FORMAT_PCM_24:
    case SF_FORMAT_PCM_32:
    case SF_FORMAT_FLOAT:
    case SF_FORMAT_DOUBLE:
    case SF_FORMAT_ALAC_20:
    case SF_FORMAT_ALAC_24:
    case SF_FORMAT_ALAC_32:
    case SF_FORMAT_DWVW_24:
    case SF_FORMAT_DWVW_N:
      return true;
    default:
      return false;
  }
}

/// Of these the header's count is exact, so less is damage.
bool counts_exactly(int format) noexcept {
  switch (format & SF_FORMAT_TYPEMASK) {
    case SF_FORMAT_OGG:
    case SF_FORMAT_MPEG:
      return false;
    default:
      return true;
  }
}

std::string name_of(int format) {
  const auto ask = [](int command, int value) {
    SF_FORMAT_INFO info{};
    info.format = value;
    const bool known = sf_command(nullptr, command, &info, sizeof info) == 0 && info.name != nullptr;
    return known ? std::string(info.name) : std::string("unknown");
  };
  return fmt::format("{}, {}", ask(SFC_GET_FORMAT_INFO, format & SF_FORMAT_TYPEMASK),
                     ask(SFC_GET_FORMAT_INFO, format & SF_FORMAT_SUBMASK));
}

std::string bounded(const char* text, std::size_t most) { return {text, ::strnlen(text, std::min(most, claim_bytes))}; }

void add_broadcast_claims(SNDFILE* handle, Claims& claims) {
  SF_BROADCAST_INFO info{};
  if (sf_command(handle, SFC_GET_BROADCAST_INFO, &info, sizeof info) != SF_TRUE) return;
  const auto add = [&](const char* name, const std::string& text) {
    if (!text.empty()) claims.emplace_back(name, text);
  };
  add("origination date", bounded(info.origination_date, sizeof info.origination_date));
  add("origination time", bounded(info.origination_time, sizeof info.origination_time));
  add("originator", bounded(info.originator, sizeof info.originator));
  add("description", bounded(info.description, sizeof info.description));
}

Claims claims_of(SNDFILE* handle) {
  constexpr std::array<std::pair<int, const char*>, 8> strings{{{SF_STR_DATE, "date"},
                                                                {SF_STR_TITLE, "title"},
                                                                {SF_STR_ARTIST, "artist"},
                                                                {SF_STR_COMMENT, "comment"},
                                                                {SF_STR_SOFTWARE, "software"},
                                                                {SF_STR_COPYRIGHT, "copyright"},
                                                                {SF_STR_ALBUM, "album"},
                                                                {SF_STR_GENRE, "genre"}}};
  Claims claims;
  for (const auto& [number, name] : strings) {
    const char* text = sf_get_string(handle, number);
    if (text != nullptr && *text != '\0') claims.emplace_back(name, bounded(text, claim_bytes));
  }
  add_broadcast_claims(handle, claims);
  return claims;
}

/// Left-justified, as narrow() takes it.
int to_integer(double value, std::uint16_t bits) noexcept {
  const double scale = std::ldexp(1.0, bits - 1);
  const double scaled = std::isnan(value) ? 0.0 : std::clamp(std::nearbyint(value * scale), -scale, scale - 1);
  return static_cast<int>(static_cast<std::uint32_t>(static_cast<std::int32_t>(scaled)) << (32U - bits));
}

}  // namespace

struct ForeignSound::State {
  explicit State(std::unique_ptr<os::File> file) : io(std::move(file)) {}

  VirtualFile io;
  SoundHandle handle;  // closed before the file is gone
  AudioFormat format;
  std::string kind;
  Claims claims;
  Frames expected = 0;  ///< 0: its header does not tell, or only about
  Frames had = 0;
  bool failed = false;
  std::vector<double> numbers;
  std::vector<int> wide;
  std::vector<std::byte> packed;
};

ForeignSound::ForeignSound(std::unique_ptr<State> state) : state_(std::move(state)) {}
ForeignSound::~ForeignSound() = default;

std::unique_ptr<ForeignSound> ForeignSound::open(std::unique_ptr<os::File> file) {
  auto state = std::make_unique<State>(std::move(file));
  SF_INFO info{};
  state->handle = open_sound(state->io, SFM_READ, info);
  state->io.rethrow();
  if (state->handle == nullptr) return nullptr;
  const bool fits = info.channels >= 1 && info.channels <= limits::channels_max && is_flac_rate(info.samplerate);
  if (!fits) return nullptr;
  state->format = {static_cast<std::uint32_t>(info.samplerate), static_cast<std::uint16_t>(info.channels),
                   static_cast<std::uint16_t>(is_fine(info.format) ? 24 : 16)};
  state->kind = name_of(info.format);
  state->claims = claims_of(state->handle.get());
  if (counts_exactly(info.format) && info.frames > 0 && info.frames < SF_COUNT_MAX) state->expected = info.frames;
  return std::unique_ptr<ForeignSound>(new ForeignSound(std::move(state)));
}

const AudioFormat& ForeignSound::format() const noexcept { return state_->format; }
const std::string& ForeignSound::kind() const noexcept { return state_->kind; }
const Claims& ForeignSound::claims() const noexcept { return state_->claims; }

std::span<const std::byte> ForeignSound::read(Frames frames) {
  auto& s = *state_;
  const auto count = static_cast<std::size_t>(std::clamp<Frames>(frames, 0, decode_chunk_frames));
  const std::size_t channels = s.format.channels;
  s.numbers.resize(count * channels);
  const auto got = sf_readf_double(s.handle.get(), s.numbers.data(), static_cast<sf_count_t>(count));
  s.io.rethrow();
  if (sf_error(s.handle.get()) != SF_ERR_NO_ERROR) s.failed = true;
  if (got <= 0) return {};
  const auto whole = std::min(static_cast<std::size_t>(got), count);
  s.had += static_cast<Frames>(whole);
  s.wide.resize(whole * channels);
  std::transform(s.numbers.begin(), s.numbers.begin() + static_cast<std::ptrdiff_t>(s.wide.size()), s.wide.begin(),
                 [&](double value) { return to_integer(value, s.format.bits); });
  s.packed.resize(whole * s.format.bytes_per_frame());
  narrow(s.wide.data(), s.wide.size(), s.format.bits, s.packed.data());
  return s.packed;
}

bool ForeignSound::damaged() const noexcept { return state_->failed || state_->had < state_->expected; }

}  // namespace earwitness::flac
