// SPDX-License-Identifier: MIT
//
// Every statement that is made of a recording is made here, out of what was checked and of what is only said, and says
// itself which of the two it is. The words are for a court as well as for the one who recorded; whoever shows them adds
// none. Times are RFC 3339: whoever shows them puts them on the reader's clock.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "bag/layout.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "earwitness/verify.hpp"

namespace earwitness {

namespace {

constexpr const char* by_hashes = "hashes";
constexpr const char* by_signature = "signature";
constexpr const char* by_journal = "journal";
constexpr const char* by_clock = "recorder_clock";
constexpr const char* by_recorder = "recorder";
constexpr const char* by_importer = "importer";
constexpr const char* by_excerpt_maker = "excerpt_maker";
constexpr const char* by_owner = "owner";
constexpr const char* by_typist = "typist";
constexpr const char* by_ledger = "ledger";

bool has_passed(const Verification& found, CheckName name) {
  return std::any_of(found.checks.begin(), found.checks.end(),
                     [&](const Check& check) { return check.name == name && check.result == CheckResult::pass; });
}

bool has_check_failed(const Verification& found, CheckName name) {
  return std::any_of(found.checks.begin(), found.checks.end(),
                     [&](const Check& check) { return check.name == name && check.result == CheckResult::fail; });
}

bool is_import(const Verification& found) { return found.source == SoundSource::imported; }

/// Who says that a part was deleted: whose key signed the recording, or somebody else.
bool is_owners_word(const Verification& found) {
  return found.signature && found.excerpt_signature && found.signature->key == found.excerpt_signature->key;
}

std::string day_in_words(const std::string& day) {
  const auto noon = base::parse_rfc3339(day + "T12:00:00Z");
  if (!noon) return day;
  return base::date_words(std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(*noon)));
}

class FactList {
 public:
  explicit FactList(const Verification& found) : found_(found) {}

  std::vector<Fact> make() {
    claimed("kind", N_("Kind"), kind_in_words(found_), by_journal);
    if (found_.kind == RecordingKind::transcript) {
      add_transcript();
    } else {
      add_deletion();
      add_people();
      add_times();
      add_sound();
    }
    add_seal();
    return std::move(facts_);
  }

 private:
  void add(const char* name, const char* label, std::string text, Known known, const char* by) {
    if (!text.empty()) facts_.push_back({name, _(label), std::move(text), known, by});
  }
  void checked(const char* name, const char* label, std::string text, const char* by) {
    add(name, label, std::move(text), Known::checked, by);
  }
  void claimed(const char* name, const char* label, std::string text, const char* by) {
    add(name, label, std::move(text), Known::claimed, by);
  }
  void unknown(const char* name, const char* label, std::string text) {
    add(name, label, std::move(text), Known::unknown, "");
  }
  /// What a bag says may have been altered with it.
  void checked_if(bool holds, const char* name, const char* label, std::string text, const char* by) {
    add(name, label, std::move(text), holds ? Known::checked : Known::claimed, holds ? by : by_journal);
  }

  void add_deletion() {
    if (found_.kind != RecordingKind::excerpt) return;
    if (is_remainder(found_) && found_.said.deleted_line > 0) {
      claimed("deleted", N_("Deleted"),
              tr("a part, on {}, says line {} of the ledger of its archive, which has the seal of what is left; it is "
                 "not here, and cannot be recovered from what is left",
                 found_.said.deleted_utc, found_.said.deleted_line),
              by_ledger);
    } else if (is_remainder(found_)) {
      claimed("deleted", N_("Deleted"),
              is_owners_word(found_)
                  ? tr("a part, on {}, says the owner, whose key signed the recording as well; it "
                       "is not here, and cannot be recovered from what is left",
                       found_.said.deleted_utc)
                  : tr("a part, on {}, according to whoever made what is left; no signature shows that this was "
                       "the owner; it is not here, and cannot be recovered from what is left",
                       found_.said.deleted_utc),
              is_owners_word(found_) ? by_owner : by_excerpt_maker);
    } else if (found_.bag.filename() == bag::recording_folder) {
      unknown("deleted", N_("Deleted"),
              _("it stands where the recording was: a part seems to have been deleted; by whom and when is not said "
                "here"));
    }
  }

