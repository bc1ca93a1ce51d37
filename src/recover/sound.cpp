// SPDX-License-Identifier: MIT
#include "recover/sound.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "base/time.hpp"
#include "flac/comments.hpp"
#include "flac/reader.hpp"
#include "journal/gap_listener.hpp"

namespace earwitness::recover_detail {

namespace {

class Listener {
 public:
  Listener(const AudioFormat& format, std::span<const journal::SilentGap> told, std::vector<HeardSecond>& seconds)
      : format_(format), told_(told), seconds_(seconds), gaps_(told, format) {}

  void hear(std::span<const std::byte> samples) {
    gaps_.hear(samples);
    const auto second = static_cast<Frames>(format_.sample_rate);
    while (!samples.empty()) {
      const auto room = static_cast<std::size_t>(second - now_.frames) * format_.bytes_per_frame();
      const auto part = samples.first(std::min(room, samples.size()));
      samples = samples.subspan(part.size());
      hash_.update(part);
      base::Level level;
      level.add(part, format_.bits);
      now_.level.merge(level);
      now_.frames += static_cast<Frames>(part.size() / format_.bytes_per_frame());
      if (now_.frames == second) end_second();
    }
  }
  void forget() {
    seconds_.clear();
    now_ = {};
    hash_ = {};
    gaps_ = {told_, format_};
  }
  void finish() {
    if (now_.frames > 0) end_second();
  }
  /// Lines of gaps that are not silent.
  [[nodiscard]] std::vector<std::uint64_t> loud_gaps() const {
    std::vector<std::uint64_t> lines;
    for (const auto index : gaps_.loud()) lines.push_back(told_[index].line);
    return lines;
  }

 private:
  void end_second() {
    now_.sha256 = hash_.finish();
    seconds_.push_back(now_);
    now_ = {};
  }
  AudioFormat format_;
  std::span<const journal::SilentGap> told_;
  std::vector<HeardSecond>& seconds_;
  HeardSecond now_;
  crypto::Sha256 hash_;
  journal::GapListener gaps_;
};

/// A tag's value; names are the same in either case (RFC 9639, 8.6).
std::string value_of(const std::vector<std::string>& entries, std::string_view name) {
  const auto alike = [](char a, char b) { return a == b || (a >= 'A' && a <= 'Z' && a - 'A' + 'a' == b); };
  for (const auto& entry : entries) {
    const auto end = entry.find('=');
    if (end == name.size() &&
        std::equal(name.begin(), name.end(), entry.begin(), [&](char n, char e) { return alike(e, n); })) {
      return entry.substr(end + 1);
    }
  }
  return {};
}

}  // namespace

Claims claims_of(os::FileSystem& fs, const os::Path& path) {
  Claims claims;
  const auto file = fs.open(path);
  try {
    const auto format = flac::read_stream_info(*file).format;
    const bool possible = (format.bits == 16 || format.bits == 24) && format.channels <= limits::channels_max &&
                          format.sample_rate >= limits::sample_rate_min &&
                          format.sample_rate <= limits::sample_rate_max;
    if (possible) claims.format = format;
  } catch (const FileError&) {
    throw;
  } catch (const Error&) {  // it does not begin as one: then it claims nothing
    return claims;
  }
  const auto entries = flac::read_comments(*file);
  if (!entries) return claims;
  claims.recording = value_of(*entries, "comment");
  if (base::parse_rfc3339(value_of(*entries, "date"))) claims.start_utc = value_of(*entries, "date");
  return claims;
}

Sound recover_sound(os::FileSystem& fs, const os::Path& from, const os::Path& to, const std::string& name,
                    const AudioFormat& format, const flac::Tags& tags, std::span<const journal::SilentGap> gaps) {
  Sound sound;
  sound.name = name;
  sound.start_utc = tags.start_utc;
  Listener listener(format, gaps, sound.seconds);
  const auto repaired = flac::repair(
      fs, from / name, to / name, format, tags, [&](std::span<const std::byte> samples) { listener.hear(samples); },
      [&] { listener.forget(); });
  listener.finish();
  sound.loud_gaps = listener.loud_gaps();
  sound.frames = repaired.frames;
  sound.holes = repaired.holes;
  sound.unread_bytes = repaired.unread_bytes;
  return sound;
}

}  // namespace earwitness::recover_detail
