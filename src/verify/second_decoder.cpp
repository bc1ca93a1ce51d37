// SPDX-License-Identifier: MIT
#include "verify/second_decoder.hpp"

#include <algorithm>
#include <utility>

#include "base/zeros.hpp"
#include "flac/frame_cuts.hpp"
#include "flac/metadata.hpp"
#include "journal/salts.hpp"

namespace earwitness::verify_detail {

namespace {

/// The longest frame that FLAC has (RFC 9639, 9.1.1): what begins further on is not in this one.
constexpr Frames max_block_frames = 65536;

}  // namespace

SecondDecoder::SecondDecoder(os::FileSystem& fs, os::Path path, const AudioFormat& format)
    : fs_(fs), path_(std::move(path)), format_(format), scan_(fs.open(path_), format) {
  begin();
}

/// Where a player begins. Where metadata are damaged so that they end nowhere near a frame, at the first one that says
/// that it is the first; and begins_with_sound() says so, as that may lie behind others.
void SecondDecoder::begin() {
  const auto file = fs_.open(path_);
  const auto end = flac::metadata_end(*file);
  begins_with_sound_ = end && flac::FrameCuts(fs_.open(path_), format_, *end).first().has_value();
  auto from = end;
  if (!begins_with_sound_) {
    const auto start = scan_.at_or_before(0);
    from = start ? std::optional(start->offset) : std::nullopt;
  }
  if (from) {
    in_order_ = std::make_unique<flac::OrderedDecoder>(fs_, path_, format_, *from, flac::decoder_threads());
  }
}

template <typename Take>
std::optional<crypto::Digest> SecondDecoder::hash_each(const journal::Second& second, Take take) {
  const bool is_there = (in_order_ || reader_) && position_ == second.from;
  if (!is_there && !go_to(second.from)) return std::nullopt;
  auto hash = journal::begin_second(second.salt);
  // A second that is withheld is silence without a salt, and there may be hours of them.
  bool may_be_silence = !second.salt;
  std::size_t zeros = 0;
  for (Frames left = second.frames; left > 0;) {
    const auto part = read(left);
    if (part.empty()) return std::nullopt;
    may_be_silence = may_be_silence && base::all_zero(part);
    if (may_be_silence) {
      zeros += part.size();
    } else {
      if (zeros > 0) hash.update(std::vector<std::byte>(std::exchange(zeros, 0)));
      hash.update(part);
    }
    take(part);
    left -= static_cast<Frames>(part.size() / format_.bytes_per_frame());
  }
  return may_be_silence ? silence(zeros) : hash.finish();
}

const crypto::Digest& SecondDecoder::silence(std::size_t bytes) {
  const auto [place, is_new] = silences_.try_emplace(bytes);
  if (is_new) place->second = crypto::sha256(std::vector<std::byte>(bytes));
  return place->second;
}

std::optional<crypto::Digest> SecondDecoder::hash(const journal::Second& second) {
  return hash_each(second, [](std::span<const std::byte>) {});
}

std::optional<crypto::Digest> SecondDecoder::hash(const journal::Second& second, std::vector<std::byte>& samples) {
  samples.clear();
  return hash_each(second,
                   [&](std::span<const std::byte> part) { samples.insert(samples.end(), part.begin(), part.end()); });
}

void SecondDecoder::lose_step() noexcept {
  in_order_.reset();
  reader_.reset();
}

bool SecondDecoder::is_faultless(const flac::StreamHead& head, Frames frames) const noexcept {
  return in_order_ && in_order_->is_faultless(head, frames);
}

Frames SecondDecoder::count_rest(Frames max_frames) {
  Frames counted = 0;
  while (counted < max_frames) {
    const auto part = read(max_frames - counted);
    if (part.empty()) break;
    counted += static_cast<Frames>(part.size() / format_.bytes_per_frame());
  }
  return counted;
}

bool SecondDecoder::go_to(Frames position) {
  lose_step();
  const auto start = scan_.at_or_before(position);
  if (!start || position - start->first >= max_block_frames) return false;
  try {
    reader_ = std::make_unique<flac::Reader>(flac::from_frame(fs_.open(path_), format_, start->offset));
  } catch (const FileError&) {
    throw;
  } catch (const Error&) {
    return false;
  }
  position_ = start->first;
  while (position_ < position) {
    if (read(position - position_).empty()) return false;
  }
  return true;
}

std::span<const std::byte> SecondDecoder::read(Frames frames) {
  if (!in_order_ && !reader_) return {};
  const auto part = in_order_ ? in_order_->read(frames) : reader_->read(frames);
  position_ += static_cast<Frames>(part.size() / format_.bytes_per_frame());
  if (in_order_ && on_samples) on_samples(part);
  return part;
}

}  // namespace earwitness::verify_detail