  /// Who recorded, and what they stated, is sealed at the end alone: of one that was cut short nobody knows it.
  void add_name(const char* name, const char* label, const char* by) {
    if (found_.said.name.empty()) {
      return unknown(name, label,
                     found_.kind == RecordingKind::recovered
                         ? _("not known: it was interrupted before a name was sealed with it")
                         : _("not stated"));
    }
    claimed(name, label, tr("{}, by their own account", found_.said.name), by);
  }

  void add_people() {
    if (is_import(found_)) {
      if (found_.kind == RecordingKind::excerpt) {
        add_excerpt_maker();
      } else {
        add_name("imported_by", N_("Imported by"), by_importer);
      }
      unknown("recorded_by", N_("Recorded by"), _("not known: something else recorded it, and it was imported"));
    } else if (found_.kind == RecordingKind::excerpt) {
      add_excerpt_maker();
      unknown("recorded_by", N_("Recorded by"), _("not known: nothing in this folder says who"));
    } else {
      add_name("recorded_by", N_("Recorded by"), by_recorder);
    }
    const auto& statement = found_.said.statement;
    if (is_import(found_) && found_.kind != RecordingKind::excerpt) {
      claimed("statement", N_("Statement"),
              statement.empty() ? std::string() : tr("{} (stated by whoever imported it, of themselves)", statement),
              by_importer);
    } else if (is_remainder(found_)) {
      claimed("statement", N_("Statement"),
              statement.empty() ? std::string() : tr("{} (stated by whoever made what is left)", statement),
              by_excerpt_maker);
    } else if (found_.kind != RecordingKind::excerpt) {
      if (statement.empty()) {
        return unknown("statement", N_("Statement"),
                       found_.kind == RecordingKind::recovered
                           ? _("not known: it was interrupted before one was sealed with it")
                           : _("none was made"));
      }
      claimed("statement", N_("Statement"), tr("{} (stated by whoever recorded it)", statement), by_recorder);
    }
  }

  /// The name in an excerpt's bag-info.txt is of who made it; no other signature says anything of it.
  void add_excerpt_maker() {
    const char* label = is_remainder(found_) ? N_("What is left was made by") : N_("Excerpt made by");
    const auto& name = found_.said.name;
    if (found_.excerpt_signature) return add_name("excerpt_by", label, by_excerpt_maker);
    claimed(
        "excerpt_by", label,
        tr("{} (the excerpt itself is not signed: anyone who has these seconds could have made it, and written this)",
           name.empty() ? std::string(_("not stated")) : name),
        by_excerpt_maker);
  }

  void add_times() {
    if (is_import(found_)) {
      if (!found_.started_utc.empty()) {
        claimed("imported", N_("Imported"), tr("{} by the clock of the computer that imported it", found_.started_utc),
                by_clock);
      }
      const auto& recorded = found_.said.recorded_utc;
      if (recorded.empty()) {
        unknown("recorded", N_("Recorded"),
                found_.kind == RecordingKind::excerpt ? _("not known: nothing in this folder says when it was")
                                                      : _("not known: nobody says when it was"));
      } else {
        const auto& day = found_.said.recorded_day;
        claimed("recorded", N_("Recorded"),
                day.empty()
                    ? tr("{}, according to whoever imported it; nothing here shows it", recorded)
                    : tr("on {}, at a time that is not known, according to whoever imported it; nothing here shows it",
                         day_in_words(day)),
                by_importer);
      }
    } else if (!found_.began_utc.empty()) {
      claimed("started", N_("Began"), tr("{} by the recorder's clock", found_.began_utc), by_clock);
    }
    // An excerpt of what was recovered has it in its journal alone.
    const auto& recovered = found_.said.recovered_utc.empty() ? found_.recovered_utc : found_.said.recovered_utc;
    if (!recovered.empty()) {
      claimed("recovered", N_("Recovered"), tr("{} by the clock of the computer that recovered it", recovered),
              by_clock);
    }
  }

