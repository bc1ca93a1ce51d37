// SPDX-License-Identifier: MIT
#include "timestamp/slate.hpp"

#include <cstdint>
#include <sstream>

#include "crypto/sha256.hpp"

namespace earwitness::timestamp {

namespace {

const std::vector<std::string>& word_list() {
  static const std::vector<std::string> list = [] {
    std::vector<std::string> words;
    std::istringstream text(english_words);
    for (std::string word; text >> word;) words.push_back(word);
    return words;
  }();
  return list;
}

}  // namespace

std::vector<std::string> slate_words(std::span<const std::byte> token) {
  constexpr unsigned bits_a_word = 10;
  const auto digest = crypto::sha256(token);
  std::vector<std::string> words;
  std::size_t at = 0;
  std::uint32_t bits = 0;
  unsigned held = 0;
  while (words.size() < slate_word_count) {
    bits = bits << 8U | std::to_integer<std::uint32_t>(digest[at++]);
    held += 8;
    if (held < bits_a_word) continue;
    held -= bits_a_word;
    words.push_back(word_list().at(bits >> held));
    bits &= (1U << held) - 1;
  }
  return words;
}

}  // namespace earwitness::timestamp
