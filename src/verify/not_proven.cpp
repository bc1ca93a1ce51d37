// SPDX-License-Identifier: MIT
//
// What the verdict does not say. The words are for a court: an opponent who names one of these finds it said already.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "base/length_words.hpp"
#include "base/translate.hpp"
#include "earwitness/verify.hpp"

namespace earwitness {

namespace {

void of_imported_file(const Verification& found, std::vector<std::string>& said) {
  if (found.imported && !found.imported->whole)
    said.emplace_back(_("that the imported file is all that was recorded: something in it does not fit"));
}

/// By the kind: what this one can't show, and another could.
void of_kind(const Verification& found, std::vector<std::string>& said) {
  if (found.kind == RecordingKind::recovered || !found.recovered_utc.empty()) {
    said.emplace_back(
        found.kind == RecordingKind::excerpt
            ? _("how the recording ended: it was interrupted, and this is an excerpt of what was recovered of it; its "
                "end is unproven")
            : _("how it ended: it was interrupted, and this is what was recovered of it; its end is unproven"));
    said.emplace_back(
        _("that the interruption was an accident, and that nothing was removed before the recovery sealed it"));
  }
  if (found.kind == RecordingKind::excerpt && found.dating && found.own_stamps.empty())
    said.emplace_back(_("when the excerpt was made: the time stamps are on the recording that it is of"));
  if (found.kind == RecordingKind::excerpt) {
    said.emplace_back(is_remainder(found)
                          ? _("what the deleted seconds held: only that they were sealed in the same recording")
                          : _("what the withheld seconds hold: only that they were sealed in the same recording"));
    if (!found.excerpt_signature) {
      said.emplace_back(_(
          "who made the excerpt, and whose word its bag-info.txt is: the excerpt itself is not signed; a signature of "
          "the recording says nothing of that"));
    }
  }
  if (found.kind == RecordingKind::transcript) {
    if (found.source == SoundSource::machine) {
      said.emplace_back(_("that these words were said: a machine made them; listen to the recording that it names"));
      said.emplace_back(_("that anybody read it: it is what a machine made of the sound"));
    } else if (found.source == SoundSource::draft) {
      said.emplace_back(
          _("that these words were said: a machine drafted them, and a person read and saved them, as they say; listen "
            "to "
            "the recording that it names"));
    } else {
      said.emplace_back(
          _("that these words were said: it is what somebody typed; listen to the recording that it names"));
    }
    if (found.source == SoundSource::draft) {
      said.emplace_back(_("that each of its words was looked at: a machine made the draft, and a person saved it"));
    }
  }
  if (found.source == SoundSource::imported) {
    said.emplace_back(_("how the imported file came to be: it was sealed as it came, and may have been edited before"));
    if (found.seconds > 0) {
      said.emplace_back(
          _("that the decoded sound is what the imported file holds: it was made of it when that was imported, and is "
            "not "
            "compared with it here; hear the imported file itself"));
    }
    of_imported_file(found, said);
  }
  if (found.source == SoundSource::monitor) {
    said.emplace_back(_("what was said where the computer was: no microphone was recorded, only what it played"));
  }
  if (found.source == SoundSource::partly_monitor) {
    said.emplace_back(_("what was said where the computer was while it recorded what it played, and no microphone"));
  }
  if (found.source == SoundSource::call) {
    said.emplace_back(
        has_both_sides(found)
            ? _("who spoke on either side of the call: the far side is what the computer played, whatever that was")
            : _("that it has both sides of a call: only that it has two tracks, and what its journal says of each"));
    said.emplace_back(_(
        "exactly when one side spoke as against the other: each track has a clock of its own, by the recorder's word"));
  }
  if (found.source == SoundSource::test_signal)
    said.emplace_back(_("any conversation: the sound is a test signal of the program"));
  if (found.source == SoundSource::unknown)
    said.emplace_back(_("where the sound comes from: its journal's beginning was not there"));
}

/// Why a time stamp under a root that the checker named proves no date; false where there is none.
bool against_date(const Dating& dating, std::vector<std::string>& said) {
  const auto before = said.size();
  for (const auto& doubt : dating.doubts) said.push_back(tr("date not proven: {}", doubt));
  for (const auto& stamp : dating.stamps) {
    if (stamp.covers_line != 0 || !stamp.root_known) continue;
    for (const auto& weakness : stamp.weaknesses) said.push_back(tr("date not proven: {}", weakness));
  }
  return said.size() > before;
}

void of_time(const Verification& found, std::vector<std::string>& said) {
  if (verdict(found) == Verdict::unchanged_and_dated) {
    said.emplace_back(
        _("when the sound was: the time stamps bound when the file was written, not what was played into it"));
  } else if (found.dating && found.dating->existed_by && against_date(*found.dating, said)) {
    return;
  } else if (found.dating && found.dating->existed_by && !found.dating->proven) {
    said.emplace_back(found.reader == Reader::checker
                          ? _("date not proven: nobody vouches for the authority that stamped it until you compared "
                              "its root and named it (--tsa-root FILE)")
                          : _("date not proven: nobody vouches for the authority that stamped it until its root is "
                              "compared with the one that the authority publishes"));
  } else if (found.source == SoundSource::imported) {
    said.emplace_back(
        _("date not proven: when it was recorded is only claimed, and when it was imported is what that computer's own "
          "clock said"));
  } else if (found.kind == RecordingKind::transcript) {
    said.emplace_back(_("date not proven: the date is what the clock of the computer that sealed it said"));
  } else {
    said.emplace_back(_("date not proven: the times are what the recorder's own clock said"));
  }
}

void of_key(const Verification& found, std::vector<std::string>& said) {
  if (!found.sealed) {
    said.emplace_back(_("that nothing was changed: without a seal there is nothing to hold it against"));
  } else if (!found.signature) {
    said.emplace_back(
        _("that nobody made the whole recording anew: compare the seal with one that was written down elsewhere"));
  } else if (!found.signature->is_known && found.reader == Reader::anyone) {
    said.push_back(tr("whose key signed it: the one who made this page does not know {}; compare it with its owner's",
                      found.signature->key));
  } else if (!found.signature->is_known) {
    said.push_back(
        tr("whose key signed it: {} is not one that you know; compare it with its owner, then earwitness keys trust",
           found.signature->key));
  }
  if (found.signature && verdict(found) != Verdict::unchanged_and_dated) {
    said.emplace_back(
        _("that the key's owner did not recreate it later; only a time stamp on the signature shows that"));
  }
}

/// What is no finding, and must not be passed over.
void of_journal(const Verification& found, std::vector<std::string>& said) {
  for (const auto& time : found.untold) said.push_back(tr("that no sound is missing: {}", time));
  constexpr std::size_t max_told_steps = 20;
  for (std::size_t i = 0; i < std::min(found.clock_steps.size(), max_told_steps); ++i) {
    const auto& step = found.clock_steps[i];
    said.push_back(
        tr("which of its times are right: line {} of the journal says that the recorder's clock was set {} by {}",
           step.line, step.seconds < 0 ? _("back") : _("forward"), base::seconds_words(step.seconds)));
  }
  if (found.clock_steps.size() > max_told_steps) {
    said.push_back(tr("which of its times are right: the recorder's clock was set {} times", found.clock_steps.size()));
  }
  for (const auto& remark : found.remarks) said.push_back(remark);
}

}  // namespace

std::vector<std::string> not_proven(const Verification& found) {
  std::vector<std::string> said;
  of_kind(found, said);
  of_time(found, said);
  of_key(found, said);
  of_journal(found, said);
  if (found.kind == RecordingKind::transcript) return said;
  said.emplace_back(_("who speaks, and that the sound was live and not played back or made by a machine"));
  if (found.sealed && found.kind != RecordingKind::excerpt) {
    said.emplace_back(_("what was said before it began and after it ended, and that this is the only recording made"));
  }
  return said;
}

std::vector<std::string> own_doubts(const Verification& found) {
  std::vector<std::string> said;
  if (found.source == SoundSource::imported) of_imported_file(found, said);
  of_journal(found, said);
  return said;
}

}  // namespace earwitness
