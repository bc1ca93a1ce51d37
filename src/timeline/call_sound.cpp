// SPDX-License-Identifier: MIT
#include "timeline/call_sound.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

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

CallSound::CallSound(os::FileSystem& fs, const Playlist& call, const CallListener& listener)
    : format_{call.format.sample_rate, 2, call.format.bits},
      near_(fs, call.pieces, call.format, Track::near, listener),
      far_(fs, call.far, call.far_format, Track::far, listener) {}

void CallSound::finish() {
  for (auto* side : {&near_, &far_}) side->hear_before(side->pieces());
}

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
  const auto first_piece = std::partition_point(pieces_.begin(), pieces_.end(),
                                                [&](const Piece& piece) { return piece.end.count() <= begin_ns; });
  for (auto piece = first_piece; piece != pieces_.end() && piece->begin.count() < end_ns; ++piece) {
    const auto begins_at = frame_at(piece->begin.count(), rate);
    const auto at = [&](Frames frame) {  // at one rate each frame follows the one before, wherever the piece begins
      if (rate == format_.sample_rate) return first + frame - begins_at;
      return frame_at(nanoseconds_at(first + frame, rate) - piece->begin.count(), format_.sample_rate);
    };
    const auto from = std::clamp<Frames>(at(0), 0, piece->frames);
    const auto until = std::clamp<Frames>(at(count - 1) + 1, from, piece->frames);
    if (until == from) continue;
    load(static_cast<std::size_t>(piece - pieces_.begin()), from, until);
    for (Frames i = 0; i < count; ++i) {
      const auto frame = at(i);
      if (frame >= from && frame < until) samples[static_cast<std::size_t>(i)] = sample(frame);
    }
  }
}

bool CallSound::Side::open(std::size_t piece) {
  reader_.reset();
  open_ = piece;
  next_ = 0;
  held_.clear();
  held_from_ = 0;
  try {
    reader_ = std::make_unique<flac::Reader>(fs_.open(pieces_[piece].path));
    if (reader_->info().format != format_) reader_.reset();
  } catch (const FileError& error) {
    if (error.code() != ENOENT) throw;
  } catch (const Error&) {  // not FLAC
  }
  is_damaged_ = is_damaged_ || !reader_;
  return reader_ != nullptr;
}

/// The next frames of what is open; none at its end.
std::span<const std::byte> CallSound::Side::read(Frames wanted) {
  const auto part = reader_->read(wanted);
  if (part.empty()) {
    is_damaged_ = is_damaged_ || next_ < pieces_[open_].frames;
    return part;
  }
  if (listener_) listener_(track_, open_, part);
  next_ += static_cast<Frames>(part.size() / format_.bytes_per_frame());
  return part;
}

void CallSound::Side::hear_before(std::size_t piece) {
  if (!listener_) return;
  for (; heard_ < piece; ++heard_) {
    if ((!reader_ || open_ != heard_) && !open(heard_)) continue;
    while (!read(skip_chunk_frames).empty()) {
    }
  }
}

/// Reads so that the frames from `from` to before `until` are held, as far as the file can be decoded.
void CallSound::Side::load(std::size_t piece, Frames from, Frames until) {
  if (!reader_ || open_ != piece || from < held_from_) {
    hear_before(piece);
    if (!open(piece)) return;
    if (!listener_ && from > 0 && reader_->seek(from)) next_ = from;
    held_from_ = next_;
  }
  // Two reads may share a frame, where the other side's rate is the higher one.
  const auto frame_bytes = format_.bytes_per_frame();
  const auto passed = std::min(from - held_from_, static_cast<Frames>(held_.size() / frame_bytes));
  held_.erase(held_.begin(),
              held_.begin() + static_cast<std::ptrdiff_t>(passed) * static_cast<std::ptrdiff_t>(frame_bytes));
  held_from_ = held_.empty() ? from : held_from_ + passed;
  while (next_ < until) {
    const bool is_before = next_ < from;
    const auto part = read(is_before ? std::min(from - next_, skip_chunk_frames) : until - next_);
    if (part.empty()) return;  // damaged: silence
    if (!is_before) held_.insert(held_.end(), part.begin(), part.end());
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

std::vector<TimeRange> joined(std::vector<TimeRange> ranges) {
  constexpr std::chrono::seconds nearest{1};
  std::sort(ranges.begin(), ranges.end(), [](const auto& a, const auto& b) { return a.from < b.from; });
  std::vector<TimeRange> result;
  for (const auto& range : ranges) {
    if (range.to <= range.from) continue;
    if (!result.empty() && range.from - result.back().to < nearest) {
      result.back().to = std::max(result.back().to, range.to);
    } else {
      result.push_back(range);
    }
  }
  return result;
}

std::vector<TimeRange> sounding(const Playlist& call) {
  std::vector<TimeRange> ranges;
  for (const auto* side : {&call.pieces, &call.far}) {
    for (const auto& piece : *side) ranges.push_back({piece.begin, piece.end});
  }
  return joined(std::move(ranges));
}

void write_call_copy(os::FileSystem& fs, CallSound& call, const std::vector<TimeRange>& ranges, const os::Path& to,
                     flac::CopyKind kind) {
  const auto rate = call.format().sample_rate;
  auto range = ranges.begin();
  Frames left = 0;
  const auto next = [&]() -> std::span<const std::byte> {
    while (left == 0 && range != ranges.end()) {
      const auto begin = frame_at(range->from.count(), rate);
      call.seek(begin);
      left = std::max<Frames>(frame_at(range->to.count(), rate) - begin, 0);
      ++range;
    }
    const auto frames = std::min<Frames>(left, rate);
    left -= frames;
    return frames == 0 ? std::span<const std::byte>{} : call.read(frames);
  };
  flac::write_listening_copy(fs, call.format(), next, to, kind);
}

}  // namespace earwitness::timeline
