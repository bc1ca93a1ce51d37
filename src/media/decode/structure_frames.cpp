// SPDX-License-Identifier: MIT
//
// Sound that is nothing but frames, one behind the other: MPEG audio (MP3), AAC in ADTS or LOAS, AMR. No header tells
// where the end is, so each frame is stepped over, and what is between two of them is a tag, or damage. Files that were
// joined show by their tags and by the frame that counts the others (Xing, Info, VBRI), which stands first in a file.
#include <algorithm>
#include <array>
#include <string_view>

#include "media/decode/structure.hpp"

namespace earwitness::media {

namespace {

using namespace std::string_view_literals;

constexpr std::uint64_t id3v1_bytes = 128;
constexpr std::uint64_t ape_tag_head_bytes = 32;
constexpr std::uint64_t max_search_bytes = 64 * 1024;  ///< for a first frame
constexpr int frames_to_believe = 4;

struct FrameHead {
  std::uint64_t bytes = 0;
  std::uint32_t samples = 0;
  std::uint32_t rate = 0;
  std::uint32_t shape = 0;       ///< that does not change within a file
  std::uint64_t side_bytes = 0;  ///< of MPEG layer 3: where a counting frame has its word
};

std::optional<FrameHead> mpeg_head(Source& file, std::uint64_t at) {
  constexpr std::array<std::uint16_t, 15> layer1{0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448};
  constexpr std::array<std::uint16_t, 15> layer2{0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384};
  constexpr std::array<std::uint16_t, 15> layer3{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320};
  constexpr std::array<std::uint16_t, 15> low1{0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256};
  constexpr std::array<std::uint16_t, 15> low23{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160};
  constexpr std::array<std::uint32_t, 3> rates{44'100, 48'000, 32'000};
  const auto read = file.big(at, 4);
  if (!read || (*read & 0xFFE00000U) != 0xFFE00000U) return std::nullopt;
  const auto word = static_cast<std::uint32_t>(*read);
  const auto version = (word >> 19U) & 3U;  // 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
  const auto layer = 4U - ((word >> 17U) & 3U);
  const auto bitrate_index = (word >> 12U) & 15U;
  const auto rate_index = (word >> 10U) & 3U;
  if (version == 1 || layer == 4 || bitrate_index == 0 || bitrate_index == 15 || rate_index == 3) return std::nullopt;
  const bool is_first = version == 3;
  const auto padding = (word >> 9U) & 1U;
  const bool is_mono = ((word >> 6U) & 3U) == 3;
  FrameHead head;
  head.rate = rates[rate_index] >> (is_first ? 0U : version == 2 ? 1U : 2U);
  const auto& high = layer == 1 ? layer1 : layer == 2 ? layer2 : layer3;
  const auto& low = layer == 1 ? low1 : low23;
  const auto bits_a_second = 1000U * (is_first ? high : low)[bitrate_index];
  if (layer == 1) {
    head.samples = 384;
    head.bytes = (12U * bits_a_second / head.rate + padding) * 4U;
  } else {
    head.samples = layer == 3 && !is_first ? 576 : 1152;
    head.bytes = head.samples / 8U * bits_a_second / head.rate + padding;
  }
  head.shape = word & 0x00060C00U;  // layer and rate
  head.shape |= (version << 19U);
  if (layer == 3) head.side_bytes = 4U + (is_first ? (is_mono ? 17U : 32U) : (is_mono ? 9U : 17U));
  return head;
}

std::optional<FrameHead> adts_head(Source& file, std::uint64_t at) {
  constexpr std::array<std::uint32_t, 13> rates{96'000, 88'200, 64'000, 48'000, 44'100, 32'000, 24'000,
                                                22'050, 16'000, 12'000, 11'025, 8000,   7350};
  const auto read = file.big(at, 7);
  if (!read) return std::nullopt;
  const auto word = *read << 8U;
  if ((word >> 52U) != 0xFFFU || ((word >> 49U) & 3U) != 0) return std::nullopt;
  const auto rate_index = (word >> 42U) & 15U;
  FrameHead head;
  head.bytes = (word >> 21U) & 0x1FFFU;
  const std::uint64_t head_bytes = ((word >> 48U) & 1U) != 0 ? 7 : 9;
  if (rate_index >= rates.size() || head.bytes <= head_bytes) return std::nullopt;
  head.rate = rates[rate_index];
  head.samples = static_cast<std::uint32_t>(1024U * (((word >> 8U) & 3U) + 1U));
  head.shape = static_cast<std::uint32_t>(rate_index);
  return head;
}

/// What carries AAC in broadcasts: nothing in its head says how long a frame sounds.
std::optional<FrameHead> loas_head(Source& file, std::uint64_t at) {
  constexpr std::uint64_t loas_sync = 0x2B7;
  const auto word = file.big(at, 3);
  if (!word || (*word >> 13U) != loas_sync || (*word & 0x1FFFU) == 0) return std::nullopt;
  FrameHead head;
  head.bytes = 3 + (*word & 0x1FFFU);
  head.samples = 1024;
  return head;
}

using ReadHead = std::optional<FrameHead> (*)(Source&, std::uint64_t);

/// What one file of a joined one says of its own length.
struct Counted {
  std::uint64_t frames = 0;  ///< 0: it does not say
};

class FrameWalk {
 public:
  FrameWalk(Source& file, std::uint64_t at, ReadHead read_head, const char* demuxer)
      : file_(file), at_(at), begin_(0), last_tags_(begin_of_last_tags(file)), read_head_(read_head) {
    made_.demuxer = demuxer;
    made_.counts_held = true;
  }

  Structure walk() {
    while (at_ < file_.size()) {
      if (!step_frame() && !step_tag()) step_foreign();
    }
    end_part(last_tags_);
    return std::move(made_);
  }

 private:
  [[nodiscard]] std::uint64_t now_ms() const noexcept { return rate_ == 0 ? 0 : samples_ * 1000 / rate_; }
  void problem(Trouble trouble, std::optional<std::uint64_t> amount = std::nullopt) {
    made_.problems.push_back({trouble, base_ms_ + now_ms(), amount});
  }

  /// A frame counts where another one, a tag or the end follows: any two bytes may look like the beginning of one.
  [[nodiscard]] bool is_followed(std::uint64_t at, const FrameHead& head) {
    if (at == file_.size()) return true;
    const auto next = read_head_(file_, at);
    if (next && next->shape == head.shape) return true;
    return tag_bytes(at) > 0 || at > file_.size();
  }

  bool step_frame() {
    const auto head = read_head_(file_, at_);
    if (!head || (shape_ && *shape_ != head->shape && !is_followed(at_ + head->bytes, *head))) return false;
    if (at_ + head->bytes > file_.size()) {
      if (!shape_ || *shape_ != head->shape) return false;
      cut_ = true;
      at_ = file_.size();
      return true;
    }
    if (foreign_ && !is_followed(at_ + head->bytes, *head)) return false;
    if (const auto counted = counted_frames(at_, *head)) {
      if (frames_ > 0) begin_part(at_);
      counted_ = *counted;
    } else {
      ++frames_;
      samples_ += head->samples;
    }
    rate_ = head->rate;
    shape_ = head->shape;
    foreign_ = false;
    at_ += head->bytes;
    return true;
  }

  /// The frame that stands for none: its header has how many follow.
  std::optional<Counted> counted_frames(std::uint64_t at, const FrameHead& head) {
    if (head.side_bytes == 0) return std::nullopt;
    const auto word_at = at + head.side_bytes;
    if (file_.has(word_at, "Xing") || file_.has(word_at, "Info")) {
      const auto flags = file_.big(word_at + 4, 4);
      const bool has_frames = flags && (*flags & 1U) != 0;
      return Counted{has_frames ? file_.big(word_at + 8, 4).value_or(0) : 0};
    }
    constexpr std::uint64_t vbri_at = 36;
    if (file_.has(at + vbri_at, "VBRI")) return Counted{file_.big(at + vbri_at + 14, 4).value_or(0)};
    return std::nullopt;
  }

  /// Of the tag that begins there; 0 where none does.
  [[nodiscard]] std::uint64_t tag_bytes(std::uint64_t at) {
    if (at == last_tags_ && at < file_.size()) return file_.size() - at;
    if (const auto behind = skip_id3(file_, at); behind > at) return behind - at;
    if (file_.has(at, "TAG")) return id3v1_bytes;
    if (file_.has(at, "APETAGEX")) {
      const auto size = file_.little(at + 12, 4).value_or(0);
      const bool is_head = (file_.little(at + 20, 4).value_or(0) & 0x20000000U) != 0;
      return is_head ? ape_tag_head_bytes + size : ape_tag_head_bytes;
    }
    if (file_.has(at, "LYRICSBEGIN")) {
      const auto end = file_.find(at, "LYRICS200");
      return end ? *end + 9 - at : 0;
    }
    return 0;
  }

  bool step_tag() {
    const bool begins_file = file_.has(at_, "ID3");
    const auto bytes = tag_bytes(at_);
    if (bytes == 0) return false;
    if (begins_file && frames_ > 0) begin_part(at_);
    at_ += std::min(bytes, file_.size() - at_);
    return true;
  }

  void step_foreign() {
    const auto begin = at_;
    foreign_ = true;
    while (++at_ < file_.size() && tag_bytes(at_) == 0) {
      const auto head = read_head_(file_, at_);
      if (head && is_followed(at_ + head->bytes, *head)) break;
    }
    problem(Trouble::foreign_bytes, at_ - begin);
  }

  void begin_part(std::uint64_t at) {
    end_part(at);
    begin_ = at;
  }

  void end_part(std::uint64_t end) {
    const auto to_ms = [this](std::uint64_t frames) {
      return frames_ == 0 || rate_ == 0 ? 0 : frames * (samples_ / frames_) * 1000 / rate_;
    };
    if (counted_.frames > frames_) {
      problem(Trouble::ends_early, to_ms(counted_.frames - frames_));
    } else if (cut_) {
      problem(Trouble::ends_early);
    } else if (counted_.frames > 0 && counted_.frames + 1 < frames_) {  // some count the frame that counts
      problem(Trouble::longer, to_ms(frames_ - counted_.frames));
    }
    base_ms_ += now_ms();
    frames_ = samples_ = 0;
    counted_ = {};
    cut_ = false;
    shape_.reset();
    if (made_.parts.size() < limits::parts) {
      made_.parts.push_back({begin_, end});
    } else {
      made_.parts.back().to = end;
    }
  }

  Source& file_;
  std::uint64_t at_;
  std::uint64_t begin_;
  std::uint64_t last_tags_;  ///< where they begin; some of them begin with nothing that tells it
  ReadHead read_head_;
  Structure made_;
  std::uint64_t base_ms_ = 0;
  std::uint64_t frames_ = 0;
  std::uint64_t samples_ = 0;
  std::uint32_t rate_ = 0;
  std::optional<std::uint32_t> shape_;
  Counted counted_;
  bool foreign_ = false;
  bool cut_ = false;
};

/// So many frames one behind the other, or all that there are.
bool begins_frames(Source& file, std::uint64_t at, ReadHead read_head) {
  std::optional<std::uint32_t> shape;
  for (int i = 0; i < frames_to_believe; ++i) {
    const auto head = read_head(file, at);
    if (!head || (shape && *shape != head->shape)) return false;
    shape = head->shape;
    at += head->bytes;
    if (at >= file.size()) return i > 0;
  }
  return true;
}

}  // namespace

std::uint64_t amr_frame_bytes(std::uint8_t first, bool is_wide) noexcept {
  constexpr std::array<std::uint8_t, 16> narrow{13, 14, 16, 18, 20, 21, 27, 32, 6, 0, 0, 0, 0, 0, 0, 1};
  constexpr std::array<std::uint8_t, 16> wide{18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 0, 0, 0, 0, 1, 1};
  return (is_wide ? wide : narrow)[(first >> 3U) & 15U];
}

std::optional<Structure> examine_frames(Source& file, std::uint64_t at) {
  const auto end = std::min(file.size(), at + max_search_bytes);
  for (auto from = at; from < end; ++from) {
    if (from > at && file.big(from, 1) != 0xFFU && file.big(from, 1) != 0x56U) continue;
    for (const auto& [read_head, demuxer] :
         {std::pair{&mpeg_head, "mp3"}, std::pair{&adts_head, "aac"}, std::pair{&loas_head, "loas"}}) {
      if (begins_frames(file, from, read_head)) return FrameWalk(file, at, read_head, demuxer).walk();
    }
  }
  return std::nullopt;
}

Structure examine_amr(Source& file, std::uint64_t at) {
  constexpr std::uint64_t frame_ms = 20;
  Structure made;
  made.demuxer = "amr";
  made.counts_held = true;
  std::uint64_t begin = at;
  bool is_wide = false;
  std::uint64_t ms = 0;
  while (at < file.size()) {
    if (file.has(at, "#!AMR")) {  // also of one that was joined to it: its first byte would pass for a frame's
      if (at > begin && made.parts.size() < limits::parts) {
        made.parts.push_back({begin, at});
        begin = at;
      }
      is_wide = file.has(at, "#!AMR-WB");
      at += is_wide ? 9 : 6;
      continue;
    }
    const auto head = file.view(at, 1);
    if (head.empty()) break;
    const auto bytes = amr_frame_bytes(std::to_integer<std::uint8_t>(head[0]), is_wide);
    if (bytes == 0) {
      const auto foreign = at;
      while (++at < file.size()) {
        const auto next = file.view(at, 1);
        if (next.empty() || amr_frame_bytes(std::to_integer<std::uint8_t>(next[0]), is_wide) != 0) break;
      }
      made.problems.push_back({Trouble::foreign_bytes, ms, at - foreign});
      continue;
    }
    if (at + bytes > file.size()) {
      made.problems.push_back({Trouble::ends_early, ms, std::nullopt});
      break;
    }
    at += bytes;
    ms += frame_ms;
  }
  made.parts.push_back({begin, file.size()});
  return made;
}

}  // namespace earwitness::media
