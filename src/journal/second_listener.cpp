// SPDX-License-Identifier: MIT
#include "journal/second_listener.hpp"

#include <algorithm>

#include "journal/salts.hpp"

namespace earwitness::journal {

namespace {

bool follow_each_other(const Seconds& seconds) {
  Frames at = 0;
  return std::all_of(seconds.begin(), seconds.end(), [&](const Second& second) {
    const bool follows = second.from == at && second.frames > 0;
    at = second.from + second.frames;
    return follows;
  });
}

}  // namespace

SecondListener::SecondListener(const AudioFile& file, std::size_t bytes_per_frame)
    : file_(file), bytes_per_frame_(bytes_per_frame), fits_(file.seconds.size(), false) {
  if (!follow_each_other(file.seconds)) now_ = file.seconds.size();
}

void SecondListener::hear(std::span<const std::byte> samples) {
  while (!samples.empty() && now_ < fits_.size()) {
    if (left_ == 0) {
      left_ = static_cast<std::size_t>(file_.seconds[now_].frames) * bytes_per_frame_;
      hash_ = begin_second(file_.seconds[now_].salt);
    }
    const auto part = samples.first(std::min(left_, samples.size()));
    hash_.update(part);
    samples = samples.subspan(part.size());
    left_ -= part.size();
    if (left_ > 0) return;
    fits_[now_] = hash_.finish() == file_.seconds[now_].sha256 && !file_.seconds[now_].lacks_salt();
    ++now_;
  }
}

std::vector<std::size_t> SecondListener::others() const {
  std::vector<std::size_t> indices;
  for (std::size_t i = 0; i < fits_.size(); ++i) {
    if (!fits_[i]) indices.push_back(i);
  }
  return indices;
}

}  // namespace earwitness::journal
