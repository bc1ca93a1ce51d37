// SPDX-License-Identifier: MIT
//
// Files that are made of chunks with a name and a length: WAV (also RF64, and two of them joined), Wave64, AIFF, CAF;
// and AU, which is one head; MPEG-TS, whose packets have one length. And FLAC, whose frames FFmpeg walks through, while
// its header is read here.
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "media/decode/native_flac.hpp"
#include "media/decode/structure.hpp"

namespace earwitness::media {

namespace {

using namespace std::string_view_literals;

constexpr std::uint64_t chunk_head_bytes = 8;
constexpr std::uint64_t unknown_length = 0xFFFFFFFFU;

std::string big_endian(std::uint64_t value, std::size_t bytes) {
  std::string text;
  for (auto i = bytes; i > 0; --i) text += static_cast<char>(value >> (8U * (i - 1)));
  return text;
}

std::string little_endian(std::uint64_t value, std::size_t bytes) {
  auto text = big_endian(value, bytes);
  std::reverse(text.begin(), text.end());
  return text;
}

bool is_name(Source& file, std::uint64_t at) {
  const auto name = file.view(at, 4);
  return name.size() == 4 && std::all_of(name.begin(), name.end(), [](std::byte byte) {
           const auto c = std::to_integer<std::uint8_t>(byte);
           return c >= ' ' && c <= '~';
         });
}

class WaveWalk {
 public:
  WaveWalk(Source& file, std::uint64_t at) : file_(file), at_(at) {
    made_.demuxer = "wav";
    made_.counts_held = true;
  }

  Structure walk() {
    while (at_ < file_.size() && begins_wave(at_) && made_.parts.size() < limits::parts) walk_one();
    if (at_ < file_.size()) {
      problem(Trouble::foreign_bytes, file_.size() - at_);
      if (!made_.parts.empty()) made_.parts.back().to = file_.size();
    }
    return std::move(made_);
  }

 private:
  [[nodiscard]] bool begins_wave(std::uint64_t at) {
    return (file_.has(at, "RIFF") || file_.has(at, "RF64") || file_.has(at, "BW64")) && file_.has(at + 8, "WAVE");
  }
  void problem(Trouble trouble, std::optional<std::uint64_t> amount = std::nullopt) {
    made_.problems.push_back({trouble, ms(), amount});
  }
  [[nodiscard]] std::uint64_t ms() const noexcept { return bytes_a_second_ == 0 ? 0 : sound_ * 1000 / bytes_a_second_; }

  void walk_one() {
    const auto begin = at_;
    std::optional<std::uint64_t> long_data;
    const auto whole = file_.little(at_ + 4, 4).value_or(0);
    at_ += 12;
    bool had_data = false;
    while (at_ < file_.size() && !begins_wave(at_)) {
      const auto size = file_.little(at_ + 4, 4);
      if (!size || !is_name(file_, at_)) break;
      if (file_.has(at_, "ds64")) long_data = file_.little(at_ + 16, 8);
      if (file_.has(at_, "fmt ")) read_format();
      if (file_.has(at_, "data") && !had_data) {
        had_data = true;
        if (!step_data(*size, whole, long_data)) break;
        continue;
      }
      // FFmpeg reads the first one alone.
      if (file_.has(at_, "data") && *size > 0) problem(Trouble::foreign_bytes, *size);
      const auto next = at_ + chunk_head_bytes + *size + (*size & 1U);
      if (next > file_.size() + 1) {
        // A list of words that is cut has not cost any sound, yet the file is not as it was.
        problem(had_data ? Trouble::foreign_bytes : Trouble::ends_early, file_.size() - at_);
        at_ = file_.size();
        break;
      }
      at_ = std::min(next, file_.size());
    }
    made_.parts.push_back({begin, at_});
  }

  void read_format() {
    constexpr std::uint64_t plain = 1;
    constexpr std::uint64_t with_point = 3;
    constexpr std::uint64_t extensible = 0xFFFE;
    const auto kind = file_.little(at_ + 8, 2).value_or(0);
    bytes_a_second_ = file_.little(at_ + 16, 4).value_or(0);
    const bool has_frames = kind == plain || kind == with_point || kind == extensible;
    const auto block_bytes = std::max<std::uint64_t>(file_.little(at_ + 20, 2).value_or(0), 1);
    frame_bytes_ = has_frames ? block_bytes : 1;
    packet_bytes_ = has_frames ? 1 : block_bytes;
  }

