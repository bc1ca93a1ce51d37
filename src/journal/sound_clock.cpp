// SPDX-License-Identifier: MIT
#include "journal/sound_clock.hpp"

#include <algorithm>

#include "base/time.hpp"

namespace earwitness::journal {

namespace {

constexpr std::chrono::milliseconds min_pause{50};

}  // namespace

std::chrono::nanoseconds length(const AudioFormat& format, Frames frames) noexcept {
  if (format.sample_rate == 0) return std::chrono::nanoseconds{0};
  const auto rate = static_cast<Frames>(format.sample_rate);
  constexpr Frames second = 1'000'000'000;
  return std::chrono::nanoseconds(frames / rate * second + frames % rate * second / rate);
}

std::optional<std::chrono::nanoseconds> known_length(const JournalContent& journal) {
  const bool is_partly_decoded = std::any_of(journal.imports.begin(), journal.imports.end(), [](const auto& imported) {
    return !imported.decoded || !imported.decoded->whole;
  });
  if (!journal.is_whole() || !journal.closed || is_partly_decoded || journal.audio.sample_rate == 0) {
    return std::nullopt;
  }
  const auto begins = beginnings(journal);
  std::chrono::nanoseconds end{0};
  for (std::size_t i = 0; i < begins.size(); ++i) {
    end = std::max(end, begins[i] + length(journal.format_of(journal.files[i]), journal.files[i].frames()));
  }
  return end > std::chrono::nanoseconds{0} ? std::optional(end) : std::nullopt;
}

namespace {

using std::chrono::nanoseconds;

/// Where the files of one track lie. `origin`: of the clock that the journal's moments are on.
class TrackClock {
 public:
  explicit TrackClock(std::optional<nanoseconds> origin) : origin_(origin) {}

  nanoseconds place(const AudioFile& file, const AudioFormat& format) {
    auto begin = previous_end_;
    if (file.first_frame_mono_ns) {
      const nanoseconds moment(*file.first_frame_mono_ns);
      // A clock that goes back began anew: the machine was started again.
      if (!origin_ || moment - *origin_ < previous_begin_) origin_ = moment - previous_end_;
      const auto by_clock = moment - *origin_;
      if (by_clock >= previous_end_ + min_pause || is_first_) begin = by_clock;
    }
    is_first_ = false;
    previous_begin_ = begin;
    previous_end_ = begin + length(format, file.frames());
    return begin;
  }

 private:
  std::optional<nanoseconds> origin_;
  nanoseconds previous_begin_{0};
  nanoseconds previous_end_{0};
  bool is_first_ = true;
};

/// Of a call the file of the track which began first. Nothing where the journal does not say.
const AudioFile* first_of_call(const JournalContent& journal) {
  const AudioFile* found = nullptr;
  for (const auto& track : journal.tracks) {
    const auto first = std::find_if(journal.files.begin(), journal.files.end(),
                                    [&](const AudioFile& file) { return file.track == track.track; });
    if (first == journal.files.end() || !first->first_frame_mono_ns) continue;
    if (found == nullptr || *first->first_frame_mono_ns < *found->first_frame_mono_ns) found = &*first;
  }
  return found;
}

}  // namespace

std::vector<nanoseconds> beginnings(const JournalContent& journal) {
  const auto* first = first_of_call(journal);
  const auto origin = first == nullptr ? std::nullopt : std::optional(nanoseconds(*first->first_frame_mono_ns));
  TrackClock only(origin);
  TrackClock near(origin);
  TrackClock far(origin);
  std::vector<nanoseconds> begins;
  for (const auto& file : journal.files) {
    auto& clock = file.track == Track::near ? near : file.track == Track::far ? far : only;
    begins.push_back(clock.place(file, journal.format_of(file)));
  }
  return begins;
}

std::string began_utc(const JournalContent& journal) {
  const auto* first = first_of_call(journal);
  if (first == nullptr && !journal.files.empty()) first = &journal.files.front();
  const auto began = first == nullptr ? std::nullopt : base::parse_rfc3339(first->first_frame_utc);
  return began ? base::rfc3339(*began) : journal.started_utc;
}

}  // namespace earwitness::journal