  void add_sound() {
    const auto& said = found_.said;
    const bool sound_holds = has_passed(found_, CheckName::seconds);
    if (is_import(found_) && found_.kind != RecordingKind::excerpt) {
      checked_if(has_passed(found_, CheckName::imported_file), "original", N_("The original"),
                 said.imported_file.empty() ? std::string()
                 : said.imported_files > 1  ? tr("{}, the files as they came", said.imported_file)
                                            : tr("{}, the file as it came", said.imported_file),
                 by_hashes);
      if (!said.decoded_file.empty()) {
        claimed("decoded", N_("Decoded copy"),
                said.decoded_whole ? tr("{}, made of it when it was imported, to its end; not compared with it here",
                                        said.decoded_file)
                                   : tr("{}, made of it when it was imported; something in the file does not fit, so "
                                        "this may NOT be all of it",
                                        said.decoded_file),
                by_journal);
      }
    }
    if (is_import(found_) && said.decoded_file.empty() && found_.seconds <= 0) {
      unknown("length", N_("Length of the sound"), _("not known: its sound was not decoded"));
    } else {
      const auto length = base::clock_of(found_.seconds);
      checked_if(sound_holds, "length", N_("Length of the sound"),
                 is_remainder(found_) ? tr("{}, counting what was deleted and is silent here", length)
                 : found_.kind == RecordingKind::excerpt ? tr("{}, counting what is withheld and silent here", length)
                                                         : length,
                 by_hashes);
    }
  }

  void add_transcript() {
    add_name("typed_by",
             found_.source == SoundSource::machine ? N_("Sealed by")
             : found_.source == SoundSource::draft ? N_("Read by")
                                                   : N_("Typed by"),
             by_typist);
    claimed("sealed_on", N_("Sealed on"),
            found_.said.sealed_on.empty() ? std::string()
                                          : tr("{} by the clock of the computer that sealed it", found_.said.sealed_on),
            by_clock);
    claimed("recogniser", N_("Recogniser"), found_.said.recogniser, by_typist);
    checked_if(has_passed(found_, CheckName::original), "original_seal", N_("Of the recording with the seal"),
               found_.said.original, by_hashes);
  }

  void add_seal() {
    const auto& recording = found_.recording;
    claimed("recording", N_("Recording"), recording, by_journal);
    if (found_.kind == RecordingKind::excerpt) {
      checked_if(has_passed(found_, CheckName::original), "original_seal", N_("Of the recording with the seal"),
                 found_.said.original, by_hashes);
    }
    if (found_.seal.empty())
      return unknown("seal", N_("Seal"), _("there is none: nothing shows whether it was changed"));
    checked("seal", N_("Seal"), found_.seal, by_hashes);
    const bool is_excerpt = found_.kind == RecordingKind::excerpt;
    if (is_excerpt && found_.excerpt_signature) {
      add_key("excerpt_key",
              is_remainder(found_) ? N_("What is left signed by the key") : N_("Excerpt signed by the key"),
              "excerpt_whose_key", *found_.excerpt_signature);
    }
    if (found_.signature) {
      add_key("key",
              is_remainder(found_) ? N_("The whole recording was signed by the key")
              : is_excerpt         ? N_("Recording signed by the key")
                                   : N_("Signed by the key"),
              "whose_key", *found_.signature);
    } else {
      unknown("key", N_("Signed by the key"),
              has_check_failed(found_, CheckName::signature)
                  ? _("the signature does not hold")
                  : _("it is not signed: whoever holds it could make the seal anew"));
    }
  }

  void add_key(const char* name, const char* label, const char* whose, const Signature& signature) {
    checked(name, label, signature.key, by_signature);
    const bool is_known = signature.is_known || signature.is_own;
    add(whose, N_("Whose key"), whose_key(signature, found_.reader), is_known ? Known::claimed : Known::unknown,
        is_known ? "checker" : "");
  }

  const Verification& found_;
  std::vector<Fact> facts_;
};

}  // namespace

const char* to_string(Known known) noexcept {
  switch (known) {
    case Known::checked:
      return "checked";
    case Known::claimed:
      return "claimed";
    case Known::unknown:
      return "unknown";
  }
  return "";
}

std::string whose_key(const Signature& signature, Reader reader) {
  // A name stands in quotes, which it can't hold: so none reads like words of ours.
  const auto name = base::in_quotes(signature.known_as);
  if (reader == Reader::checker) {
    if (signature.is_own) return _("your own key");
    if (!signature.is_known) return _("a key that you do not know");
    return signature.known_as.empty() ? std::string(_("known to you")) : tr("known to you as {}", name);
  }
  if (signature.is_own) return _("the key of the one who made this page");
  if (!signature.is_known) return _("a key that the one who made this page does not know");
  return signature.known_as.empty() ? std::string(_("known to the one who made this page"))
                                    : tr("known to the one who made this page as {}", name);
}

bool is_remainder(const Verification& found) noexcept {
  return found.kind == RecordingKind::excerpt && !found.said.deleted_utc.empty();
}

