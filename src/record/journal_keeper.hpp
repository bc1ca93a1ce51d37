// SPDX-License-Identifier: MIT
//
// The journal of a recording, as all of its tracks write it: one that failed once is left as it is, since a line may
// be half there, and the sound goes on without it. Whoever recovers the recording makes its lines anew.
//
// One thread. Errors: of the constructor FileError; later ones are kept in fault().
#pragma once

#include <exception>
#include <optional>
#include <utility>

#include "os/clock.hpp"
#include "os/file_system.hpp"
#include "record/event.hpp"
#include "record/recording_journal.hpp"

namespace earwitness::record {

class JournalKeeper {
 public:
  /// As RecordingJournal.
  JournalKeeper(os::FileSystem& fs, const os::Clock& clock, const os::Path& data, const Opening& opening)
      : journal_(fs, clock, data, opening) {}

  /// `call` gets the journal, if that is whole; a FileError of it is kept.
  template <typename Call>
  void write(Call call) {
    if (fault_) return;
    try {
      call(journal_);
    } catch (const FileError&) {
      fault_ = std::current_exception();
    }
  }
  /// Throws FileError: before the first sound, a journal that can't be written is a reason not to begin.
  void note(std::string_view kind, std::string_view text, Track track = Track::only) {
    journal_.note(kind, text, track);
  }

  /// The hash of the journal's first line.
  [[nodiscard]] const std::string& opening_hash() const noexcept { return journal_.opening_hash(); }
  /// The last line; nothing once a line could not be written.
  [[nodiscard]] std::optional<JournalLine> last_line() const {
    return fault_ ? std::nullopt : std::optional(journal_.last_line());
  }
  [[nodiscard]] bool is_whole() const noexcept { return fault_ == nullptr; }
  /// What went wrong with it, or null.
  [[nodiscard]] const std::exception_ptr& fault() const noexcept { return fault_; }

 private:
  RecordingJournal journal_;
  std::exception_ptr fault_;
};

}  // namespace earwitness::record