  /// That of a coding in packets whose writer counts the byte that makes the chunk even (SoX): without it.
  std::uint64_t unpadded(std::uint64_t size) {
    const bool is_padded = packet_bytes_ > 1 && size > 1 && size % 2 == 0 && size % packet_bytes_ == 1 &&
                           file_.little(at_ + chunk_head_bytes + size - 1, 1) == 0U;
    if (!is_padded) return size;
    made_.patches.push_back({at_ + 4, little_endian(size - 1, 4)});
    return size - 1;
  }

  /// What is left behind the last whole frame: of one that was cut, say, and its header mended then.
  void check_frames(std::uint64_t size) {
    if (size % frame_bytes_ != 0) problem(Trouble::foreign_bytes, size % frame_bytes_);
  }

  /// False where the sound goes to the end.
  bool step_data(std::uint64_t size, std::uint64_t whole, std::optional<std::uint64_t> long_data) {
    const auto begin = at_ + chunk_head_bytes;
    const auto there = file_.size() - std::min(begin, file_.size());
    if (size == unknown_length && long_data) size = *long_data;
    const bool is_open = size == unknown_length;  // written into a pipe: it never had a length
    const bool is_unfinished = size == 0 && there > 0 && (whole == 0 || whole == unknown_length || !has_chunks(begin));
    if (is_open || is_unfinished || size > there) {
      sound_ += there;
      if (is_unfinished) problem(Trouble::unfinished);
      if (!is_open && size > there) {
        problem(Trouble::ends_early, bytes_a_second_ == 0 ? 0 : (size - there) * 1000 / bytes_a_second_);
      }
      if (is_open || is_unfinished) check_frames(there);
      made_.ignore_length = made_.ignore_length || is_unfinished;
      at_ = file_.size();
      return false;
    }
    size = unpadded(size);
    check_frames(size);
    const auto end = begin + size + (size & 1U);
    if (end < file_.size() && file_.size() - end < chunk_head_bytes) {  // too little for anything
      sound_ += size;
      problem(Trouble::foreign_bytes, file_.size() - end);
      at_ = file_.size();
      return false;
    }
    if (end < file_.size() && !has_chunks(end) && !has_chunks(begin + size)) {
      // More follows, and it is no chunk: a length that is too small, as of a file that grew beyond 4 GB.
      sound_ += size;
      const auto behind = file_.size() - (begin + size);
      problem(Trouble::longer, bytes_a_second_ == 0 ? behind : behind * 1000 / bytes_a_second_);
      made_.ignore_length = true;
      at_ = file_.size();
      return false;
    }
    sound_ += size;
    at_ = std::min(has_chunks(end) || end >= file_.size() ? end : begin + size, file_.size());
    return true;
  }

  /// A chunk that fits, or another file, begins there.
  [[nodiscard]] bool has_chunks(std::uint64_t at) {
    if (at >= file_.size()) return true;
    if (begins_wave(at)) return true;
    const auto size = file_.little(at + 4, 4);
    return size && is_name(file_, at) && at + chunk_head_bytes + *size <= file_.size() + 1;
  }

