// SPDX-License-Identifier: MIT
#include "pages/report_words.hpp"

#include <array>

#include "base/named.hpp"
#include "base/translate.hpp"
#include "verify/check_names.hpp"

namespace earwitness::pages {

namespace {

constexpr std::array check_names{
    base::Named{check_name::declaration, N_("The folder says of itself that it is a sealed bag (BagIt 1.0)")},
    base::Named{check_name::payload,
                N_("Each file of the recording has the SHA-256 that was sealed, and there are no others")},
    base::Named{check_name::oxum, N_("Size and number of the files are as they were sealed")},
    base::Named{check_name::tags, N_("Names, statements and the list of hashes are as they were sealed")},
    base::Named{check_name::outside, N_("Nothing was added beside what was sealed")},
    base::Named{check_name::chain, N_("The journal is whole: each line is chained to the one before")},
    base::Named{check_name::content, N_("What the journal's lines say fits together")},
    base::Named{check_name::notes, N_("Title, marks and other texts are those that the journal committed to")},
    base::Named{check_name::levels, N_("The list of levels speaks of this recording's seconds")},
    base::Named{check_name::seconds, N_("The sound, second by second, is what the journal has the hash of")},
    base::Named{check_name::frames, N_("Each audio file is as long as the journal says")},
    base::Named{check_name::md5, N_("Each audio file's own checksum holds")},
    base::Named{check_name::flac_tags, N_("The audio files name this recording")},
    base::Named{check_name::imported, N_("The imported file is the one that was sealed")},
    base::Named{check_name::original, N_("The recording that this was made from is as it was found")},
    base::Named{check_name::ranges, N_("What is disclosed is the sealed recording's own, and nothing else is heard")},
    base::Named{check_name::signature, N_("The seal is signed, and the signature holds")},
    base::Named{check_name::own_signature, N_("The excerpt itself is signed, and the signature holds")},
    base::Named{check_name::stamps, N_("Time stamps of an authority hold, and fit the journal")},
};

constexpr std::array end_names{
    base::Named{"stopped", N_("it was stopped by hand")},
    base::Named{"terminal_closed", N_("its terminal was closed")},
    base::Named{"max_duration", N_("the longest duration that was set was over")},
    base::Named{"disk_full", N_("the disk was full")},
    base::Named{"io_error", N_("the disk failed")},
    base::Named{"device_lost", N_("the microphone was gone")},
    base::Named{"signal", N_("the system ended it")},
    base::Named{"recovered", N_("it was interrupted, and recovered later")},
    base::Named{"imported", N_("it was imported as a file")},
};

}  // namespace

std::string verdict_sentence(const Verification& found) {
  switch (verdict(found)) {
    case Verdict::unchanged_and_dated:
      return _(
          "Every check passed: it is as it was sealed, and a time stamp shows that it was there by the date below.");
    case Verdict::unchanged:
      return _("Every check passed: it is as it was sealed.");
    case Verdict::altered_or_missing:
      return _(
          "This is not as it was sealed. What this page shows may not be what was recorded; what does not fit is "
          "listed "
          "below.");
    case Verdict::not_sealed:
      return _("This was never sealed: nothing can show whether it was changed.");
  }
  return {};
}

std::string check_words(const std::string& name) {
  auto words = base::words_of(check_names, name);
  return words == name ? std::string(_(name.c_str())) : words;
}

std::string result_words(CheckResult result) {
  switch (result) {
    case CheckResult::pass:
      return _("passed");
    case CheckResult::fail:
      return _("FAILED");
    case CheckResult::not_checked:
      return _("not checked");
  }
  return {};
}

std::string end_words(const std::string& reason) { return base::words_of(end_names, reason); }

}  // namespace earwitness::pages
