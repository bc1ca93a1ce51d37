// SPDX-License-Identifier: MIT
#include "journal/sound_clock.hpp"

#include <algorithm>

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
    end = std::max(end, begins[i] + length(journal.audio, journal.files[i].frames()));
  }
  return end > std::chrono::nanoseconds{0} ? std::optional(end) : std::nullopt;
}

std::vector<std::chrono::nanoseconds> beginnings(const JournalContent& journal) {
  using std::chrono::nanoseconds;
  std::vector<nanoseconds> begins;
  std::optional<nanoseconds> origin;  // of the clock that the journal's moments are on
  nanoseconds previous_begin{0};
  nanoseconds previous_end{0};
  for (const auto& file : journal.files) {
    auto begin = previous_end;
    if (file.first_frame_mono_ns) {
      const nanoseconds moment(*file.first_frame_mono_ns);
      // A clock that goes back began anew: the machine was started again.
      if (!origin || moment - *origin < previous_begin) origin = moment - previous_end;
      const auto by_clock = moment - *origin;
      if (by_clock >= previous_end + min_pause) begin = by_clock;
    }
    begins.push_back(begin);
    previous_begin = begin;
    previous_end = begin + length(journal.audio, file.frames());
  }
  return begins;
}

}  // namespace earwitness::journal
