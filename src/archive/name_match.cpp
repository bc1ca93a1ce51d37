// SPDX-License-Identifier: MIT
#include "archive/name_match.hpp"

#include <algorithm>
#include <vector>

#include "base/text.hpp"

namespace earwitness::archive {

namespace {

constexpr std::size_t min_letters = 4;

/// The title in a folder's name: what follows the moment.
std::string_view title_in(std::string_view name) {
  constexpr std::string_view moment = "2026-11-23_15-30-05_";
  return name.size() > moment.size() && name[moment.size() - 1] == '_' ? name.substr(moment.size()) : name;
}

}  // namespace

bool fits_name(std::string_view name, std::string_view word) {
  if (word.empty()) return false;
  if (name.find(word) != std::string_view::npos) return true;
  const auto title = base::slug(word);
  return !title.empty() && title_in(name).find(title) != std::string_view::npos;
}

bool is_whole_title(std::string_view name, std::string_view word) { return title_in(name) == base::slug(word); }

std::vector<std::string> meant_names(std::vector<std::string> names, std::string_view word) {
  std::erase_if(names, [&](const std::string& name) { return !fits_name(name, word); });
  const auto as_typed = [&](const std::string& name) { return name.find(word) != std::string::npos; };
  if (std::any_of(names.begin(), names.end(), as_typed)) {
    std::erase_if(names, [&](const std::string& name) { return !as_typed(name); });
  }
  keep_whole_titles(names, word, [](const std::string& name) -> const std::string& { return name; });
  return names;
}

std::string meant_word(std::string_view mistyped, std::span<const std::string> names) {
  const auto typed = base::slug(mistyped);
  if (typed.size() < min_letters) return {};
  std::vector<std::string> known;
  for (const auto& name : names) {
    auto title = title_in(name);
    known.emplace_back(title);
    while (!title.empty()) {
      const auto end = std::min(title.find('-'), title.size());
      if (end >= min_letters) known.emplace_back(title.substr(0, end));
      title.remove_prefix(std::min(end + 1, title.size()));
    }
  }
  return base::closest_word(typed, known);
}

}  // namespace earwitness::archive
