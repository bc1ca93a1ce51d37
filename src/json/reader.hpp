// SPDX-License-Identifier: MIT
//
// A strict reader of JSON (RFC 8259, in UTF-8) that may be anyone's: nothing but one document, no comments, no commas
// too many, no number that a double can't hold. What does not fit its limits is refused, and so is, where the limits
// say so, an object that has a name twice: RFC 7493 forbids that, as two readers could take two different values for
// it.
//
// Time: linear in the text, and for each object n log n in the names that it has. Memory: at most some 100 bytes for
// each value within max_values, beside the texts themselves. No hash decides, so no choice of names makes it slower.
// Pure functions, any thread. Nothing is thrown but for want of memory: what can't be read is no value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/limits.hpp"
#include "json/value.hpp"

namespace earwitness::json {

enum class DuplicateNames : std::uint8_t {
  refuse,
  keep_last,  ///< the last value stands where the first one stood
};

struct Limits {
  std::size_t max_bytes;
  std::size_t max_values;  ///< of the whole document, arrays and objects counted
  /// Arrays and objects within each other; the outermost one is the first. At most 1000, as values are freed by
  /// recursion.
  std::size_t max_depth;
  DuplicateNames duplicate_names = DuplicateNames::refuse;
};

namespace limits {

using namespace earwitness::limits;

/// The most values that so many bytes can hold: `[1,1,...`.
constexpr std::size_t values_in(std::size_t bytes) { return bytes / 2 + 1; }

}  // namespace limits

/// A line of a journal, of what lies beside it, or of a ledger.
inline constexpr Limits journal_line{limits::journal_line_bytes, limits::values_in(limits::journal_line_bytes), 16};
/// What another process says on the socket of a recording.
inline constexpr Limits control_message{limits::control_message_bytes, limits::values_in(limits::control_message_bytes),
                                        limits::control_depth, DuplicateNames::keep_last};
/// A file of its own: a label, an excerpt's ranges and notes, what is known of backups. A hundred thousand notes have
/// half a million values.
inline constexpr Limits document{64 * 1024 * 1024, 4'000'000, 16};

/// What a reading took, to hold a test against: neither depends on the machine.
struct Work {
  std::uint64_t events = 0;       ///< values, names and ends that the text held
  std::uint64_t comparisons = 0;  ///< of two names
};

/// Nothing where `text` is not one document within the limits.
[[nodiscard]] std::optional<Value> parse(std::string_view text, const Limits& limits, Work* work = nullptr);
/// As parse_object(), and the text is the object alone: JSON allows blanks around it, a line of ours has none.
[[nodiscard]] std::optional<Value> parse_line(std::string_view text, const Limits& limits, Work* work = nullptr);
/// As parse(), and the document is an object.
[[nodiscard]] std::optional<Value> parse_object(std::string_view text, const Limits& limits, Work* work = nullptr);

}  // namespace earwitness::json
