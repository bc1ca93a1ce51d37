// SPDX-License-Identifier: MIT
#include "session/losses.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/translate.hpp"

namespace earwitness::session {

namespace {

constexpr double worth_telling_seconds = 0.1;

double seconds_of(Frames lost, Frames frames, double seconds) {
  return frames > 0 ? static_cast<double>(lost) * seconds / static_cast<double>(frames) : 0;
}

}  // namespace

std::optional<std::string> Losses::news(const record::Status& status) {
  const auto sides = static_cast<Frames>(std::max<std::size_t>(status.tracks.size(), 1));
  const auto missing = seconds_of(status.lost_frames - told_, status.frames / sides, status.seconds);
  if (missing < worth_telling_seconds) return std::nullopt;
  told_ = status.lost_frames;
  return tr("{:.1Lf} s of sound are missing: the journal says where", missing);
}

std::optional<std::string> missing_in_all(Frames lost_frames, Frames frames, double seconds) {
  const auto missing = seconds_of(lost_frames, frames, seconds);
  if (missing <= 0) return std::nullopt;
  return tr("{:.1Lf} s of sound are missing in all: the journal says where", missing);
}

}  // namespace earwitness::session
