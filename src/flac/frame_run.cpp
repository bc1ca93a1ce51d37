// SPDX-License-Identifier: MIT
#include "flac/frame_run.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

#include "flac/file_window.hpp"
#include "flac/frame_decoder.hpp"
#include "flac/frame_header.hpp"
#include "flac/frame_walk.hpp"
#include "flac/silent_frame.hpp"

namespace earwitness::flac {

namespace {

constexpr std::size_t max_seen = 8;  // a run has as good as never one

template <std::size_t size>
void interleave(const FrameDecoder& decoder, std::size_t channels, std::size_t count, std::byte* into) {
  for (std::size_t channel = 0; channel < channels; ++channel) {
    const auto samples = decoder.samples(static_cast<unsigned>(channel));
    const auto* from = samples.data();
    auto* at = into + channel * size;
    if (channels == 1) {  // known to the compiler, which then does many at once
      for (std::size_t i = 0; i < count; ++i) std::memcpy(at + i * size, from + i, size);
    } else {
      for (std::size_t i = 0; i < count; ++i) std::memcpy(at + i * size * channels, from + i, size);
    }
  }
}

class RunDecoder {
 public:
  RunDecoder(std::vector<std::byte> bytes, const AudioFormat& format, const RunPlace& place,
             std::vector<std::byte>& samples)
      : format_(format),
        place_(place),
        end_(place.to ? place.to->offset : place.from.offset + bytes.size()),
        window_(std::move(bytes), place.from.offset),
        decoder_(format),
        search_(format, place.block_size),
        samples_(samples),
        number_(place.from.header.number) {}

  std::optional<FrameRun> decode() {
    run_.begins_stream = place_.from.offset == place_.begin && number_ == 0 && !place_.from.header.counts_samples;
    run_.ends_file = !place_.to;
    run_.block_size = place_.block_size;
    run_.min_frame_bytes = std::numeric_limits<std::uint32_t>::max();
    while (window_.offset() < end_) {
      if (!next_frame()) return std::nullopt;
    }
    const bool ends_there =
        window_.offset() == end_ &&
        (!place_.to || (run_.samples == place_.to->first - place_.from.first && number_ == place_.to->header.number));
    return ends_there ? std::optional(std::move(run_)) : std::nullopt;
  }

 private:
  /// Never more than a longest frame and what is behind it: what is looked at does not depend on where a file is cut.
  [[nodiscard]] std::span<const std::byte> next_bytes() {
    const auto rest = window_.bytes(0);
    return rest.first(std::min(rest.size(), bytes_ahead(format_, place_.block_size)));
  }

  bool next_frame() {
    const auto bytes = next_bytes();
    const auto header = parse_frame_header(bytes.first(std::min(bytes.size(), frame_header_bytes)), format_);
    const bool follows = header && header->number == number_ &&
                         header->counts_samples == place_.from.header.counts_samples &&
                         header->block_size <= place_.block_size && (header->sample_rate != 0) == place_.says_rate &&
                         (header->bits != 0) == place_.says_bits &&
                         run_.samples + static_cast<Frames>(header->block_size) <= place_.max_frames;
    if (!follows) return false;
    const auto silent = silent_frame_bytes(bytes, *header, format_);
    const auto frame = silent ? DecodedFrame{*silent, nullptr} : decoder_.decode(bytes, *header);
    if (frame.fault != nullptr || window_.offset() + frame.bytes > end_ || hides_another(bytes, frame.bytes, *header))
      return false;
    append(header->block_size, silent.has_value());
    const auto size = static_cast<std::uint32_t>(frame.bytes);
    run_.min_frame_bytes = std::min(run_.min_frame_bytes, size);
    run_.max_frame_bytes = std::max(run_.max_frame_bytes, size);
    run_.samples += static_cast<Frames>(header->block_size);
    number_ += header->counts_samples ? header->block_size : 1;
    window_.skip(frame.bytes);
    const bool is_last_of_file = !place_.to && window_.offset() == end_;
    run_.is_even = run_.is_even && (header->block_size == place_.block_size || is_last_of_file);
    return true;
  }

  bool hides_another(std::span<const std::byte> bytes, std::size_t size, const FrameHeader& header) {
    const auto searched = window_.offset() - place_.begin;
    const auto found = search_.find(bytes, size, header, searched, [&](const SeenHeader& seen, const auto& is_whole) {
      run_.seen.push_back(seen);
      return run_.seen.size() > max_seen || is_whole();
    });
    return found.has_value();
  }

  void append(std::size_t count, bool is_silent) {
    const auto at = samples_.size();
    samples_.resize(at + count * format_.bytes_per_frame());
    if (is_silent) return;
    auto* into = samples_.data() + at;
    format_.bits == 16 ? interleave<2>(decoder_, format_.channels, count, into)
                       : interleave<3>(decoder_, format_.channels, count, into);
  }

  AudioFormat format_;
  const RunPlace& place_;
  std::uint64_t end_;
  FileWindow window_;
  FrameDecoder decoder_;
  HeaderSearch search_;
  std::vector<std::byte>& samples_;
  std::uint64_t number_;
  FrameRun run_;
};

}  // namespace

std::size_t bytes_ahead(const AudioFormat& format, std::uint32_t block_size) noexcept {
  return max_frame_bytes(format, block_size) + frame_header_bytes + 1;
}

std::optional<FrameRun> decode_run(std::vector<std::byte> bytes, const AudioFormat& format, const RunPlace& place,
                                   std::vector<std::byte>& samples) {
  return RunDecoder(std::move(bytes), format, place, samples).decode();
}

void StreamRuns::add(const FrameRun& run) {
  const bool is_first = !hidden_;
  if (is_first) {
    hidden_.emplace(format_, run.block_size);
    all_ = run;
    all_.seen.clear();
    is_known_ = run.begins_stream;
  } else {
    all_.samples += run.samples;
    all_.min_frame_bytes = std::min(all_.min_frame_bytes, run.min_frame_bytes);
    all_.max_frame_bytes = std::max(all_.max_frame_bytes, run.max_frame_bytes);
    all_.ends_file = run.ends_file;
  }
  is_known_ = is_known_ && run.is_even;
  for (const auto& seen : run.seen) is_known_ = is_known_ && !hidden_->is_hidden(seen);
}

bool StreamRuns::are_faultless(const StreamHead& head, Frames frames) const noexcept {
  const auto is_true = [](std::uint32_t told, std::uint32_t found) { return told == 0 || told == found; };
  return is_known_ && hidden_ && all_.ends_file && all_.samples == frames && all_.block_size == head.block_size &&
         is_true(head.min_frame_bytes, all_.min_frame_bytes) && is_true(head.max_frame_bytes, all_.max_frame_bytes);
}

}  // namespace earwitness::flac
