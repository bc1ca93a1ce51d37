// SPDX-License-Identifier: MIT
#include "timeline/call_sound.hpp"

#include <algorithm>
#include <utility>

#include "base/translate.hpp"

namespace earwitness::timeline {

namespace {

constexpr std::int64_t second_ns = 1'000'000'000;
constexpr Frames skip_chunk_frames = 48000;

std::int64_t nanoseconds_at(Frames frame, std::uint32_t rate) noexcept {
  const auto of_rate = static_cast<Frames>(rate);
  return frame / of_rate * second_ns + frame % of_rate * second_ns / of_rate;
}

/// The frame that sounds at that moment, rounded to the nearest.
Frames frame_at(std::int64_t ns, std::uint32_t rate) noexcept {
  const auto of_rate = static_cast<Frames>(rate);
  return ns / second_ns * of_rate + (ns % second_ns * of_rate + second_ns / 2) / second_ns;
}

std::int32_t sample_of(std::span<const std::byte> bytes) noexcept {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) value |= std::to_integer<std::uint32_t>(bytes[i]) << (8 * i);
  const auto shift = 32 - 8 * static_cast<int>(bytes.size());
  return static_cast<std::int32_t>(value << shift) >> 8;  // as 24 bits
}

}  // namespace

CallSound::CallSound(os::FileSystem& fs, const Playlist& call)
    : format_{call.format.sample_rate, 2, call.format.bits},
      near_(fs, call.pieces, call.format),
      far_(fs, call.far, call.far_format) {}

std::span<const std::byte> CallSound::read(Frames frames) {
  near_.fill(position_, frames, format_.sample_rate, left_);
  far_.fill(position_, frames, format_.sample_rate, right_);
  position_ += frames;
  bytes_.clear();
  const auto width = format_.bits / 8;
  for (std::size_t i = 0; i < left_.size(); ++i) {
    for (const auto sample : {left_[i], right_[i]}) {
      const auto value = static_cast<std::uint32_t>(sample >> (24 - format_.bits));
      for (int byte = 0; byte < width; ++byte) bytes_.push_back(static_cast<std::byte>(value >> (8 * byte) & 0xFFU));
    }
  }
  return bytes_;
}

void CallSound::Side::fill(Frames first, Frames count, std::uint32_t rate, std::vector<std::int32_t>& samples) {
  samples.assign(static_cast<std::size_t>(count), 0);
  const auto begin_ns = nanoseconds_at(first, rate);
  const auto end_ns = nanoseconds_at(first + count, rate);
  for (const auto& piece : pieces_) {
    if (piece.end.count() <= begin_ns || piece.begin.count() >= end_ns) continue;
    const auto at = [&](Frames frame) {
      return frame_at(nanoseconds_at(first + frame, rate) - piece.begin.count(), format_.sample_rate);
    };
    const auto from = std::clamp<Frames>(at(0), 0, piece.frames);
    const auto until = std::clamp<Frames>(at(count - 1) + 1, from, piece.frames);
    if (until == from) continue;
    load(piece, from, until);
    for (Frames i = 0; i < count; ++i) {
      const auto frame = at(i);
      if (frame >= from && frame < until) samples[static_cast<std::size_t>(i)] = sample(frame);
    }
  }
}

/// Reads so that the frames from `from` to before `until` are held, as far as the file can be decoded.
void CallSound::Side::load(const Piece& piece, Frames from, Frames until) {
  if (open_ != &piece || from < next_) {
    reader_ = std::make_unique<flac::Reader>(fs_.open(piece.path));
    if (reader_->info().format != format_) {
      throw Error(ErrorKind::unknown_format, piece.path.string(),
                  _("its sound is not of the kind that the journal says"));
    }
    open_ = &piece;
    next_ = from > 0 && reader_->seek(from) ? from : 0;
  }
  const auto frame_bytes = format_.bytes_per_frame();
  held_.clear();
  held_from_ = from;
  while (next_ < until) {
    const auto wanted = next_ < from ? std::min(from - next_, skip_chunk_frames) : until - next_;
    const auto part = reader_->read(wanted);
    if (part.empty()) return;  // damaged: silence
    if (next_ >= from) held_.insert(held_.end(), part.begin(), part.end());
    next_ += static_cast<Frames>(part.size() / frame_bytes);
  }
}

std::int32_t CallSound::Side::sample(Frames frame) const noexcept {
  const auto frame_bytes = format_.bytes_per_frame();
  const auto at = static_cast<std::size_t>(frame - held_from_) * frame_bytes;
  if (at + frame_bytes > held_.size()) return 0;
  const auto width = static_cast<std::size_t>(format_.bits / 8);
  std::int64_t sum = 0;
  for (std::size_t channel = 0; channel < format_.channels; ++channel) {
    sum += sample_of(std::span(held_).subspan(at + channel * width, width));
  }
  return static_cast<std::int32_t>(sum / format_.channels);
}

}  // namespace earwitness::timeline
