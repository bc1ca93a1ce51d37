// SPDX-License-Identifier: MIT
#include "flac/frame_decoder.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <type_traits>

#include "base/translate.hpp"
#include "flac/frame_walk.hpp"

namespace earwitness::flac {

namespace {

constexpr const char* cut_off = N_("it ends before its own end");
constexpr const char* reserved = N_("it has a form that RFC 9639 reserves");
constexpr const char* impossible = N_("its prediction does not fit its length");
constexpr const char* out_of_range = N_("its samples are out of their range, so that decoders differ on them");
constexpr const char* padded = N_("bits that say nothing are not zero");
constexpr const char* bad_sum = N_("its CRC-16 does not fit");

constexpr std::int64_t max_residual = 0x7FFF'FFFF;

[[nodiscard]] bool is_within(std::int64_t sample, unsigned bits) noexcept {
  const auto limit = std::int64_t{1} << (bits - 1);
  return sample >= -limit && sample < limit;
}

struct Prediction {
  std::span<const std::int32_t> coefficients;  // that of the oldest sample first
  int shift = 0;
  unsigned bits_per_sample = 0;
};

/// `order` is a constant for those that encoders use, so that the compiler knows it.
template <typename Sum, typename Order>
bool restore_each(std::span<std::int32_t> samples, const Prediction& prediction, Order order) noexcept {
  const auto* coefficients = prediction.coefficients.data();
  const auto limit = std::int64_t{1} << (prediction.bits_per_sample - 1);
  std::int32_t last = samples[order - 1];  // not through memory: each sample waits for the one before it
  for (std::size_t i = order; i < samples.size(); ++i) {
    Sum sum = 0;
    const std::int32_t* oldest = samples.data() + (i - order);
    for (unsigned j = 0; j + 1 < order; ++j) sum += Sum{coefficients[j]} * Sum{oldest[j]};
    sum += Sum{coefficients[order - 1]} * Sum{last};
    const auto sample = (std::int64_t{sum} >> prediction.shift) + samples[i];
    if (sample < -limit || sample >= limit) return false;
    last = static_cast<std::int32_t>(sample);
    samples[i] = last;
  }
  return true;
}

template <unsigned order>
using Constant = std::integral_constant<unsigned, order>;

/// False where a sample leaves its range.
template <typename Sum>
bool restore(std::span<std::int32_t> samples, const Prediction& prediction) noexcept {
  const auto order = static_cast<unsigned>(prediction.coefficients.size());
  switch (order) {
    case 4:
      return restore_each<Sum>(samples, prediction, Constant<4>());
    case 5:
      return restore_each<Sum>(samples, prediction, Constant<5>());
    case 6:
      return restore_each<Sum>(samples, prediction, Constant<6>());
    case 7:
      return restore_each<Sum>(samples, prediction, Constant<7>());
    case 8:
      return restore_each<Sum>(samples, prediction, Constant<8>());
    default:
      return restore_each<Sum>(samples, prediction, order);
  }
}

/// Signs are coded in the lowest bit (RFC 9639, 9.2.7.2).
std::int32_t unfolded(std::uint32_t folded) noexcept {
  return static_cast<std::int32_t>((folded >> 1U) ^ (0 - (folded & 1U)));
}

/// The difference of two channels has one bit more (RFC 9639, 9.1.3).
bool is_side(std::uint32_t channel_code, unsigned channel) noexcept {
  return (channel_code == 8 && channel == 1) || (channel_code == 9 && channel == 0) ||
         (channel_code == 10 && channel == 1);
}

}  // namespace

/// Bits from the front; after the end it gives zeros and knows that it did.
class FrameDecoder::Bits {
 public:
  Bits(std::span<const std::byte> bytes, std::size_t from_byte)
      : bytes_(bytes), at_(std::uint64_t{from_byte} * 8), end_(std::uint64_t{bytes.size()} * 8) {}

