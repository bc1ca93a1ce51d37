// SPDX-License-Identifier: MIT
#include "vtt/cue_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "base/translate.hpp"

namespace earwitness::vtt {

namespace {

constexpr std::array<std::string_view, 8> tags{"v", "c", "i", "b", "u", "lang", "ruby", "rt"};
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> escapes{
    {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&nbsp;", "\u00A0"}, {"&lrm;", ""}, {"&rlm;", ""}}};

bool is_blank(char c) noexcept { return c == ' ' || c == '\t'; }

std::string unescaped(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    const auto found = std::find_if(escapes.begin(), escapes.end(),
                                    [&](const auto& escape) { return text.starts_with(escape.first); });
    if (found != escapes.end()) {
      plain += found->second;
      text.remove_prefix(found->first.size());
    } else {
      plain += text.front();
      text.remove_prefix(1);
    }
  }
  return plain;
}

/// Without spaces around, and one between two words.
std::string tidy(std::string_view text) {
  std::string tidied;
  for (const char c : text) {
    if (!is_blank(c)) {
      tidied += c;
    } else if (!tidied.empty() && tidied.back() != ' ') {
      tidied += ' ';
    }
  }
  while (!tidied.empty() && tidied.back() == ' ') tidied.pop_back();
  return tidied;
}

struct Tag {
  std::string_view name;        ///< `/v` at its end; empty for a time
  std::string_view annotation;  ///< who speaks
};

constexpr std::size_t max_tag_name = 4;

/// What stands between `<` and `>`; nothing that begins no tag. Looks no further than the name, where it is none.
std::optional<Tag> tag_of(std::string_view inside) {
  const bool is_end = inside.starts_with('/');
  const auto bare = is_end ? inside.substr(1) : inside;
  if (!bare.empty() && bare.front() >= '0' && bare.front() <= '9') {
    const bool is_time = !is_end && bare.find_first_not_of("0123456789:.") == std::string_view::npos;
    return is_time ? std::optional(Tag{}) : std::nullopt;
  }
  const auto beginning = bare.substr(0, max_tag_name + 1);
  const auto name = beginning.substr(0, beginning.find_first_of(" \t."));
  if (std::find(tags.begin(), tags.end(), name) == tags.end()) return std::nullopt;
  const auto space = bare.find_first_of(" \t");
  const auto annotation = space == std::string_view::npos ? std::string_view() : bare.substr(space);
  return Tag{inside.substr(0, name.size() + (is_end ? 1 : 0)), annotation};
}

class Gathering {
 public:
  explicit Gathering(const Report& report) : report_(report) { parts_.emplace_back(); }

  void add(const Line& line) {
    if (!parts_.back().text.empty()) parts_.back().text += '\n';
    auto left = line.text;
    end_ = left.find('>');
    is_told_ = false;
    while (!left.empty()) {
      const auto taken = read_piece(left, line.number);
      left.remove_prefix(taken);
      // Where the next `>` is known, it is not looked for again: a line may hold nothing but `<`.
      if (end_ != std::string_view::npos) end_ = end_ >= taken ? end_ - taken : left.find('>');
    }
  }

  std::vector<Words> finish() {
    for (auto& part : parts_) part.text = without_empty_lines(part.text);
    std::erase_if(parts_, [](const Words& part) { return part.text.empty() && part.speaker.empty(); });
    if (parts_.empty()) parts_.emplace_back();
    return std::move(parts_);
  }

 private:
  /// How much of it was taken.
  std::size_t read_piece(std::string_view left, std::uint64_t line) {
    if (left.front() != '<') {
      const auto text = left.substr(0, left.find('<'));
      parts_.back().text += unescaped(text);
      return text.size();
    }
    const auto end = end_;
    const auto tag = end == std::string_view::npos ? std::nullopt : tag_of(left.substr(1, end - 1));
    if (!tag) {
      if (!std::exchange(is_told_, true)) {
        report_(line, tr("{} begins no tag of WebVTT: in a text, < is written &lt;",
                         base::printable(left.substr(0, std::min<std::size_t>(end, 12)))));
      }
      parts_.back().text += '<';
      return 1;
    }
    if (tag->name == "v") parts_.push_back({tidy(unescaped(tag->annotation)), {}});
    if (tag->name == "/v") parts_.emplace_back();
    return end + 1;
  }

  static std::string without_empty_lines(const std::string& text) {
    std::string kept;
    for (const auto& line : lines_of(text)) {
      const auto tidied = tidy(line.text);
      if (tidied.empty()) continue;
      if (!kept.empty()) kept += '\n';
      kept += tidied;
    }
    return kept;
  }

  const Report& report_;
  std::vector<Words> parts_;
  std::size_t end_ = std::string_view::npos;  // of the first `>` in what is left of the line
  bool is_told_ = false;                      // that a `<` in this line begins no tag
};

}  // namespace

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

std::vector<Words> words_of(const Block& lines, const Report& report) {
  Gathering gathering(report);
  for (const auto& line : lines) gathering.add(line);
  return gathering.finish();
}

std::string escaped(std::string_view text) {
  std::string written;
  for (const char c : text) {
    switch (c) {
      case '&':
        written += "&amp;";
        break;
      case '<':
        written += "&lt;";
        break;
      case '>':
        written += "&gt;";
        break;
      default:
        written += c;
    }
  }
  return written;
}

}  // namespace earwitness::vtt
