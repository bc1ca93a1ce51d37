// SPDX-License-Identifier: MIT
#include "vtt/webvtt.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.hpp"
#include "base/translate.hpp"
#include "vtt/cue_settings.hpp"
#include "vtt/cue_text.hpp"
#include "vtt/limits.hpp"
#include "vtt/references.hpp"

namespace earwitness::vtt {

namespace {

constexpr std::string_view arrow = "-->";
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr const char* how_times = N_("times are written 00:12:30.000 --> 00:12:34.500, the second one later");

/// A colon, and what is drawn like one.
constexpr std::array<std::string_view, 8> colons{":",      "\uFF1A", "\uFE55", "\uFE13",
                                                 "\uA789", "\u2236", "\u02F8", "\u0589"};

bool is_speaker(std::string_view name) noexcept {
  const auto holds = [&](std::string_view colon) { return name.find(colon) != std::string_view::npos; };
  return name.size() <= limits::speaker_bytes && std::none_of(colons.begin(), colons.end(), holds);
}

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_space(char c) noexcept { return c == ' ' || c == '\t'; }
bool holds_arrow(const Line& line) noexcept { return line.text.find(arrow) != std::string_view::npos; }

void skip_spaces(std::string_view& text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
}

/// A number of so many digits, taken from the front.
std::optional<std::int64_t> take_number(std::string_view& text, std::size_t min_digits, std::size_t max_digits) {
  std::int64_t number = 0;
  std::size_t digits = 0;
  for (; digits < text.size() && digits < max_digits && is_digit(text[digits]); ++digits) {
    number = number * 10 + (text[digits] - '0');
  }
  text.remove_prefix(digits);
  return digits >= min_digits ? std::optional(number) : std::nullopt;
}

bool skip(std::string_view& text, std::string_view sign) {
  if (!text.starts_with(sign)) return false;
  text.remove_prefix(sign.size());
  return true;
}

/// `567` of a second; in SubRip also fewer digits, as `5` for a half.
std::optional<std::int64_t> take_fraction(std::string_view& text, bool is_srt) {
  const auto before = text.size();
  auto ms = take_number(text, is_srt ? 1 : 3, 3);
  for (auto digits = before - text.size(); ms && digits < 3; ++digits) *ms *= 10;
  return ms;
}

/// `12:34.567` or `1:12:34.567`, in SubRip with a comma; a dot is taken there, too, and a whole second without either,
/// as many programs write them.
std::optional<std::int64_t> take_time(std::string_view& text, bool is_srt) {
  std::int64_t hours = 0;
  const bool has_two_digits = text.substr(0, text.find(':')).size() <= 2;
  auto first = take_number(text, 1, 6);
  if (!first || !skip(text, ":")) return std::nullopt;
  auto second = take_number(text, 2, 2);
  if (second && skip(text, ":")) {
    hours = *first;
    first = second;
    second = take_number(text, 2, 2);
  } else if (!has_two_digits) {
    return std::nullopt;  // minutes
  }
  if (!second) return std::nullopt;
  const bool has_fraction = skip(text, ".") || (is_srt && skip(text, ","));
  if (!has_fraction && !is_srt) return std::nullopt;
  const auto ms = has_fraction ? take_fraction(text, is_srt) : std::optional<std::int64_t>(0);
  if (!ms || *first > 59 || *second > 59 || hours > limits::transcript_hours) return std::nullopt;
  return ((hours * 60 + *first) * 60 + *second) * 1000 + *ms;
}

class VttReader {
 public:
  explicit VttReader(bool is_srt) : is_srt_(is_srt) {}

  Reading read(std::string_view text) {
    if (text.size() > limits::transcript_bytes) {
      report(1, tr("it is larger than {} bytes", limits::transcript_bytes));
      return std::move(reading_);
    }
    skip(text, byte_order_mark);
    const auto lines = lines_of(text);
    for (const auto& line : lines) check_line(line);
    auto blocks = blocks_of(lines);
    if (!is_srt_) take_header(lines, blocks);
    for (const auto& block : blocks) take_block(block);
    auto& problems = reading_.problems;
    std::stable_sort(problems.begin(), problems.end(), [](const auto& a, const auto& b) { return a.line < b.line; });
    return std::move(reading_);
  }

