// SPDX-License-Identifier: MIT
#include "record/marks.hpp"

#include <algorithm>
#include <utility>

namespace earwitness::record {

bool Marks::add(CommandId id, BootTime at, std::optional<std::string> words) {
  if (added_ >= max_marks) return false;
  ++added_;
  waiting_.push_back({id, at.time_since_epoch().count(), std::move(words), {}, false, false});
  return true;
}

void Marks::set_words(CommandId id, std::string words) {
  for (auto& mark : waiting_) {
    if (mark.id == id) mark.words = std::move(words);
  }
}

void Marks::place_until(const Place& end, std::int64_t ended_ns, std::uint32_t sample_rate) {
  constexpr std::int64_t second = 1'000'000'000;
  const auto rate = static_cast<Frames>(sample_rate);
  for (auto& mark : waiting_) {
    if (mark.place || mark.at_ns > ended_ns) continue;
    // A moment before this file began is at its beginning.
    const auto since = ended_ns - mark.at_ns;
    const auto before = std::min(since / second * rate + since % second * rate / second, end.from);
    mark.place = Place{end.file, end.from - before,
                       end.at_seconds - static_cast<double>(before) / static_cast<double>(sample_rate)};
  }
}

void Marks::place_rest(const Place& place) {
  for (auto& mark : waiting_) {
    if (!mark.place) mark.place = place;
  }
}

void Marks::end_words() {
  for (auto& mark : waiting_) {
    if (!mark.words) mark.words.emplace();
  }
}

std::vector<PlacedMark> Marks::take_placed() {
  std::vector<PlacedMark> placed;
  for (auto& mark : waiting_) {
    if (!mark.place || mark.placed) continue;
    mark.placed = true;
    placed.push_back({mark.id, mark.place, mark.words.value_or("")});
  }
  return placed;
}

std::vector<PlacedMark> Marks::take_complete() {
  std::vector<PlacedMark> complete;
  for (auto& mark : waiting_) {
    if (mark.complete || !mark.place || !mark.words) continue;
    mark.complete = true;
    complete.push_back({mark.id, mark.place, *mark.words});
  }
  std::erase_if(waiting_, [](const Mark& mark) { return mark.placed && mark.complete; });
  return complete;
}

}  // namespace earwitness::record
