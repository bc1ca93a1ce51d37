// SPDX-License-Identifier: MIT
#include "flac/speech_copy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <numbers>
#include <vector>

#include "base/samples.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "flac/reader.hpp"

namespace earwitness::flac {

namespace {

constexpr std::size_t header_bytes = 44;
constexpr double zero_crossings = 12;  // of the filter, on each side
constexpr std::size_t table_steps = 256;
constexpr double pass_band = 0.95;
constexpr std::uint64_t max_data_bytes = 0xFFFF'FFFFULL - header_bytes;

/// One half of a sinc under a Hann window, so many steps from one zero to the next.
std::vector<float> filter_table() {
  const auto size = static_cast<std::size_t>(zero_crossings) * table_steps + 2;
  std::vector<float> table(size, 0.0F);
  for (std::size_t i = 0; i < size; ++i) {
    const double x = static_cast<double>(i) / table_steps;
    if (x >= zero_crossings) break;
    const double sinc = i == 0 ? 1.0 : std::sin(std::numbers::pi * x) / (std::numbers::pi * x);
    const double window = 0.5 + 0.5 * std::cos(std::numbers::pi * x / zero_crossings);
    table[i] = static_cast<float>(sinc * window);
  }
  return table;
}

/// From any rate to 16 kHz: each new sample is a weighted sum of those around its time.
class Resampler {
 public:
  explicit Resampler(std::uint32_t rate)
      : step_(static_cast<double>(rate) / speech_rate),
        cutoff_(std::min(1.0, 1.0 / step_) * pass_band),
        reach_(zero_crossings / cutoff_),
        table_(filter_table()) {}

  void push(float sample) { input_.push_back(sample); }

  /// All that can be had without what comes later; at the end, silence comes.
  void take(bool at_end, std::vector<std::byte>& into) {
    const double known = static_cast<double>(dropped_) + static_cast<double>(input_.size());
    for (;; ++made_) {
      const double at = static_cast<double>(made_) * step_;
      if (at >= known || (!at_end && at + reach_ >= known)) break;
      const auto sample = static_cast<std::int16_t>(std::lround(std::clamp(sum(at), -1.0, 1.0) * 32767.0));
      into.push_back(static_cast<std::byte>(static_cast<std::uint16_t>(sample) & 0xFFU));
      into.push_back(static_cast<std::byte>(static_cast<std::uint16_t>(sample) >> 8U));
    }
    drop();
  }

 private:
  [[nodiscard]] double sum(double at) const {
    const auto first = std::max(static_cast<std::int64_t>(std::ceil(at - reach_)), dropped_);
    const auto end = dropped_ + static_cast<std::int64_t>(input_.size());
    const auto last = std::min(static_cast<std::int64_t>(std::floor(at + reach_)), end - 1);
    double total = 0;
    for (auto i = first; i <= last; ++i) {
      const double x = std::abs(static_cast<double>(i) - at) * cutoff_ * table_steps;
      const auto below = static_cast<std::size_t>(x);
      if (below + 1 >= table_.size()) continue;
      const double part = x - static_cast<double>(below);
      const double weight = table_[below] * (1 - part) + table_[below + 1] * part;
      total += weight * input_[static_cast<std::size_t>(i - dropped_)];
    }
    return total * cutoff_;
  }

  void drop() {
    const auto needed = static_cast<std::int64_t>(static_cast<double>(made_) * step_ - reach_) - 1;
    while (dropped_ < needed && !input_.empty()) {
      input_.pop_front();
      ++dropped_;
    }
  }

  double step_;
  double cutoff_;
  double reach_;
  std::vector<float> table_;
  std::deque<float> input_;
  std::int64_t dropped_ = 0;
  std::int64_t made_ = 0;
};

void put(std::array<std::byte, header_bytes>& header, std::size_t at, std::uint32_t value, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; ++i) header[at + i] = static_cast<std::byte>((value >> (8 * i)) & 0xFFU);
}

std::array<std::byte, header_bytes> header_of(std::uint32_t data_bytes) {
  std::array<std::byte, header_bytes> header{};
  const auto word = [&](std::size_t at, std::string_view text) {
    std::copy_n(base::as_bytes(text).begin(), text.size(), header.begin() + static_cast<std::ptrdiff_t>(at));
  };
  word(0, "RIFF");
  put(header, 4, data_bytes + header_bytes - 8, 4);
  word(8, "WAVEfmt ");
  put(header, 16, 16, 4);
  put(header, 20, 1, 2);  // PCM
  put(header, 22, 1, 2);
  put(header, 24, speech_rate, 4);
  put(header, 28, speech_rate * 2, 4);
  put(header, 32, 2, 2);
  put(header, 34, 16, 2);
  word(36, "data");
  put(header, 40, data_bytes, 4);
  return header;
}

}  // namespace

void write_speech_copy(os::FileSystem& fs, const os::Path& from, const os::Path& to) {
  Reader reader(fs.open(from));
  const auto& format = reader.info().format;
  Resampler resampler(format.sample_rate);
  const auto file = fs.create(to);
  os::write_all(*file, header_of(0));
  std::vector<int> wide;
  std::vector<std::byte> made;
  std::uint64_t bytes = 0;
  Frames frames = 0;
  const auto flush = [&](bool at_end) {
    resampler.take(at_end, made);
    bytes += made.size();
    os::write_all(*file, made);
    made.clear();
  };
  for (auto part = reader.read(format.sample_rate); !part.empty(); part = reader.read(format.sample_rate)) {
    const auto count = part.size() / format.bytes_per_sample();
    wide.resize(count);
    base::widen(part, format.bits, wide.data());
    for (std::size_t i = 0; i < count; i += format.channels) {
      double sum = 0;
      for (std::size_t c = 0; c < format.channels; ++c) sum += wide[i + c];
      resampler.push(static_cast<float>(sum / format.channels / 2147483648.0));
    }
    frames += static_cast<Frames>(count / format.channels);
    flush(false);
    if (bytes > max_data_bytes) break;
  }
  flush(true);
  if (reader.damaged() || frames != reader.info().frames || bytes > max_data_bytes) {
    throw Error(ErrorKind::unknown_format, from.string(),
                tr("{} does not decode to its end, or is too long", base::printable(from.string())));
  }
  file->seek(0);
  os::write_all(*file, header_of(static_cast<std::uint32_t>(bytes)));
  file->close();
}

}  // namespace earwitness::flac
