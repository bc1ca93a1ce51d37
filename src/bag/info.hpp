// SPDX-License-Identifier: MIT
//
// bag-info.txt (RFC 8493, 2.2.2): labels and values, as anyone may have written them. Pure functions, any thread.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace earwitness::bag {

/// Of an excerpt that is what is left of a recording: when its owner deleted the rest. RFC 3339, UTC.
inline constexpr const char* deleted_label = "Earwitness-Deleted";

struct InfoLine {
  std::string label;
  std::string value;  ///< free text: print it through base::printable
};

/// In their order; a label may stand several times. A line that begins with a space or tab goes on with the value of
/// the one before it, behind one space. A line ends at LF, CR or both. What has no colon is left out, and so is all
/// beyond limits::info_lines.
[[nodiscard]] std::vector<InfoLine> parse_info(std::string_view text);

/// The first value of a label, whose letters may be of either case; empty if there is none.
[[nodiscard]] std::string value_of(const std::vector<InfoLine>& info, std::string_view label);

/// Every value of the label, in order.
[[nodiscard]] std::vector<std::string> values_of(const std::vector<InfoLine>& info, std::string_view label);

/// The lines of a bag-info.txt as seal() writes it, and by no other form that the RFC allows: `LABEL: VALUE`, each
/// ended by LF, in UTF-8, no label twice, nothing that changes how the rest is shown (base::is_plain_line).
struct ExactInfo {
  std::vector<InfoLine> lines;
  std::string fault;  ///< a sentence on the first line that is otherwise; empty: there is none
};
[[nodiscard]] ExactInfo parse_exact_info(std::string_view text);

}  // namespace earwitness::bag