 private:
  void report(std::uint64_t line, std::string sentence) {
    if (!is_full()) reading_.problems.push_back({line, std::move(sentence)});
  }

  /// So many are told; what would be one more need not be put into words.
  [[nodiscard]] bool is_full() const noexcept { return reading_.problems.size() >= limits::transcript_problems; }

  /// Whether all that stands there is seen: a tab is.
  static bool is_visible(std::string_view line) {
    std::string text(line);
    std::replace(text.begin(), text.end(), '\t', ' ');
    return base::printable(text) == text;
  }

  void check_line(const Line& line) {
    if (is_full()) return;
    if (line.text.size() > limits::transcript_line_bytes) {
      report(line.number, tr("it is longer than {} bytes", limits::transcript_line_bytes));
    } else if (!base::is_valid_utf8(line.text)) {
      report(line.number, _("it is not UTF-8: save the file in that encoding"));
    } else if (!is_visible(line.text)) {
      report(line.number, _("it holds a character that nobody would see, or that turns the direction of writing"));
    }
  }

  void take_header(const std::vector<Line>& lines, std::vector<Block>& blocks) {
    const auto first = lines.empty() ? std::string_view() : lines.front().text;
    const bool is_vtt = first.starts_with("WEBVTT") && (first.size() == 6 || is_space(first[6]));
    if (!is_vtt) report(1, _("the first line must begin with WEBVTT"));
    if (blocks.empty()) return;
    const auto& block = blocks.front();
    const auto times = std::find_if(block.begin(), block.end(), holds_arrow);
    if (times != block.end() && !is_vtt) return;
    if (times != block.end()) {
      report(times->number, _("an empty line goes between the first line and the first cue"));
    } else if (block.size() > 1) {
      report(block[1].number, _("leave an empty line after the first line: other text there belongs to no cue"));
    }
    blocks.erase(blocks.begin());
  }

  void take_block(const Block& block) {
    const auto& first = block.front().text;
    if (!is_srt_ && first.starts_with("NOTE") && (first.size() == 4 || is_space(first[4]))) return take_note(block);
    if (!is_srt_ && (is_word(first, "STYLE") || is_word(first, "REGION")) && !holds_arrow(block.front())) {
      return report(block.front().number,
                    _("styles and regions only change how it looks, and can hide words: leave it out"));
    }
    const std::size_t times = holds_arrow(block.front()) ? 0 : 1;
    if (times >= block.size() || !holds_arrow(block[times])) {
      if (is_full()) return;
      return report(block.front().number,
                    _("This text has no time line above it. Don't leave a blank line inside a block."));
    }
    take_cue(block[times], {block.begin() + static_cast<std::ptrdiff_t>(times) + 1, block.end()});
  }

  static bool is_word(std::string_view line, std::string_view word) {
    return line.starts_with(word) && line.find_first_not_of(" \t", word.size()) == std::string_view::npos;
  }

  void check_references(const Line& line) {
    if (is_full()) return;
    const auto reference = foreign_reference(line.text);
    if (reference.empty()) return;
    report(line.number, tr("a browser shows another character for {}: write the character itself, and & as &amp;",
                           base::printable(reference)));
  }

  void take_note(const Block& block) {
    for (const auto& line : block) {
      if (holds_arrow(line)) report(line.number, _("a note may not hold -->: an empty line ends it"));
    }
  }