  Source& file_;
  std::uint64_t at_;
  Structure made_;
  std::uint64_t bytes_a_second_ = 0;
  std::uint64_t frame_bytes_ = 1;
  std::uint64_t packet_bytes_ = 1;
  std::uint64_t sound_ = 0;  ///< bytes of it so far
};

constexpr std::string_view flac_begin = "fLaC";

/// Its mark, and the block that must come first, be it the only one or not.
bool begins_flac(Source& file, std::uint64_t at) {
  constexpr std::uint64_t last_block = 0x80000000U;
  constexpr std::uint64_t stream_info_head = 0x22U;
  const auto head = file.big(at + flac_begin.size(), 4);
  return file.has(at, flac_begin) && head && (*head & ~last_block) == stream_info_head;
}

constexpr std::uint8_t flac_sync = 0xFF;

/// As every frame begins; so do other bytes.
bool has_flac_sync(Source& file, std::uint64_t at) {
  constexpr std::uint64_t sync = 0x7FFC;  // 15 bits; the last one says what its number counts
  return file.big(at, 2).value_or(0) >> 1U == sync;
}

/// Two frames with right checksums, one behind the other, or the last one; the first of them.
std::optional<NativeFlacFrame> flac_frame_at(Source& file, std::uint64_t at) {
  std::optional<NativeFlacFrame> first;
  bool has_two = false;
  bool failed = false;
  NativeFlacReader reader;
  reader.read = [&](std::span<std::byte> into) {
    const auto got = failed ? 0 : file.read(at, into);
    at += got;
    return got;
  };
  reader.take = [&](const NativeFlacFrame& frame) {
    has_two = first.has_value();
    if (!first) first = frame;
    return !has_two;
  };
  reader.tell_unreadable = [&] { failed = true; };
  decode_native_flac(reader);
  return has_two || !failed ? first : std::nullopt;
}

std::optional<std::uint64_t> find_flac(Source& file, std::uint64_t at) {
  auto found = file.find(at, flac_begin);
  while (found && !begins_flac(file, *found)) found = file.find(*found + 1, flac_begin);
  return found;
}

}  // namespace

Structure examine_aiff(Source& file, std::uint64_t at) {
  constexpr std::uint64_t form_head_bytes = 12;
  const auto begins_form = [&file](std::uint64_t here) {
    return file.has(here, "FORM") && (file.has(here + 8, "AIFF") || file.has(here + 8, "AIFC"));
  };
  Structure made;
  made.demuxer = "aiff";
  auto begin = at;
  at += form_head_bytes;
  while (at < file.size()) {
    if (begins_form(at) && made.parts.size() < limits::parts) {
      made.parts.push_back({begin, at});
      begin = at;
      at += form_head_bytes;
      continue;
    }
    const auto size = file.big(at + 4, 4);
    if (!size || !is_name(file, at)) {
      made.problems.push_back({Trouble::foreign_bytes, std::nullopt, file.size() - at});
      break;
    }
    const auto rest = file.size() - at - chunk_head_bytes;
    if (*size == 0 && rest > 0 && file.has(at, "SSND")) {
      made.problems.push_back({Trouble::unfinished, std::nullopt, std::nullopt});
      const auto whole = std::min(file.size() - begin - chunk_head_bytes, unknown_length);
      made.patches.push_back({begin + 4, big_endian(whole, 4)});
      made.patches.push_back({at + 4, big_endian(std::min(rest, unknown_length), 4)});
      break;
    }
    if (*size > rest) {
      made.problems.push_back({Trouble::ends_early, std::nullopt, std::nullopt});
      break;
    }
    at += chunk_head_bytes + *size + (*size & 1U);
  }
  made.parts.push_back({begin, file.size()});
  return made;
}

Structure examine_caf(Source& file, std::uint64_t at) {
  Structure made;
  made.demuxer = "caf";
  constexpr std::uint64_t caf_head_bytes = 8;
  constexpr std::uint64_t caf_chunk_head_bytes = 12;
  constexpr auto to_the_end = ~std::uint64_t{0};
  auto begin = at;
  bool has_index = false;
  at += caf_head_bytes;
  while (at < file.size()) {
    if (file.has(at, "caff") && made.parts.size() < limits::parts) {
      made.parts.push_back({begin, at});
      begin = at;
      at += caf_head_bytes;
      continue;
    }
    const auto size = file.big(at + 4, 8);
    if (!size) {
      made.problems.push_back({Trouble::foreign_bytes, std::nullopt, file.size() - at});
      break;
    }
    has_index = has_index || file.has(at, "pakt");
    const auto rest = file.size() - at - caf_chunk_head_bytes;
    if (*size == to_the_end && file.has(at, "data")) {
      made.patches.push_back({at + 4, big_endian(rest, 8)});
      break;
    }
    if (*size > rest) {
      made.problems.push_back({Trouble::ends_early, std::nullopt, std::nullopt});
      break;
    }
    at += caf_chunk_head_bytes + *size;
  }
  made.no_index = !has_index && made.parts.empty();  // of codings with packets of various sizes
  made.parts.push_back({begin, file.size()});
  return made;
}

/// Sony's: names of 16 bytes, lengths that count their own head, all at multiples of eight.
Structure examine_wave64(Source& file, std::uint64_t at) {
  constexpr std::uint64_t w64_head_bytes = 24;
  Structure made;
  made.demuxer = "w64";
  made.parts.push_back({at, file.size()});
  const auto whole = file.little(at + 16, 8).value_or(0);
  if (whole > file.size() - at) made.problems.push_back({Trouble::ends_early, std::nullopt, std::nullopt});
  for (auto chunk = at + w64_head_bytes + 16; chunk < file.size();) {
    const auto size = file.little(chunk + 16, 8);
    if (!size || *size < w64_head_bytes) {
      made.problems.push_back({Trouble::foreign_bytes, std::nullopt, file.size() - chunk});
      break;
    }
    if (*size > file.size() - chunk) {
      if (made.problems.empty()) made.problems.push_back({Trouble::ends_early, std::nullopt, std::nullopt});
      break;
    }
    chunk += (*size + 7) & ~std::uint64_t{7};
  }
  return made;
}

Structure examine_au(Source& file, std::uint64_t at) {
  Structure made;
  made.demuxer = "au";
  made.parts.push_back({at, file.size()});
  const auto begin = file.big(at + 4, 4).value_or(0);
  const auto size = file.big(at + 8, 4).value_or(unknown_length);
  if (size != unknown_length && at + begin + size > file.size()) {
    made.problems.push_back({Trouble::ends_early, std::nullopt, std::nullopt});
  }
  return made;
}

Structure examine_wave(Source& file, std::uint64_t at) { return WaveWalk(file, at).walk(); }

Structure examine_avi(Source& file, std::uint64_t at) {
  Structure made;
  made.demuxer = "avi";
  made.parts.push_back({at, file.size()});
  while (at < file.size()) {  // one beyond 1 GB is several, one behind the other
    const auto size = file.little(at + 4, 4);
    if (!size || !is_name(file, at)) {
      made.problems.push_back({Trouble::foreign_bytes, std::nullopt, file.size() - at});
      break;
    }
    if (*size > file.size() - at - chunk_head_bytes) {
      made.problems.push_back({Trouble::ends_early, std::nullopt, std::nullopt});
      break;
    }
    at += chunk_head_bytes + *size + (*size & 1U);
  }
  return made;
}

std::uint64_t transport_packet_bytes(Source& file, std::uint64_t at) {
  constexpr int min_packets = 5;
  for (const auto& [bytes, mark_at] : {std::pair<std::uint64_t, std::uint64_t>{188, 0}, {192, 4}}) {
    int packets = 0;
    while (packets < min_packets && file.has(at + static_cast<std::uint64_t>(packets) * bytes + mark_at, "G"))
      ++packets;
    if (packets == min_packets) return bytes;
  }
  return 0;
}

Structure examine_transport(Source& file, std::uint64_t at) {
  Structure made;
  made.demuxer = "mpegts";
  made.parts.push_back({at, file.size()});
  if ((file.size() - at) % transport_packet_bytes(file, at) != 0) {
    made.problems.push_back({Trouble::ends_early, std::nullopt, std::nullopt});
  }
  return made;
}

std::optional<Structure> examine_bare_flac(Source& file, std::uint64_t at) {
  constexpr std::uint64_t max_searched_bytes = std::uint64_t{1} << 20;
  const auto end = std::min(file.size(), at + max_searched_bytes);
  for (auto here = at; here < end; ++here) {
    const auto bytes = file.view(here, static_cast<std::size_t>(std::min<std::uint64_t>(end - here, Source::max_view)));
    if (bytes.empty()) break;
    const auto sync = std::find(bytes.begin(), bytes.end(), std::byte{flac_sync});
    here += static_cast<std::uint64_t>(sync - bytes.begin());
    if (!has_flac_sync(file, here)) continue;
    const auto first = flac_frame_at(file, here);
    if (!first) continue;
    Structure made;
    made.demuxer = "flac";
    made.parts.push_back({here, file.size()});
    if (here > at) made.problems.push_back({Trouble::foreign_bytes, 0, here - at});
    if (first->first > 0 && first->rate > 0) {
      made.problems.push_back({Trouble::missing, 0, first->first / first->rate * 1000});
    }
    return made;
  }
  return std::nullopt;
}

namespace {

/// Behind its metadata, in which anything may stand.
std::uint64_t behind_flac_metadata(Source& file, std::uint64_t at) {
  at += flac_begin.size();
  while (const auto head = file.big(at, 4)) {
    at += 4 + (*head & 0xFFFFFFU);
    if ((*head & 0x80000000U) != 0) break;
  }
  return at;
}

}  // namespace

Structure examine_flac(Source& file, std::uint64_t at) {
  if (!begins_flac(file, at) || !has_flac_sync(file, behind_flac_metadata(file, at))) {
    if (auto bare = examine_bare_flac(file, at)) return *std::move(bare);
  }
  Structure made;
  made.demuxer = "flac";
  std::uint64_t begin = 0;  // with the tags in front of it, which FFmpeg reads
  for (;;) {
    // FFmpeg passes over each frame that is larger than the largest one of which the header speaks.
    constexpr std::uint64_t max_block_at = 10;
    if (begins_flac(file, at)) made.patches.push_back({at + max_block_at, "\xFF\xFF"});
    at = behind_flac_metadata(file, at);
    const auto next = find_flac(file, at);
    made.parts.push_back({begin, next.value_or(file.size())});
    if (!next || made.parts.size() >= limits::parts) break;
    begin = at = *next;
  }
  made.parts.back().to = file.size();
  return made;
}

}  // namespace earwitness::media
