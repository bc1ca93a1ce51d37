// SPDX-License-Identifier: MIT
#include "verify/second_decoder.hpp"

#include <algorithm>

namespace earwitness::verify_detail {

namespace {

/// The longest frame that FLAC has (RFC 9639, 9.1.1): what begins further on is not in this one.
constexpr Frames longest_block = 65536;

}  // namespace

SecondDecoder::SecondDecoder(os::FileSystem& fs, os::Path path, const AudioFormat& format)
    : fs_(fs), path_(std::move(path)), format_(format), scan_(fs.open(path_), format) {}

std::optional<crypto::Digest> SecondDecoder::hash(Frames from, Frames frames) {
  if ((!reader_ || position_ != from) && !go_to(from)) return std::nullopt;
  crypto::Sha256 hash;
  for (Frames left = frames; left > 0;) {
    const auto part = read(left);
    if (part.empty()) return std::nullopt;
    hash.update(part);
    left -= static_cast<Frames>(part.size() / format_.bytes_per_frame());
  }
  return hash.finish();
}

void SecondDecoder::lose_step() noexcept {
  reader_.reset();
  in_step_ = false;
}

Frames SecondDecoder::count_rest(Frames most) {
  Frames counted = 0;
  while (counted < most) {
    const auto part = read(most - counted);
    if (part.empty()) break;
    counted += static_cast<Frames>(part.size() / format_.bytes_per_frame());
  }
  return counted;
}

bool SecondDecoder::go_to(Frames position) {
  reader_.reset();
  const auto start = scan_.at_or_before(position);
  if (!start || position - start->first >= longest_block) return false;
  try {
    reader_ = std::make_unique<flac::Reader>(flac::from_frame(fs_.open(path_), format_, start->offset));
  } catch (const FileError&) {
    throw;
  } catch (const Error&) {
    return false;
  }
  position_ = start->first;
  // Without samples before it, the first frame is where the whole stream begins.
  in_step_ = in_step_ && position == 0 && position_ == 0;
  while (position_ < position) {
    if (read(position - position_).empty()) return false;
  }
  return true;
}

std::span<const std::byte> SecondDecoder::read(Frames frames) {
  if (!reader_) return {};
  const auto part = reader_->read(frames);
  position_ += static_cast<Frames>(part.size() / format_.bytes_per_frame());
  if (in_step_ && on_samples) on_samples(part);
  return part;
}

}  // namespace earwitness::verify_detail