  /// Up to 32 bits.
  std::uint32_t read(unsigned count) noexcept {
    if (count == 0) return 0;
    const auto value = static_cast<std::uint32_t>(peek() >> (64 - count));
    at_ += count;
    return value;
  }
  std::int32_t read_signed(unsigned count) noexcept {
    if (count == 0) return 0;
    const auto value = static_cast<std::int64_t>(peek()) >> (64 - count);
    at_ += count;
    return static_cast<std::int32_t>(value);
  }
  void skip(std::uint64_t count) noexcept { at_ += count; }
  /// Zeros up to the next one, both taken.
  std::uint64_t read_unary() noexcept {
    std::uint64_t zeros = 0;
    while (at_ < end_) {
      const auto ahead = peek();
      if (ahead != 0) {
        const auto here = static_cast<unsigned>(std::countl_zero(ahead));
        at_ += here + 1;
        return zeros + here;
      }
      const auto seen = 64 - at_ % 8;  // what peek() gave of the file's own
      zeros += seen;
      at_ += seen;
    }
    at_ = end_ + 1;
    return zeros;
  }
  /// read_unary(), and behind it `count` bits, up to 30: the first is the higher part.
  std::uint64_t read_rice(unsigned count) noexcept {
    const auto ahead = peek();
    const auto zeros = static_cast<unsigned>(std::countl_zero(ahead));
    if (zeros + 1 + count > sure_bits || at_ >= end_) {
      const auto high = read_unary();
      return high << count | read(count);
    }
    at_ += zeros + 1 + count;
    const auto low = count == 0 ? 0 : ahead << (zeros + 1) >> (64 - count);
    return std::uint64_t{zeros} << count | low;
  }
  /// As many residuals of that parameter as stand surely before the end, one behind the other; how many. Several are
  /// taken from one word, so that none waits for a look at the bytes.
  std::size_t read_residuals(std::span<std::int32_t> into, unsigned parameter) noexcept {
    if (parameter > max_fast_parameter) return 0;
    auto at = at_;
    std::size_t done = 0;
    while (done < into.size() && at / 8 + 8 <= bytes_.size()) {
      auto word = whole_word(at);
      unsigned left = sure_bits;
      const auto before = done;
      while (done < into.size()) {
        const auto zeros = static_cast<unsigned>(std::countl_zero(word));
        const auto used = zeros + 1 + parameter;
        if (used > left) break;
        const auto low = word << (zeros + 1) >> 1U >> (63 - parameter);
        into[done++] = unfolded(static_cast<std::uint32_t>(std::uint64_t{zeros} << parameter | low));
        word <<= used;
        left -= used;
      }
      at += sure_bits - left;
      if (done == before) break;  // a longer one: read_rice()
    }
    at_ = at;
    return done;
  }
  [[nodiscard]] bool ran_short() const noexcept { return at_ > end_; }
  [[nodiscard]] std::size_t whole_bytes() const noexcept { return static_cast<std::size_t>((at_ + 7) / 8); }
  /// The bits up to the next whole byte are zero.
  [[nodiscard]] bool padded_with_zeros() noexcept { return read(static_cast<unsigned>((8 - at_ % 8) % 8)) == 0; }

 private:
  static constexpr unsigned sure_bits = 57;           // that peek() gives wherever it stands
  static constexpr unsigned max_fast_parameter = 25;  // what so many bits hold is no residual that is too large

  /// Eight bytes are there.
  [[nodiscard]] std::uint64_t whole_word(std::uint64_t at) const noexcept {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes_.data() + at / 8, 8);
    return __builtin_bswap64(word) << (at % 8);
  }

  /// At least sure_bits, the next one highest; zeros behind the end.
  [[nodiscard]] std::uint64_t peek() const noexcept {
    const auto byte = static_cast<std::size_t>(at_ / 8);
    if (byte + 8 <= bytes_.size()) return whole_word(at_);
    std::uint64_t word = 0;
    if (byte < bytes_.size()) {
      for (std::size_t i = 0; i < 8; ++i) {
        word = word << 8U | (byte + i < bytes_.size() ? std::to_integer<std::uint64_t>(bytes_[byte + i]) : 0);
      }
    }
    return word << (at_ % 8);
  }

