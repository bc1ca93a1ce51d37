// SPDX-License-Identifier: MIT
//
// What a report says in words of its reader's language: a court, a lawyer, an expert who has never seen this program.
// Pure functions but for the language that is chosen (base/translate.hpp).
#pragma once

#include <string>

#include "earwitness/verify.hpp"
#include "pages/report_facts.hpp"

namespace earwitness::pages {

[[nodiscard]] std::string verdict_sentence(const Verification& found);
/// What a check of verify is about; the check's own name where this build has no words for it.
[[nodiscard]] std::string check_words(CheckName name, const Verification& found);
[[nodiscard]] std::string result_words(CheckResult result);
/// Why a recording ended, by the journal's word; the word itself where this build knows none.
[[nodiscard]] std::string end_words(const Word<EndReason>& reason);

/// What was claimed of an imported file, in the reader's language as far as the words are ours; else as it stands.
[[nodiscard]] std::string claim_words(const std::string& claim);

/// Without where on this computer `folder` lies: a page is handed over, and its maker's folders are nobody's business.
[[nodiscard]] std::string without_place(std::string text, const os::Path& folder);

/// Of a track of a call; a neutral one where it is not of what a call's is.
[[nodiscard]] std::string side_name(const ReportFacts& facts, Track track);

}  // namespace earwitness::pages
