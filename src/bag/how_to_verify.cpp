// SPDX-License-Identifier: MIT
#include "bag/how_to_verify.hpp"

namespace earwitness::bag {

namespace {

bool is_for(char mark, const HowToVerify& bag) noexcept {
  switch (mark) {
    case 'S':
      return bag.has_sound;
    case 'N':
      return !bag.has_sound;
    case 'J':
      return bag.has_journal;
    case 'T':
      return !bag.has_journal;
    default:
      return bag.has_journal && !bag.has_sound;
  }
}

void append_lines(std::string& to, std::string_view text, const HowToVerify& bag) {
  while (!text.empty()) {
    auto line = text.substr(0, text.find('\n') + 1);
    text.remove_prefix(line.size());
    if (line.size() > 2 && line[1] == '|') {
      if (!is_for(line[0], bag)) continue;
      line.remove_prefix(2);
    }
    to += line;
  }
}

}  // namespace

std::string how_to_verify(const HowToVerify& bag) {
  std::string text;
  append_lines(text, how_to_verify_english(), bag);
  append_lines(text, how_to_verify_dutch(), bag);
  return text;
}

}  // namespace earwitness::bag
