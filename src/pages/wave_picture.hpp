// SPDX-License-Identifier: MIT
//
// The wave form of a whole conversation as an SVG within a page: the loudness of each second on the clock, and on it
// pauses, breaks, gaps, marks, what is withheld and what was altered, told by letters and hatching and not by colour
// alone; under it the time, and a legend of what is in the picture. It has no inline style and no script, which the
// page's own policy would refuse. A pure function.
#pragma once

#include <string>
#include <vector>

#include "pages/html.hpp"
#include "pages/report_facts.hpp"

namespace earwitness::pages {

[[nodiscard]] Html wave_picture(const ReportFacts& facts);

/// `d` of a path that mirrors one height of each column at the middle of a box `columns` wide and `box_height` high.
[[nodiscard]] std::string mirrored_path(const std::vector<std::optional<timeline::Column>>& columns,
                                        double timeline::Column::*height, double box_height);
/// Times to be written under the picture: round ones, at most `most` steps.
[[nodiscard]] std::vector<std::chrono::seconds> ticks(std::chrono::nanoseconds length, int most);

}  // namespace earwitness::pages
