// SPDX-License-Identifier: MIT
//
// The questions of `setup`, to a person at a terminal: one after the other, each with an answer that Enter takes, a way
// back to the one before and a way out. What was answered is saved at each step, so nothing typed is ever lost. One
// thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace earwitness::terminal {

class SetupGuide {
 public:
  /// A question, and what its answer does. It may ask several lines.
  using Step = std::function<void(SetupGuide& guide)>;

  /// Asks all steps in order, and calls `save` after each. False where the person left before the last one, or the
  /// terminal is gone.
  [[nodiscard]] bool run(const std::vector<Step>& steps, const std::function<void()>& save);

  /// After run(): whether it was left by Ctrl-C, or by a signal like it.
  [[nodiscard]] bool is_interrupted() const noexcept { return is_interrupted_; }

  /// For a step: what was typed, without blanks around it. Does not return where that is a way back or out.
  [[nodiscard]] std::string read_answer(const std::string& question);
  /// Enter is `standard`.
  [[nodiscard]] bool ask_yes_no(const std::string& question, bool standard);
  /// Nothing is taken for an answer but yes and no.
  [[nodiscard]] bool ask_plainly(const std::string& question);

 private:
  struct Back {};
  struct Left {};

  bool is_interrupted_ = false;
};

}  // namespace earwitness::terminal
