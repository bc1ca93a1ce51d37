// SPDX-License-Identifier: MIT
//
// What may stand where a person pressed Tab, from the same grammar that reads the words. A shell's script (`shells/`)
// asks with the words before the cursor, and only shows what it gets: names of recordings are anyone's text, which the
// shell quotes and never evaluates.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "grammar/globals.hpp"
#include "grammar/grammar.hpp"

namespace earwitness::grammar {

/// Where none of the candidates fits, the shell completes a folder's path for `recordings` and `folders`, and any path
/// for `files`.
enum class Completes { words, recordings, files, folders };

struct Candidate {
  std::string word;
  std::string meaning;  ///< one line, as in the help; may be empty
};

struct Completion {
  Completes kind = Completes::words;
  std::vector<Candidate> candidates;
};

/// What has names that can be typed.
enum class Named { recordings, in_bin, devices };
/// All of them, with the options before the cursor.
using Names = std::function<std::vector<std::string>(Named, const Globals&)>;

/// `words` are those behind the program's name, the last one being what was typed of the word at the cursor.
[[nodiscard]] Completion complete(const Command& program, std::span<const std::string> words, const Names& names);

/// As the scripts read it: the kind on a line, then a line for each candidate, with a tab before its meaning.
[[nodiscard]] std::string completion_text(const Completion& completion);

}  // namespace earwitness::grammar
