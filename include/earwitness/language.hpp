// SPDX-License-Identifier: MIT
//
// The language of the sentences that the library makes: details of checks and findings, verdicts, errors. English where
// nobody says anything else; neither the locale nor the environment is asked. The names that machines read
// (to_string()) are English in every language.
//
//   const earwitness::InLanguage dutch(earwitness::Language::dutch);
//   const auto found = earwitness::verify(path);  // its sentences are Dutch
#pragma once

#include <cstdint>

#include "earwitness/version.hpp"

namespace earwitness {

enum class Language : std::uint8_t { english, dutch };

/// A guard: from here to the end of its life the thread that made it gets its sentences in this language, and so do the
/// threads that the library starts for it. Other threads are not touched. Guards nest; the last one made ends first.
class EARWITNESS_API InLanguage {
 public:
  explicit InLanguage(Language language) noexcept;
  ~InLanguage();
  InLanguage(const InLanguage&) = delete;
  InLanguage& operator=(const InLanguage&) = delete;

 private:
  std::int8_t before_;  // this thread's own choice; -1: it had none
};

}  // namespace earwitness
