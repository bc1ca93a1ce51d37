// SPDX-License-Identifier: MIT
#include "archive/later_bags.hpp"

#include <algorithm>
#include <charconv>

namespace earwitness::archive {

bool is_later_bag(std::string_view name) noexcept {
  return name.starts_with(excerpt_prefix) || name.starts_with(transcript_prefix);
}

int transcript_number(std::string_view name) noexcept {
  constexpr std::size_t most_digits = 6;
  if (!name.starts_with(transcript_prefix)) return 0;
  name.remove_prefix(transcript_prefix.size());
  const bool digits = std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!digits || name.size() > most_digits) return 0;
  int number = 0;
  std::from_chars(name.data(), name.data() + name.size(), number);
  return number;
}

}  // namespace earwitness::archive
