// SPDX-License-Identifier: MIT
//
// All that a report tells of a recording, gathered from a bag that may be anyone's and may be damaged: what can't be
// read is left out, and the verification says what is wrong. Times are on the clock that began with the first frame and
// runs on through pauses. Texts are as they were found: whoever shows them escapes them.
// Values; one thread gathers. Throws FileError, and Error(not_found) where there is nothing to report on.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "earwitness/verify.hpp"
#include "journal/content.hpp"
#include "os/file_system.hpp"
#include "timeline/events.hpp"
#include "timeline/levels.hpp"
#include "timeline/selection.hpp"
#include "verify/verify.hpp"

namespace earwitness::pages {

/// One audio file.
struct StretchOfSound {
  std::string file;  ///< its path in the bag
  std::chrono::nanoseconds from{};
  std::chrono::nanoseconds length{};
  AudioFormat format{0, 0, 0};  ///< as ReportFacts::audio
  Track track = Track::only;
};

struct SpokenLine {
  std::chrono::nanoseconds from{};
  std::chrono::nanoseconds to{};
  std::string speaker;
  std::string text;
};

/// The transcript that counts beside the recording.
struct TranscriptFacts {
  std::string bag;  ///< its folder's name
  std::string seal;
  std::optional<Signature> signature;  ///< nothing: it is not signed, or the signature does not hold
  std::vector<Fact> said;              ///< as facts_of() has them
  bool unchanged = false;              ///< its own bag verifies
  bool is_of_this = false;             ///< it names this recording's seal
  std::string machine;                 ///< the recogniser that drafted it; empty: none
  std::string problem;                 ///< why its lines can't be read; empty: they are here
  std::vector<SpokenLine> lines;
  Word<SoundSource> source{};  ///< who or what made its text
};

struct ReportFacts {
  Verification found;
  LedgerWord ledger{};  ///< what the ledger of the archive has against it
  std::string title;    ///< the sealed one, or one that an excerpt discloses
  std::vector<std::string> devices;
  std::vector<std::string> monitors;  ///< names of what the computer played that the sound came from
  std::vector<std::string> people;
  std::vector<std::string> claims;            ///< of an import: what its file and the user say; not verified
  AudioFormat audio{0, 0, 0};                 ///< of a call that of its near side
  std::vector<journal::TrackContent> tracks;  ///< of a call; empty: there is one track
  std::optional<UtcTime> started;             ///< the first frame, by the recorder's clock; of an import nothing
  std::chrono::nanoseconds length{};
  std::vector<StretchOfSound> stretches;
  std::vector<journal::AudioFile> files;  ///< what the journal says of each stretch
  std::vector<timeline::Event> events;    ///< by time
  std::vector<timeline::Loudness> levels;
  std::optional<TranscriptFacts> transcript;
};

/// Where on the clock the copy that is listened to has sound: of a call where either side has.
[[nodiscard]] std::vector<timeline::TimeRange> heard_ranges(const ReportFacts& facts);

/// Without levels, which want all sound decoded. `checker` is the one that `found` is by.
[[nodiscard]] ReportFacts gather_facts(os::FileSystem& fs, Verification found, const Checker& checker = {});

/// Of the journal's seconds in their order; what is silent in an excerpt is left out.
void set_levels(ReportFacts& facts, std::vector<timeline::Loudness> levels);
/// Decodes all sound for them.
void measure_levels(os::FileSystem& fs, ReportFacts& facts);

}  // namespace earwitness::pages