  std::span<const std::byte> bytes_;
  std::uint64_t at_;
  std::uint64_t end_;
};

FrameDecoder::FrameDecoder(const AudioFormat& format) : format_(format), channels_(format.channels) {}

std::span<const std::int32_t> FrameDecoder::samples(unsigned channel) const noexcept { return channels_[channel]; }

DecodedFrame FrameDecoder::decode(std::span<const std::byte> bytes, const FrameHeader& header) {
  fault_ = nullptr;
  Bits bits(bytes, header.bytes);
  for (unsigned channel = 0; channel < format_.channels; ++channel) {
    channels_[channel].resize(header.block_size);
    const unsigned sample_bits = format_.bits + (is_side(header.channel_code, channel) ? 1U : 0U);
    if (!subframe(bits, channels_[channel], sample_bits)) return {0, fault_ != nullptr ? fault_ : cut_off};
    if (bits.ran_short()) return {0, cut_off};
  }
  if (!bits.padded_with_zeros()) return {0, padded};
  const auto end = bits.whole_bytes();
  if (end + 2 > bytes.size()) return {0, cut_off};
  const auto told = std::to_integer<std::uint32_t>(bytes[end]) << 8U | std::to_integer<std::uint32_t>(bytes[end + 1]);
  if (crc16(bytes.first(end)) != told) return {0, bad_sum};
  if (!join_channels(header.channel_code)) return {0, fault_};
  return {end + 2, nullptr};
}

bool FrameDecoder::subframe(Bits& bits, std::span<std::int32_t> samples, unsigned bits_per_sample) {
  fault_ = reserved;
  if (bits.read(1) != 0) return false;
  const auto type = bits.read(6);
  std::uint64_t wasted = 0;
  if (bits.read(1) != 0) {
    wasted = bits.read_unary() + 1;
    fault_ = impossible;
    if (wasted >= bits_per_sample) return false;
    bits_per_sample -= static_cast<unsigned>(wasted);
  }
  fault_ = nullptr;
  bool taken = false;
  if (type == 0) {
    std::fill(samples.begin(), samples.end(), bits.read_signed(bits_per_sample));
    taken = true;
  } else if (type == 1) {
    taken = warm_up(bits, samples, bits_per_sample, static_cast<unsigned>(samples.size()));
  } else if (type >= 8 && type <= 12) {
    taken = fixed(bits, samples, bits_per_sample, type - 8);
  } else if (type >= 32) {
    taken = linear(bits, samples, bits_per_sample, type - 31);
  } else {
    fault_ = reserved;
  }
  if (taken && wasted > 0) {
    for (auto& sample : samples) sample = static_cast<std::int32_t>(static_cast<std::uint32_t>(sample) << wasted);
  }
  return taken;
}

/// The first samples as they are.
bool FrameDecoder::warm_up(Bits& bits, std::span<std::int32_t> samples, unsigned bits_per_sample, unsigned order) {
  for (unsigned i = 0; i < order; ++i) {
    if (bits.ran_short()) return false;
    samples[i] = bits.read_signed(bits_per_sample);
  }
  return true;
}

bool FrameDecoder::fixed(Bits& bits, std::span<std::int32_t> samples, unsigned bits_per_sample, unsigned order) {
  fault_ = impossible;
  if (order > samples.size()) return false;
  fault_ = nullptr;
  if (!warm_up(bits, samples, bits_per_sample, order) || !residuals(bits, samples, order)) return false;
  fault_ = out_of_range;
  const auto before = [&](std::size_t i, std::size_t back) { return std::int64_t{samples[i - back]}; };
  for (std::size_t i = order; i < samples.size(); ++i) {
    std::int64_t sample = samples[i];
    if (order == 1) sample += before(i, 1);
    if (order == 2) sample += 2 * before(i, 1) - before(i, 2);
    if (order == 3) sample += 3 * before(i, 1) - 3 * before(i, 2) + before(i, 3);
    if (order == 4) sample += 4 * before(i, 1) - 6 * before(i, 2) + 4 * before(i, 3) - before(i, 4);
    if (!is_within(sample, bits_per_sample)) return false;
    samples[i] = static_cast<std::int32_t>(sample);
  }
  fault_ = nullptr;
  return true;
}

