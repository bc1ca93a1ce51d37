// SPDX-License-Identifier: MIT
#include "record/marks.hpp"

#include <algorithm>
#include <utility>

namespace earwitness::record {

bool Marks::ask(WishId id, BootTime at, std::optional<std::string> words) {
  if (asked_ >= most_marks) return false;
  ++asked_;
  waiting_.push_back({id, at.time_since_epoch().count(), std::move(words), {}, false, false});
  return true;
}

void Marks::tell_words(WishId id, std::string words) {
  for (auto& mark : waiting_) {
    if (mark.id == id) mark.words = std::move(words);
  }
}

void Marks::reached(const Place& end, std::int64_t ended_ns, std::uint32_t sample_rate) {
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
    if (!mark.place || mark.told) continue;
    mark.told = true;
    placed.push_back({mark.id, mark.place, mark.words.value_or("")});
  }
  return placed;
}

std::vector<PlacedMark> Marks::take_whole() {
  std::vector<PlacedMark> whole;
  for (auto& mark : waiting_) {
    if (mark.whole || !mark.place || !mark.words) continue;
    mark.whole = true;
    whole.push_back({mark.id, mark.place, *mark.words});
  }
  std::erase_if(waiting_, [](const Mark& mark) { return mark.told && mark.whole; });
  return whole;
}

}  // namespace earwitness::record
