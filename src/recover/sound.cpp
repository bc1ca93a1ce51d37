// SPDX-License-Identifier: MIT
#include "recover/sound.hpp"

#include <algorithm>

#include "bag/layout.hpp"
#include "base/limits.hpp"
#include "base/time.hpp"
#include "flac/comments.hpp"
#include "flac/reader.hpp"
#include "flac/stream_head.hpp"
#include "journal/gap_listener.hpp"
#include "journal/salts.hpp"
#include "os/random.hpp"

namespace earwitness::recover_detail {

namespace {

class Listener {
 public:
  Listener(const Known& known, std::deque<HeardSecond>& seconds)
      : format_(known.format), is_salted_(!known.tags.salt.empty()), seconds_(seconds), gaps_(told_, known.format) {
    if (known.file != nullptr) {
      told_ = known.file->gaps;
      known_ = &known.file->seconds;
    }
    forget();
  }

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
    begin_second();
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
    begin_second();
  }
  void begin_second() {
    now_ = {};
    if (is_salted_) {
      const auto index = seconds_.size();
      now_.salt = known_ != nullptr && index < known_->size() && (*known_)[index].salt ? (*known_)[index].salt
                                                                                       : journal::new_salt();
    }
    hash_ = journal::begin_second(now_.salt);
  }

  AudioFormat format_;
  bool is_salted_;
  const journal::Seconds* known_ = nullptr;
  std::span<const journal::SilentGap> told_;
  std::deque<HeardSecond>& seconds_;
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
  const auto comment = value_of(*entries, "comment");
  claims.recording = flac::recording_in_comment(comment);
  claims.is_salted = comment.size() > claims.recording.size();
  if (base::parse_rfc3339(value_of(*entries, "date"))) claims.start_utc = value_of(*entries, "date");
  return claims;
}

Sound recover_sound(os::FileSystem& fs, const os::Path& from, const os::Path& to, const std::string& name,
                    const Known& known) {
  Sound sound;
  sound.name = name;
  sound.track = known.tags.track;
  sound.start_utc = known.tags.start_utc;
  Listener listener(known, sound.seconds);
  const auto repaired = flac::repair(
      fs, from / name, to / name, known.format, known.tags,
      [&](std::span<const std::byte> samples) { listener.hear(samples); }, [&] { listener.forget(); });
  listener.finish();
  sound.loud_gaps = listener.loud_gaps();
  sound.frames = repaired.frames;
  sound.holes = repaired.holes;
  sound.unread_bytes = repaired.unread_bytes;
  return sound;
}

}  // namespace earwitness::recover_detail
