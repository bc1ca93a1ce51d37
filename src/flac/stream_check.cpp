// SPDX-License-Identifier: MIT
#include "flac/stream_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/translate.hpp"
#include "flac/file_window.hpp"
#include "flac/frame_decoder.hpp"
#include "flac/frame_header.hpp"
#include "flac/frame_walk.hpp"
#include "flac/hidden_frames.hpp"
#include "flac/silent_frame.hpp"

namespace earwitness::flac {

namespace {

constexpr std::size_t check_chunk_bytes = 256 * 1024;

class StreamWalk {
 public:
  StreamWalk(std::unique_ptr<os::File> file, const StreamHead& head, const AudioFormat& format, Frames frames,
             bool is_recovered)
      : head_(head),
        format_(format),
        frames_(frames),
        is_recovered_(is_recovered),
        size_(file->size()),
        window_(std::move(file), head.end, check_chunk_bytes),
        decoder_(format),
        hidden_(format, head.block_size) {}

  std::optional<StreamFault> find_fault() {
    while (at_ < frames_) {
      if (auto wrong = next_frame(); !wrong.empty()) return StreamFault{window_.offset(), at_, std::move(wrong)};
    }
    if (window_.offset() != size_) {
      return StreamFault{
          window_.offset(), at_,
          trn("{:L} byte follows its last frame", "{:L} bytes follow its last frame", size_ - window_.offset())};
    }
    const auto is_true = [](std::uint32_t told, std::uint32_t found) { return told == 0 || told == found; };
    const bool told = is_true(head_.min_frame_bytes, smallest_) && is_true(head_.max_frame_bytes, largest_);
    if (told) return std::nullopt;
    return StreamFault{0, 0, _("its header says another size of its frames")};
  }

 private:
  /// What is wrong with the frame here; empty if nothing is.
  std::string next_frame() {
    const auto header = parse_frame_header(window_.bytes(frame_header_bytes), format_);
    if (!header) {
      return window_.offset() == size_ ? tr("it ends after {:L} frames of samples", at_)
                                       : tr("there is no frame at byte {:L}", window_.offset());
    }
    if (auto wrong = wrong_place(*header); !wrong.empty()) return wrong;
    const auto bytes = window_.bytes(max_frame_bytes(format_, header->block_size) + frame_header_bytes + 1);
    const auto silent = silent_frame_bytes(bytes, *header, format_);
    const auto frame = silent ? DecodedFrame{*silent, nullptr} : decoder_.decode(bytes, *header);
    if (frame.fault != nullptr)
      return tr("frame {:L} (byte {:L}) can't be taken: {}", number_, window_.offset(), _(frame.fault));
    if (!says_as_before(*header, silent.has_value()))
      return tr(
          "frame {:L} (byte {:L}) does not say its rate and bits as those before it do, so that players pass over one",
          number_, window_.offset());
    if (const auto place = hidden_.find(bytes, frame.bytes, *header))
      return tr("frame {:L} hides another one at byte {:L}", number_, window_.offset() + *place);
    smallest_ = std::min(smallest_, static_cast<std::uint32_t>(frame.bytes));
    largest_ = std::max(largest_, static_cast<std::uint32_t>(frame.bytes));
    at_ += static_cast<Frames>(header->block_size);
    ++number_;
    window_.skip(frame.bytes);
    return {};
  }

  /// Whether this frame can stand here, by what its header says.
  [[nodiscard]] std::string wrong_place(const FrameHeader& header) const {
    if (header.counts_samples || header.number != number_)
      return tr("frame {:L} (byte {:L}) has the number {:L}", number_, window_.offset(), header.number);
    const auto left = frames_ - at_;
    const auto expected = std::min(left, static_cast<Frames>(head_.block_size));
    if (static_cast<Frames>(header.block_size) == expected) return {};
    return tr("frame {:L} (byte {:L}) holds {:L} samples, and not {:L}", number_, window_.offset(), header.block_size,
              expected);
  }

  /// Where one frame says its rate or bits and the next one leaves them to STREAMINFO, FFmpeg takes them for another
  /// stream's: it passes over a frame, or plays the end twice.
  [[nodiscard]] bool says_as_before(const FrameHeader& header, bool is_silent) {
    const bool says_rate = header.sample_rate != 0;
    const bool says_bits = header.bits != 0;
    const bool is_last = at_ + static_cast<Frames>(header.block_size) >= frames_;
    // What stands for a garbled frame in what the first release recovered.
    if (is_recovered_ && is_silent && !is_last && !says_rate && !says_bits) return true;
    const auto& said = said_ ? *said_ : said_.emplace(Said{says_rate, says_bits});
    return said.rate == says_rate && said.bits == says_bits;
  }

  struct Said {
    bool rate;
    bool bits;
  };

  const StreamHead& head_;
  AudioFormat format_;
  Frames frames_;
  bool is_recovered_;
  std::optional<Said> said_;  ///< by the first frame
  std::uint64_t size_;
  FileWindow window_;
  FrameDecoder decoder_;
  HiddenFrames hidden_;
  Frames at_ = 0;
  std::uint64_t number_ = 0;
  std::uint32_t smallest_ = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t largest_ = 0;
};

}  // namespace

std::optional<StreamFault> find_stream_fault(std::unique_ptr<os::File> file, const StreamHead& head,
                                             const AudioFormat& format, Frames frames, bool is_recovered) {
  return StreamWalk(std::move(file), head, format, frames, is_recovered).find_fault();
}

}  // namespace earwitness::flac
