// SPDX-License-Identifier: MIT
//
// The page of a report out of its facts: the templates of src/pages/assets, filled. It asks no network for anything,
// and its own policy lets in just its own style and script. A pure function of its arguments and the language.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pages/html.hpp"
#include "pages/report_facts.hpp"

namespace earwitness::pages {

/// What can be listened to, and where it lies.
struct PageSound {
  enum class Where {
    none,
    sealed,    ///< the recording's own files
    embedded,  ///< a copy in the page
    beside     ///< a copy that is too large for that
  };
  Where where = Where::none;
  std::string type;                  ///< `audio/mpeg`, `audio/wav`
  std::string name;                  ///< of the file beside the page
  std::string why_none{};            ///< a sentence
  std::uint16_t mixed = 0;           ///< so many channels are mixed to two in it; 0: it has each channel
  bool has_silenced = false;         ///< seconds that are not as they were sealed are silent in it
  std::vector<std::string> files{};  ///< where::sealed: of each stretch that has a length its address from the page
};

/// An embedded sound goes between the two, as base64.
struct Page {
  std::string before;
  std::string after;
};

[[nodiscard]] Page report_page(const ReportFacts& facts, const PageSound& sound, UtcTime made);

/// The parts of it, each a section; what there is none of is empty.
[[nodiscard]] Html header_part(const ReportFacts& facts);
[[nodiscard]] Html facts_part(const ReportFacts& facts);
[[nodiscard]] Html conversation_part(const ReportFacts& facts, const PageSound& sound);
[[nodiscard]] Html transcript_part(const ReportFacts& facts, bool plays);
[[nodiscard]] Html clock_part(const ReportFacts& facts, bool plays);
[[nodiscard]] Html checks_part(const ReportFacts& facts);
[[nodiscard]] Html limits_part(const ReportFacts& facts);
[[nodiscard]] Html by_hand_part(const ReportFacts& facts);
[[nodiscard]] Html footer_part(const ReportFacts& facts, UtcTime made);

/// A statement as a row of a list of facts: keys and seals are held against others digit by digit, times are the
/// reader's.
[[nodiscard]] Html fact_row(const Fact& fact);

/// A time that can be clicked where there is something to hear.
[[nodiscard]] Html time_button(std::chrono::nanoseconds at, bool plays);

}  // namespace earwitness::pages
