// SPDX-License-Identifier: MIT
//
// A file that somebody else's program made, most often a telephone, sealed as it came (docs/format.md, "Import"): its
// bytes untouched, what it says of itself kept as claims. What can be decoded (media/decoding.hpp) gets a FLAC file of
// its samples beside it, with a hash for each second, and so excerpts and reports; anything else is sealed whole.
//
// The file is only read: once to know it, once to copy it; where the two differ nothing is made. All is made under
// another name and gets its own when it is sealed, so a failure leaves nothing. One import at a time in an archive:
// whoever calls holds a lock. Errors: Error(usage) for what is no file, empty, or can't be told; FileError.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "archive/seal.hpp"
#include "derive/claimed_time.hpp"
#include "derive/import_sound.hpp"
#include "os/clock.hpp"
#include "os/file_system.hpp"

namespace earwitness::derive {

struct Imported;

struct ImportRequest {
  os::Path file;
  std::string title;
  std::vector<std::string> people;
  std::optional<UtcTime> recorded;  ///< when, as the user says
  bool recorded_is_day = false;     ///< they said the day alone
  archive::Statement statement;
  const crypto::SigningKey* key = nullptr;  ///< null: not signed
  bool time_stamps = false;                 ///< they are asked for
  bool from_terminal = false;
  SoundRequest sound{};
  bool only_sound = false;  ///< refused where no sound can be decoded, with Error(not_found)
  /// Asked once the file is decoded, where `recorded` is nothing: whether the user says so, too. Null: nobody is asked.
  std::function<bool(const ClaimedTime&)> confirm{};
  /// Of an import that is decoded again: what is known of the file beside itself, in place of what its copy would say.
  std::vector<std::string> known_claims{};
  /// It is sealed, and is about to get its name.
  std::function<void(const Imported&)> on_sealed{};
};

struct Imported {
  os::Path conversation;
  std::string recording;     ///< UUID
  std::string opening_hash;  ///< of its journal's first line, for the ledger
  std::string seal;
  std::uint64_t bytes = 0;  ///< of the file
  std::string sha256;       ///< of the file
  std::string kind;         ///< what it is in FFmpeg's words; empty: it was not decoded
  Frames frames = 0;        ///< that were decoded
  double seconds = 0;
  std::vector<std::string> same_as;    ///< names of conversations into which this very file was imported before
  bool damaged = false;                ///< something in it does not fit: facts has what
  bool too_long = false;               ///< what is beyond limits::import_seconds was not decoded, so none of it was
  bool rounded = false;                ///< samples of 32 bits
  media::Facts facts;                  ///< as far as the decoder came
  std::optional<UtcTime> recorded;     ///< when, as the user says
  std::optional<ClaimedTime> claimed;  ///< when, as the file says
  media::Failure failure{};
  std::optional<media::NoSound> no_sound{};
};

[[nodiscard]] Imported import_file(os::FileSystem& fs, const os::Clock& clock, const os::Path& root,
                                   const ImportRequest& request);

}  // namespace earwitness::derive
