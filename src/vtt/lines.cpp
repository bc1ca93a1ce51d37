// SPDX-License-Identifier: MIT
#include "vtt/lines.hpp"

namespace earwitness::vtt {

std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> lines;
  std::uint64_t number = 0;
  while (!text.empty()) {
    const auto end = text.find_first_of("\r\n");
    lines.push_back({++number, text.substr(0, end)});
    if (end == std::string_view::npos) break;
    const bool is_pair = text.substr(end, 2) == "\r\n";
    text.remove_prefix(end + (is_pair ? 2 : 1));
  }
  return lines;
}

std::vector<Block> blocks_of(const std::vector<Line>& lines) {
  std::vector<Block> blocks;
  bool goes_on = false;
  for (const auto& line : lines) {
    if (!line.text.empty()) {
      if (!goes_on) blocks.emplace_back();
      blocks.back().push_back(line);
    }
    goes_on = !line.text.empty();
  }
  return blocks;
}

}  // namespace earwitness::vtt
