// SPDX-License-Identifier: MIT
#include "pages/report_words.hpp"

#include <array>

#include "base/named.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"

namespace earwitness::pages {

namespace {

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

namespace {

/// Since when nothing changed: what was done before the seal, no check tells.
std::string unchanged_sentence(const Verification& found) {
  if (is_remainder(found)) return _("Every check that was made passed: what is left is as it was sealed.");
  if (found.kind == RecordingKind::recovered) {
    return _(
        "Every check that was made passed: it is as it was sealed when it was recovered. From the interruption to then "
        "it "
        "had no seal.");
  }
  if (found.source == SoundSource::imported && found.kind != RecordingKind::excerpt) {
    return _(
        "Every check that was made passed: it is as it was sealed when it was imported. Whether it was changed before, "
        "nothing here shows.");
  }
  return _("Every check that was made passed: it is as it was sealed.");
}

std::string dated_sentence(const Verification& found) {
  return found.kind == RecordingKind::excerpt
             ? _("A time stamp shows that the recording that it is a part of was there by the date below.")
             : _("A time stamp shows that it was there by the date below.");
}

}  // namespace

std::string verdict_sentence(const Verification& found) {
  switch (verdict(found)) {
    case Verdict::unchanged_and_dated:
      return unchanged_sentence(found) + " " + dated_sentence(found);
    case Verdict::unchanged:
      return unchanged_sentence(found);
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

std::string check_words(CheckName name, const Verification& found) {
  const bool is_excerpt = found.kind == RecordingKind::excerpt;
  switch (name) {
    case CheckName::declaration:
      return _("The folder says of itself that it is a sealed bag (BagIt 1.0)");
    case CheckName::payload:
      return _("Each file of the recording has the SHA-256 that was sealed, and there are no others");
    case CheckName::payload_size:
      return _("Size and number of the files are as they were sealed");
    case CheckName::tag_files:
      return _("Names, statements and the list of hashes are as they were sealed");
    case CheckName::outside:
      return _("Nothing was added beside what was sealed");
    case CheckName::roles:
      return _("Each file is one that such a recording has");
    case CheckName::info:
      return _("The list of facts (bag-info.txt) says what the journal says");
    case CheckName::how_to_verify:
      return _("The instructions to check it (how-to-verify.txt) are those of this program");
    case CheckName::journal_chain:
      return _("The journal is whole: each line is chained to the one before");
    case CheckName::journal_content:
      return _("What the journal's lines say fits together");
    case CheckName::notes:
      return _("Title, marks and other texts are those that the journal committed to");
    case CheckName::levels:
      return _("The list of levels is about this recording's seconds");
    case CheckName::salts:
      return _("Each second of sound has the salt that its hash is made with");
    case CheckName::seconds:
      return _("The sound, second by second, is what the journal has the hash of");
    case CheckName::frame_counts:
      return _("Each audio file is as long as the journal says");
    case CheckName::flac_checksum:
      return _("Each audio file's own checksum holds");
    case CheckName::flac_tags:
      return _("The audio files name this recording");
    case CheckName::imported_file:
      return _("The imported file is the one that was sealed");
    case CheckName::decoded_copy:
      return _("The decoded copy is the sound that the imported file holds");
    case CheckName::original:
      return is_excerpt ? _("The hashes of the whole recording, of which copies are here, have the seal that is named")
                        : _("The files of the interrupted recording are as they were found");
    case CheckName::ranges:
      return _("What is disclosed is the sealed recording's own, and nothing else is heard");
    case CheckName::signature:
      return is_excerpt ? _("The seal of the whole recording is signed, and the signature holds")
                        : _("The seal is signed, and the signature holds");
    case CheckName::excerpt_signature:
      return is_remainder(found) ? _("What is left is signed itself, and the signature holds")
                                 : _("The excerpt itself is signed, and the signature holds");
    case CheckName::time_stamps:
      return _("Time stamps of an authority hold, and fit the journal");
    case CheckName::own_time_stamps:
      return _("Time stamps of the excerpt itself hold");
    case CheckName::transcript_text:
    case CheckName::transcript_versions:
    case CheckName::ledger_chain:
    case CheckName::ledger_signatures:
    case CheckName::ledger_keys:
    case CheckName::ledger_head:
    case CheckName::ledger_recordings:
      break;
  }
  return words(name);
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

std::string end_words(const Word<EndReason>& reason) { return base::words_of(end_names, reason.text()); }

std::string claim_words(const std::string& claim) {
  const auto label = claim.find(": ");
  if (label == std::string::npos) return claim;
  const auto text = claim.substr(label + 2);
  if (claim.starts_with("name: ")) return tr("name of the file: {}", text);
  if (claim.starts_with("form: ")) return tr("form of the file: {}", text);
  const auto said = text.substr(0, text.rfind(", "));
  if (claim.starts_with("last changed: ") && claim.ends_with(", says the file system")) {
    return tr("last changed: {}, says the file system", said);
  }
  if (claim.ends_with(", says the file")) {
    return tr("{}, says the file itself", claim.substr(0, claim.rfind(", ")));
  }
  return claim;
}

std::string without_place(std::string text, const os::Path& folder) {
  const auto place = base::printable((folder / "").string());
  if (place.empty()) return text;
  for (auto at = text.find(place); at != std::string::npos; at = text.find(place, at)) text.erase(at, place.size());
  return text;
}

std::string side_name(const ReportFacts& facts, Track track) {
  const bool is_call = has_both_sides(facts.found);
  if (track == Track::far) return is_call ? _("Other side") : _("Far track");
  return is_call ? _("Microphone") : _("Near track");
}

}  // namespace earwitness::pages