  void take_cue(const Line& times, const Block& lines) {
    auto left = times.text;
    skip_spaces(left);
    const auto begin = take_time(left, is_srt_);
    skip_spaces(left);
    const bool has_arrow = skip(left, arrow);
    skip_spaces(left);
    const auto end = take_time(left, is_srt_);
    if (!begin || !has_arrow || !end) return report(times.number, _(how_times));
    // SubRip has words of its own there, and is written anew without them.
    const bool has_words_of_srt = is_srt_ && (left.empty() || is_space(left.front()));
    if (!has_words_of_srt && !left.empty() && !is_space(left.front())) return report(times.number, _(how_times));
    if (!has_words_of_srt && !are_settings(left)) {
      return report(times.number,
                    _("behind the times is no setting that leaves the words readable: best leave it out"));
    }
    if (*end <= *begin) report(times.number, _(how_times));
    if (*begin < last_begin_ms_)
      report(times.number, _("it begins before the cue above it: put the cues in the order of their times"));
    last_begin_ms_ = std::max(last_begin_ms_, *begin);
    for (const auto& line : lines) {
      if (holds_arrow(line)) report(line.number, _("an empty line goes before the times of the next cue"));
      if (!is_srt_) check_references(line);
    }
    const auto words = words_of(lines, [&](auto line, auto sentence) { report(line, std::move(sentence)); });
    if (reading_.cues.size() + words.size() > limits::transcript_cues) {
      return report(times.number, tr("there are more than {} cues", limits::transcript_cues));
    }
    for (const auto& part : words) {
      if (!is_srt_ && !is_speaker(part.speaker)) {
        report(times.number,
               tr("who speaks may have no colon in the name, nor more than {} bytes: it would read like words",
                  limits::speaker_bytes));
      }
      reading_.cues.push_back({*begin, std::max(*end, *begin + 1), part.speaker, part.text, times.number});
    }
  }

  bool is_srt_;
  Reading reading_;
  std::int64_t last_begin_ms_ = 0;
};

/// A name without what would make a sentence of it where it is shown before somebody's words.
std::string as_speaker(std::string name) {
  for (const auto colon : colons) {
    for (auto at = name.find(colon); at != std::string::npos; at = name.find(colon, at))
      name.replace(at, colon.size(), " ");
  }
  while (name.size() > limits::speaker_bytes || !base::is_valid_utf8(name)) name.pop_back();
  while (name.ends_with("--")) name.pop_back();  // with the end of its tag that would be an arrow
  return name;
}

/// One line, safe to show, so that nothing in it can end a cue or a note.
std::string one_line(std::string_view text) {
  std::string line;
  for (const auto& part : lines_of(text)) {
    if (!line.empty()) line += ' ';
    line += base::printable(part.text);
  }
  return line;
}

/// A note may not hold an arrow, and has no escapes.
std::string without_arrows(std::string line) {
  for (auto at = line.find(arrow); at != std::string::npos; at = line.find(arrow)) line.erase(at + 2, 1);
  return line;
}

}  // namespace

Reading read_vtt(std::string_view text) { return VttReader(false).read(text); }

Reading read_srt(std::string_view text) { return VttReader(true).read(text); }

std::vector<Cue> parse_vtt(std::string_view text) {
  auto reading = read_vtt(text);
  if (!reading.problems.empty()) {
    const auto& first = reading.problems.front();
    throw Error(ErrorKind::unknown_format, {},
                tr("line {} of the transcript can't be read: {}", first.line, first.sentence));
  }
  std::erase_if(reading.cues, [](const Cue& cue) { return cue.text.empty(); });
  return std::move(reading.cues);
}

std::string time_text(std::int64_t ms) {
  return fmt::format("{:02}:{:02}:{:02}.{:03}", ms / 3'600'000, ms / 60'000 % 60, ms / 1000 % 60, ms % 1000);
}

Writer::Writer(std::string_view title) : text_("WEBVTT") {
  if (!title.empty()) text_ += fmt::format(" - {}", without_arrows(one_line(title)));
  text_ += '\n';
}

void Writer::add_note(std::string_view note) {
  const auto lines = lines_of(note);
  text_ += "\nNOTE";
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].text.empty()) continue;
    text_ += fmt::format("{}{}", i == 0 ? " " : "\n", without_arrows(base::printable(lines[i].text)));
  }
  text_ += '\n';
}

void Writer::add(const Cue& cue) {
  const auto most = limits::transcript_hours * 3'600'000;
  const auto begin = std::clamp(cue.begin_ms, last_begin_ms_, most);
  const auto end = std::clamp(cue.end_ms, begin + 1, most + 1);
  last_begin_ms_ = begin;
  text_ += fmt::format("\n{} --> {}\n", time_text(begin), time_text(end));
  if (!cue.speaker.empty()) text_ += fmt::format("<v {}>", escaped(as_speaker(one_line(cue.speaker))));
  for (const auto& line : lines_of(cue.text)) {
    const auto plain = base::printable(line.text);
    if (plain.find_first_not_of(" \t") != std::string::npos) text_ += escaped(plain) + '\n';
  }
  if (text_.back() != '\n') text_ += '\n';
}

}  // namespace earwitness::vtt
