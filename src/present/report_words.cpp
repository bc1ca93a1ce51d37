// SPDX-License-Identifier: MIT
#include "present/report_words.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "base/translate.hpp"
#include "verify/check_names.hpp"

namespace earwitness::present {

namespace {

using Kind = Happening::Kind;

struct Named {
  const char* name;
  const char* words;
};

template <std::size_t size>
std::string words_of(const std::array<Named, size>& table, const std::string& name) {
  for (const auto& entry : table) {
    if (name == entry.name) return _(entry.words);
  }
  return name;
}

constexpr std::array check_names{
    Named{check_name::declaration, N_("The folder says of itself that it is a sealed bag (BagIt 1.0)")},
    Named{check_name::payload,
          N_("Each file of the recording has the SHA-256 that was sealed, and there are no others")},
    Named{check_name::oxum, N_("Size and number of the files are as they were sealed")},
    Named{check_name::tags, N_("Names, statements and the list of hashes are as they were sealed")},
    Named{check_name::outside, N_("Nothing was added beside what was sealed")},
    Named{check_name::chain, N_("The journal is whole: each line is chained to the one before")},
    Named{check_name::content, N_("What the journal's lines say fits together")},
    Named{check_name::notes, N_("Title, marks and other texts are those that the journal committed to")},
    Named{check_name::levels, N_("The list of levels speaks of this recording's seconds")},
    Named{check_name::seconds, N_("The sound, second by second, is what the journal has the hash of")},
    Named{check_name::frames, N_("Each audio file is as long as the journal says")},
    Named{check_name::md5, N_("Each audio file's own checksum holds")},
    Named{check_name::flac_tags, N_("The audio files name this recording")},
    Named{check_name::imported, N_("The imported file is the one that was sealed")},
    Named{check_name::original, N_("The recording that this was made from is as it was found")},
    Named{check_name::ranges, N_("What is disclosed is the sealed recording's own, and nothing else is heard")},
    Named{check_name::signature, N_("The seal is signed, and the signature holds")},
    Named{check_name::own_signature, N_("The excerpt itself is signed, and the signature holds")},
    Named{check_name::stamps, N_("Time stamps of an authority hold, and fit the journal")},
};

constexpr std::array end_names{
    Named{"stopped", N_("it was stopped by hand")},
    Named{"terminal_closed", N_("its terminal was closed")},
    Named{"max_duration", N_("the longest duration that was set was over")},
    Named{"disk_full", N_("the disk was full")},
    Named{"io_error", N_("the disk failed")},
    Named{"device_lost", N_("the microphone was gone")},
    Named{"signal", N_("the system ended it")},
    Named{"recovered", N_("it was interrupted, and recovered later")},
    Named{"imported", N_("it was imported as a file")},
};

constexpr std::array break_names{
    Named{"split", N_("the next file begins; nothing is missing")},
    Named{"gap", N_("sound was missing for more than ten seconds")},
    Named{"device_lost", N_("the microphone was gone")},
    Named{"io_error", N_("the disk failed, and it went on in a new file")},
    Named{"suspend", N_("the computer slept")},
    Named{"unknown", N_("the journal does not say why a new file began")},
    Named{"not_on_disk", N_("sound that the journal knew was not on the disk any more")},
};

constexpr std::array gap_names{
    Named{"ring_full", N_("this program was held up")},
    Named{"device_overflow", N_("the device dropped sound")},
    Named{"stall", N_("the sound came late, or not at all")},
    Named{"damaged", N_("the file was damaged there before it was recovered")},
};

constexpr std::array event_names{
    Named{"pause", N_("the user paused")},
    Named{"resume", N_("the user let it go on")},
    Named{"lock", N_("the screen was locked")},
    Named{"unlock", N_("the screen was unlocked")},
    Named{"lid", N_("the lid was closed")},
    Named{"reminder", N_("the screen asked whether the user still takes part")},
    Named{"answered", N_("the user answered that they still take part")},
    Named{"extended", N_("the longest duration was extended")},
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
  auto words = words_of(check_names, name);
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

std::string end_words(const std::string& reason) { return words_of(end_names, reason); }

std::string break_words(const std::string& cause) { return words_of(break_names, cause); }

std::string happening_words(const Happening& happening) {
  switch (happening.kind) {
    case Kind::mark:
      return happening.text.empty() ? std::string(_("Mark without words")) : happening.text;
    case Kind::pause:
      return _("Paused by the user: nothing was recorded");
    case Kind::interruption:
      return tr("Break: {}", break_words(happening.cause));
    case Kind::gap:
      return happening.estimated ? tr("Gap, its length estimated: {}", words_of(gap_names, happening.cause))
                                 : tr("Gap: {}", words_of(gap_names, happening.cause));
    case Kind::withheld:
      return _("Withheld in this excerpt");
    case Kind::altered:
      return tr("Not as it was sealed: {}", happening.text);
    case Kind::event:
      break;
  }
  if (happening.cause == "source")
    return tr("The sound server took the sound from another microphone: {}", happening.text);
  if (happening.cause == "slate") return tr("Words to be said aloud were shown: {}", happening.text);
  return words_of(event_names, happening.cause);
}

}  // namespace earwitness::present