std::string kind_in_short(const Verification& found) {
  switch (found.kind.value()) {
    case RecordingKind::excerpt:
      if (is_remainder(found)) return _("what is left: a part was deleted");
      return found.bag.filename() == bag::recording_folder ? _("excerpt, where the recording was") : _("excerpt");
    case RecordingKind::transcript:
      return found.source == SoundSource::machine ? _("transcript, by a machine")
             : found.source == SoundSource::draft ? _("transcript, from a machine's draft")
                                                  : _("transcript");
    case RecordingKind::recovered:
      return _("recovered");
    case RecordingKind::imported:
      return _("imported");
    case RecordingKind::test_signal:
      return _("test signal");
    case RecordingKind::monitor:
      return _("of what was played, no microphone");
    case RecordingKind::partly_monitor:
      return _("in part of what was played");
    case RecordingKind::call:
      return has_both_sides(found) ? _("both sides of a call") : _("called a call");
    case RecordingKind::microphone:
    case RecordingKind::unsaid:
      return {};
    case RecordingKind::other:
      break;
  }
  return _("of a kind that this program does not know");
}

namespace {

std::string import_in_words(const Said& said) {
  if (said.imported_files > 1) {
    return said.decoded_file.empty()
               ? tr("files that were imported as one, and sealed then: {}; what recorded them, and how, is not known; "
                    "their sound was not decoded",
                    said.imported_file)
               : tr("files that were imported as one, and sealed then: {}; what recorded them, and how, is not known; "
                    "{} "
                    "is a copy that was decoded from them",
                    said.imported_file, said.decoded_file);
  }
  return said.decoded_file.empty() ? tr("a file that was imported, and sealed then: {}; what recorded it, and how, is "
                                        "not known; its sound was "
                                        "not decoded",
                                        said.imported_file)
                                   : tr("a file that was imported, and sealed then: {}; what recorded it, and how, is "
                                        "not known; {} is a copy "
                                        "that was decoded from it then",
                                        said.imported_file, said.decoded_file);
}

std::string recording_in_words(const Verification& found) {
  switch (found.source.value()) {
    case SoundSource::imported:
      return import_in_words(found.said);
    case SoundSource::monitor:
      return _("a recording of what the computer played, and of no microphone, sealed when it ended");
    case SoundSource::partly_monitor:
      return _("a recording, in part of a microphone and in part of what the computer played, sealed when it ended");
    case SoundSource::call:
      return has_both_sides(found)
                 ? _("a recording of both sides of a call, each on a track of its own, sealed when it ended")
                 : _("a recording of two tracks, called a call by its journal, sealed when it ended");
    case SoundSource::test_signal:
      return _("a recording of the program's test signal, sealed when it ended");
    default:
      break;
  }
  return _("the recording, sealed when it ended");
}

}  // namespace

std::string folder_in_words(const Verification& found) {
  if (found.kind == RecordingKind::transcript) {
    switch (found.source.value()) {
      case SoundSource::machine:
        return _("a transcript that a machine made, and no person checked: it does not show that this was said");
      case SoundSource::draft:
        return _(
            "a transcript that a machine drafted, and a person read and saved, as they say: it does not show that this "
            "was said");
      default:
        return _("what somebody typed out of it: it does not show that this was said");
    }
  }
  if (is_remainder(found)) {
    return tr(
        "what is left of the recording, with proof that it is its own: a part was deleted on {}, and is silent here",
        found.said.deleted_utc.substr(0, 10));
  }
  if (found.kind == RecordingKind::excerpt && is_import(found)) {
    return _(
        "seconds of a copy that was decoded from an imported file, with proof that they are its own; all others are "
        "silent");
  }
  if (const auto side = only_side_shown(found)) {
    return *side == Track::near
               ? _("seconds of the near side of a call, the microphone, with proof that they are the recording's own; "
                   "all others are silent, and so is all of the far side")
               : _("seconds of the far side of a call, what the computer played, with proof that they are the "
                   "recording's own; all others are silent, and so is all of the near side");
  }
  if (found.kind == RecordingKind::excerpt) {
    return _("seconds of a recording, with proof that they are its own; all others are silent");
  }
  if (found.kind == RecordingKind::recovered) {
    return _("what was recovered of an interrupted recording, sealed at the recovery");
  }
  return recording_in_words(found);
}

std::vector<Fact> facts_of(const Verification& found) { return FactList(found).make(); }

}  // namespace earwitness