bool FrameDecoder::linear(Bits& bits, std::span<std::int32_t> samples, unsigned bits_per_sample, unsigned order) {
  constexpr unsigned max_order = 32;
  fault_ = impossible;
  if (order > samples.size()) return false;
  fault_ = nullptr;
  if (!warm_up(bits, samples, bits_per_sample, order)) return false;
  const auto precision = bits.read(4) + 1;
  const int shift = bits.read_signed(5);
  fault_ = reserved;
  if (precision == 16 || shift < 0) return false;
  fault_ = nullptr;
  std::array<std::int32_t, max_order> coefficients{};  // that of the oldest sample first
  for (unsigned i = 0; i < order; ++i) coefficients[order - 1 - i] = bits.read_signed(precision);
  if (!residuals(bits, samples, order)) return false;
  // Where no sum can leave 32 bits, half as wide is twice as fast.
  const auto growth = static_cast<unsigned>(std::bit_width(order - 1));  // not an unsigned in every library
  const bool is_narrow = bits_per_sample + precision + growth <= 32;
  const Prediction prediction{{coefficients.data(), order}, shift, bits_per_sample};
  if (is_narrow ? restore<std::int32_t>(samples, prediction) : restore<std::int64_t>(samples, prediction)) return true;
  fault_ = out_of_range;
  return false;
}

/// What the prediction is off by, from the sample `order` on.
bool FrameDecoder::residuals(Bits& bits, std::span<std::int32_t> into, unsigned order) {
  fault_ = reserved;
  const auto method = bits.read(2);
  if (method > 1) return false;
  const unsigned parameter_bits = method == 0 ? 4 : 5;
  const std::uint32_t escape = (1U << parameter_bits) - 1;
  const std::size_t partitions = std::size_t{1} << bits.read(4);
  const std::size_t length = into.size() / partitions;
  fault_ = impossible;
  if (into.size() % partitions != 0 || length < order) return false;
  std::size_t at = order;
  for (std::size_t p = 0; p < partitions; ++p) {
    const auto end = (p + 1) * length;
    const auto parameter = bits.read(parameter_bits);
    fault_ = nullptr;
    if (bits.ran_short()) return false;
    if (parameter == escape) {
      const auto width = bits.read(5);
      for (; at < end && !bits.ran_short(); ++at) into[at] = bits.read_signed(width);
      continue;
    }
    fault_ = out_of_range;
    while (at < end && !bits.ran_short()) {
      const auto read = bits.read_residuals(into.subspan(at, end - at), parameter);
      at += read;
      if (read > 0) continue;
      const auto folded = bits.read_rice(parameter);
      if (folded > 2 * max_residual) return bits.ran_short() ? (fault_ = nullptr, false) : false;
      into[at++] = unfolded(static_cast<std::uint32_t>(folded));
    }
  }
  fault_ = nullptr;
  return !bits.ran_short();
}

bool FrameDecoder::join_channels(std::uint32_t channel_code) {
  if (channel_code < 8) return true;
  auto& first = channels_[0];
  auto& second = channels_[1];
  fault_ = out_of_range;
  for (std::size_t i = 0; i < first.size(); ++i) {
    std::int64_t left = first[i];
    std::int64_t right = second[i];
    if (channel_code == 8) right = left - right;
    if (channel_code == 9) left += right;
    if (channel_code == 10) {
      const auto side = right;
      const auto sum = (left * 2) | (side & 1);
      left = (sum + side) >> 1;
      right = (sum - side) >> 1;
    }
    if (!is_within(left, format_.bits) || !is_within(right, format_.bits)) return false;
    first[i] = static_cast<std::int32_t>(left);
    second[i] = static_cast<std::int32_t>(right);
  }
  fault_ = nullptr;
  return true;
}

}  // namespace earwitness::flac
