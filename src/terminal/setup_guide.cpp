// SPDX-License-Identifier: MIT
#include "terminal/setup_guide.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "base/fold.hpp"
#include "base/translate.hpp"
#include "os/signals.hpp"
#include "os/streams.hpp"
#include "terminal/ask_user.hpp"

namespace earwitness::terminal {

namespace {

template <std::size_t count>
bool is_one_of(const std::string& answer, const std::array<std::string_view, count>& words) {
  const auto folded = base::folded(answer);
  return std::find(words.begin(), words.end(), folded) != words.end();
}

// In either language.

/// Goes back to the question before.
bool is_way_back(const std::string& answer) {
  return is_one_of(answer, std::array<std::string_view, 3>{"back", "terug", "<"});
}

/// Leaves.
bool is_way_out(const std::string& answer) {
  return is_one_of(answer, std::array<std::string_view, 4>{"quit", "exit", "stop", "q"});
}

}  // namespace

std::string SetupGuide::read_answer(const std::string& question) {
  os::Signals signals;  // of the question alone: else Ctrl-C ends the program without a word
  auto line = ask_line(question, [&] { return is_interrupted_ = is_interrupted_ || signals.next(); });
  if (is_interrupted_) os::write_message("\n");
  if (!line || is_way_out(*line)) throw Left{};
  if (is_way_back(*line)) throw Back{};
  return *line;
}

bool SetupGuide::ask_yes_no(const std::string& question, bool standard) {
  const auto asked = standard ? tr("{} [Y/n]", question) : tr("{} [y/N]", question);
  return clear_answer([&] { return std::optional(read_answer(asked)); }, standard).value_or(standard);
}

bool SetupGuide::ask_plainly(const std::string& question) {
  const auto asked = tr("{} [yes/no]", question);
  return clear_answer([&] { return std::optional(read_answer(asked)); }, std::nullopt).value_or(false);
}

bool SetupGuide::run(const std::vector<Step>& steps, const std::function<void()>& save) {
  for (std::size_t i = 0; i < steps.size();) {
    try {
      steps[i](*this);
      save();
      ++i;
    } catch (const Back&) {
      if (i > 0) --i;
    } catch (const Left&) {
      return false;
    }
  }
  return true;
}

}  // namespace earwitness::terminal
