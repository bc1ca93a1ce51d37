// SPDX-License-Identifier: MIT
#include "timeline/event_words.hpp"

#include <algorithm>
#include <array>

#include "base/named.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "journal/events.hpp"

namespace earwitness::timeline {

namespace {

using Kind = Event::Kind;

constexpr std::array break_names{
    base::Named{"split", N_("the next file begins; nothing is missing")},
    base::Named{"gap", N_("sound was missing for more than ten seconds")},
    base::Named{"device_lost", N_("the microphone was gone")},
    base::Named{"io_error", N_("the disk failed, and it went on in a new file")},
    base::Named{"ahead", N_("more sound came at once than time had passed; nothing is missing")},
    base::Named{"pause", N_("paused by the user")},
    base::Named{"suspend", N_("the computer slept")},
    base::Named{"unknown", N_("the journal does not say why a new file began")},
    base::Named{"not_on_disk", N_("sound that the journal knew was not on the disk any more")},
};

constexpr const char* far_lost_words = N_("the output on which the call played was gone");

constexpr std::array gap_names{
    base::Named{"ring_full", N_("this program was held up")},
    base::Named{"device_overflow", N_("the device dropped sound")},
    base::Named{"moved", N_("the call went to another output, and the recording followed it")},
    base::Named{"stall", N_("the sound came late, or not at all")},
    base::Named{"damaged", N_("the file was damaged there before it was recovered")},
};

constexpr std::array event_names{
    base::Named{"pause", N_("The user paused")},
    base::Named{"resume", N_("The user resumed")},
    base::Named{"lock", N_("The screen was locked")},
    base::Named{"unlock", N_("The screen was unlocked")},
    base::Named{"lid", N_("The lid was closed")},
    base::Named{"reminder", N_("The screen asked whether the user still takes part")},
    base::Named{"answered", N_("The user answered that they still take part")},
    base::Named{"clock_not_synchronised",
                N_("The computer's clock was not synchronised: its times are only as good as it was set")},
    base::Named{"clock_synchronised", N_("The computer's clock was synchronised from here on")},
    base::Named{"clock_no_longer_synchronised", N_("The computer's clock was not synchronised any more")},
    base::Named{"extended", N_("The longest duration was extended")},
};

/// What no recorder of this version writes is somebody's text, and must not read like ours.
template <std::size_t size>
std::string told_words(const std::array<base::Named, size>& table, const std::string& name) {
  const bool is_known =
      std::any_of(table.begin(), table.end(), [&](const base::Named& entry) { return name == entry.name; });
  return is_known ? base::words_of(table, name) : base::in_quotes(name);
}

}  // namespace

std::string break_words(const std::string& cause, Track track) {
  if (track == Track::far && cause == "device_lost") return _(far_lost_words);
  return told_words(break_names, cause);
}

std::string gap_words(const std::string& cause) { return told_words(gap_names, cause); }

std::string describe_event(const Event& event) {
  switch (event.kind) {
    case Kind::mark:
      if (event.cause == cause_of_unknown_words) return _("Mark, whose words are not here");
      return event.text.empty() ? std::string(_("Mark without words")) : event.text;
    case Kind::pause:
      // Of a call it may be said of one side alone, while the other one goes on.
      return event.track == Track::only ? _("Paused by the user: nothing was recorded") : _("Paused by the user");
    case Kind::interruption:
      return tr("Break: {}", break_words(event.cause, event.track));
    case Kind::gap:
      return event.estimated ? tr("Gap, its length estimated: {}", gap_words(event.cause))
                             : tr("Gap: {}", gap_words(event.cause));
    case Kind::withheld:
      return event.cause == cause_deleted ? _("Deleted: silent here, and it cannot be recovered from what is left")
                                          : _("Withheld in this excerpt");
    case Kind::altered:
      return tr("Not as it was sealed: {}", event.text);
    case Kind::event:
      break;
  }
  const std::string source = event.text.empty() ? _("its name is not here") : event.text;
  if (event.track == Track::far && (event.cause == "source" || event.cause == journal::note_of_monitor)) {
    return tr("recorded from another output from here on: {}", source);
  }
  if (event.cause == "source") return tr("The sound server took the sound from another microphone: {}", source);
  if (event.cause == "clock_behind_ledger") {
    return tr("The computer's clock was {} before the newest line of the archive's ledger: one of the two is wrong",
              event.text);
  }
  if (event.cause == "clock_set_forward") return tr("The computer's clock was set forward by {}", event.text);
  if (event.cause == "clock_set_back") return tr("The computer's clock was set back by {}", event.text);
  if (event.cause == journal::note_of_monitor) {
    return tr("From here on what the computer played was recorded, and no microphone: {}", source);
  }
  if (event.cause == "slate") return tr("Words to be said aloud were shown: {}", event.text);
  return told_words(event_names, event.cause);
}

}  // namespace earwitness::timeline
