// SPDX-License-Identifier: MIT
#include "derive/recognised.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

#include "base/text.hpp"
#include "base/translate.hpp"

namespace earwitness::derive {

namespace {

constexpr std::int64_t pause_that_ends_a_cue_ms = 800;
constexpr std::int64_t max_cue_ms = 10'000;
constexpr std::size_t max_shown_bytes = 100;
constexpr double max_recognised_seconds = 3'600'000;

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    auto line = text.substr(0, end);
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
    lines.push_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::vector<std::string_view> split_words(std::string_view line) {
  std::vector<std::string_view> words;
  while (true) {
    const auto begin = line.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return words;
    line.remove_prefix(begin);
    const auto end = std::min(line.find_first_of(" \t"), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

/// Seconds with decimals, in milliseconds.
std::optional<std::int64_t> time_of(std::string_view word) {
  if (word.find('.') == std::string_view::npos) return std::nullopt;
  double value = 0;
  const auto* end = word.data() + word.size();
  const auto [stop, error] = std::from_chars(word.data(), end, value);
  if (error != std::errc{} || stop != end || !(value >= 0) || value > max_recognised_seconds) return std::nullopt;
  return static_cast<std::int64_t>(value * 1000);
}

struct TimedWord {
  std::string word;
  std::int64_t begin_ms;
  std::int64_t end_ms;
};

std::optional<TimedWord> timed_word(std::string_view line) {
  const auto words = split_words(line);
  if (words.size() < 3 || words.size() > 4) return std::nullopt;
  const auto begin = time_of(words[1]);
  const auto end = time_of(words[2]);
  if (!begin || !end || *end < *begin) return std::nullopt;
  // `house(2)` is another way to say `house`.
  return TimedWord{std::string(words[0].substr(0, words[0].find('('))), *begin, *end};
}

/// `<s>`, `</s>`, `<sil>`, `[NOISE]`: no word was said.
bool is_silence(const std::string& word) { return word.empty() || word.front() == '<' || word.front() == '['; }

std::vector<vtt::Cue> from_words(const std::vector<std::string_view>& lines) {
  std::vector<vtt::Cue> cues;
  bool goes_on = false;
  for (const auto line : lines) {
    const auto word = timed_word(line);
    if (!word) continue;
    if (is_silence(word->word)) {
      goes_on = goes_on && word->word != "</s>";
      continue;
    }
    goes_on = goes_on && word->begin_ms - cues.back().end_ms < pause_that_ends_a_cue_ms &&
              word->end_ms - cues.back().begin_ms <= max_cue_ms;
    if (goes_on) {
      cues.back().text += ' ' + word->word;
      cues.back().end_ms = std::max(cues.back().end_ms, word->end_ms);
    } else {
      cues.push_back({word->begin_ms, std::max(word->end_ms, word->begin_ms + 1), {}, word->word, 0});
    }
    goes_on = true;
  }
  return cues;
}

vtt::Cue from_plain(const std::vector<std::string_view>& lines, std::int64_t length_ms) {
  vtt::Cue cue{0, std::max<std::int64_t>(length_ms, 1), {}, {}, 0};
  for (const auto line : lines) {
    if (line.find_first_not_of(" \t") == std::string_view::npos) continue;
    if (!cue.text.empty()) cue.text += '\n';
    cue.text += base::printable(line);
  }
  return cue;
}

/// Small faults are no reason to lose a recogniser's work of hours; times that can't be read are, as the words would be
/// lost without a word.
std::vector<vtt::Cue> from_timed_text(vtt::Reading reading, const std::vector<std::string_view>& lines) {
  for (const auto& problem : reading.problems) {
    const bool is_known = problem.line > 0 && problem.line <= lines.size();
    if (!is_known || lines[problem.line - 1].find("-->") == std::string_view::npos) continue;
    const auto has_cue = std::any_of(reading.cues.begin(), reading.cues.end(),
                                     [&](const vtt::Cue& cue) { return cue.line == problem.line; });
    if (has_cue) continue;
    throw Error(ErrorKind::surroundings, {},
                tr("line {} of what the recogniser wrote can't be read: {}", problem.line,
                   base::printable(lines[problem.line - 1].substr(0, max_shown_bytes))),
                Step::choose_recogniser_output);
  }
  return std::move(reading.cues);
}

}  // namespace

std::vector<vtt::Cue> recognised(std::string_view output, std::int64_t length_ms) {
  std::vector<vtt::Cue> cues;
  const auto lines = split_lines(output);
  if (output.starts_with("WEBVTT") || output.starts_with("\xEF\xBB\xBFWEBVTT")) {
    cues = from_timed_text(vtt::read_vtt(output), lines);
  } else if (output.find("-->") != std::string_view::npos) {
    cues = from_timed_text(vtt::read_srt(output), lines);
  } else if (std::any_of(lines.begin(), lines.end(), [](auto line) { return timed_word(line).has_value(); })) {
    cues = from_words(lines);
  } else {
    cues.push_back(from_plain(lines, length_ms));
  }
  for (auto& cue : cues) cue.text = base::is_valid_utf8(cue.text) ? cue.text : base::printable(cue.text);
  std::erase_if(cues, [](const vtt::Cue& cue) { return cue.text.empty(); });
  std::stable_sort(cues.begin(), cues.end(), [](const auto& a, const auto& b) { return a.begin_ms < b.begin_ms; });
  return cues;
}

}  // namespace earwitness::derive
