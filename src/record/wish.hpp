// SPDX-License-Identifier: MIT
//
// What the one who records wants of a recording while it runs, and what came of it: left on the board by anybody,
// done by the writer at the sample that it is about. Values.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "earwitness/base.hpp"

namespace earwitness::record {

/// Never used twice in one recording; it also is the mark's own.
enum class WishId : std::uint64_t {};

/// Of one mark's words.
inline constexpr std::size_t mark_bytes = 1000;
/// In one recording: far below what a journal may have of notes.
inline constexpr std::size_t most_marks = 10'000;
/// That one wish may add to the maximum.
inline constexpr std::chrono::hours longest_extension{24};

/// A mark at what sounds at that moment. Without words yet, they come later, or with the recording's end never.
struct MarkWish {
  BootTime at{};
  std::optional<std::string> words;  ///< free text, at most mark_bytes
};
/// The words of a mark that was asked for without.
struct WordsWish {
  WishId mark{};
  std::string words;
};
/// Nothing that sounds from now on is kept, until the next one.
struct PauseWish {};
struct ResumeWish {};
/// The maximum ends that much later.
struct ExtendWish {
  std::chrono::seconds by{0};
};
using Wanted = std::variant<MarkWish, WordsWish, PauseWish, ResumeWish, ExtendWish>;

struct Wish {
  WishId id{};
  BootTime at{};  ///< when it was left on the board
  Wanted wanted;
};

/// What came of a wish. There is none for WordsWish.
struct Granted {
  WishId id{};
  bool changed = true;    ///< false: it was so already, or it is too late; for a mark: there are too many
  double at_seconds = 0;  ///< of the mark, or of the moment: since the first frame, pauses counted
  double seconds = 0;     ///< of the pause that is over; until the maximum, once that was extended
};

}  // namespace earwitness::record
