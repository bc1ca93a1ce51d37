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

struct MoreToImport {
  os::Path file;
  bool only_sound = false;  ///< left out where it is no sound, nor of a form that holds any
};

struct ImportRequest {
  os::Path file;
  std::vector<MoreToImport> more{};  ///< parts of the same conversation, in their order
  std::string title;
  std::vector<std::string> people;
  std::optional<UtcTime> recorded;  ///< when, as the user says
  bool recorded_is_day = false;     ///< they said the day alone
  archive::Statement statement;
  const crypto::SigningKey* key = nullptr;  ///< null: not signed
  bool time_stamps = false;                 ///< they are asked for
  bool from_terminal = false;
  SoundRequest sound{};
  bool only_sound = false;  ///< the same of the first; Error(not_found) where nothing is left
  /// Asked once the file is decoded, where `recorded` is nothing: whether the user says so, too. Null: nobody is asked.
  std::function<bool(const ClaimedTime&)> confirm{};
  /// Of an import that is decoded again: what is known of the file beside itself, in place of what its copy would say.
  std::vector<std::string> known_claims{};
  /// It is sealed, and is about to get its name.
  std::function<void(const Imported&)> on_sealed{};
  std::string work_name{};  ///< of the folder that it is made in; empty: any new one
};

struct ImportedFile {
  os::Path file;  ///< as it was named
  std::uint64_t bytes = 0;
  std::string sha256;
  ImportedFileSound sound;
};

struct Imported {
  os::Path conversation;
  std::string recording;     ///< UUID
  std::string opening_hash;  ///< of its journal's first line, for the ledger
  std::string seal;
  std::vector<ImportedFile> files;  ///< one, or the parts of one conversation
  std::string kind;                 ///< what the first that was decoded is in FFmpeg's words; empty: none was
  Frames frames = 0;                ///< that were decoded
  double seconds = 0;
  std::uint32_t rate = 0;              ///< of the decoded copy
  std::vector<std::string> same_as;    ///< names of conversations into which this very file was imported before
  bool damaged = false;                ///< something in one of them does not fit, or one was not decoded
  std::vector<os::Path> left_out;      ///< what lay in a folder beside sound
  std::optional<UtcTime> recorded;     ///< when, as the user says
  bool recorded_is_day = false;        ///< they said the day alone
  std::optional<ClaimedTime> claimed;  ///< when, as a file says
  std::string place;                   ///< where, as a file says: kept outside of the bag; empty: it does not
};

[[nodiscard]] Imported import_file(os::FileSystem& fs, const os::Clock& clock, const os::Path& root,
                                   const ImportRequest& request);

/// For an import that is decoded again: takes its files, and what it was told or claims, out of `conversation`, which
/// is left as it is. `word` is what was typed. Throws Error(not_found) where that is no import, or not as it was
/// sealed.
void read_again(os::FileSystem& fs, const os::Path& conversation, const std::string& word, ImportRequest& request);

}  // namespace earwitness::derive
