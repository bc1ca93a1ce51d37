// SPDX-License-Identifier: MIT
//
// What the desktop does around a recording that runs: the sound server's moves and filters, lid, lock, sleep and the
// end of the login. It holds sleep off as long as it lives. Made once the recording runs, so that nothing of it can
// hold up the first frame; asked each round of the session's loop; ended after the seal.
//
// One thread, the session's; what it asks works on threads of its own (desktop/). Never waits, throws nothing of its
// own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "capture/source.hpp"
#include "desktop/session_watch.hpp"
#include "desktop/sleep_inhibitor.hpp"
#include "desktop/stream_watch.hpp"
#include "os/file_system.hpp"
#include "record/event.hpp"
#include "record/progress.hpp"
#include "record/warnings.hpp"

namespace earwitness::session {

/// What the one who records is told.
struct Remark {
  enum class Weight {
    note,    ///< only in the recording's own log
    info,    ///< something is well again
    warning  ///< they should do something
  };
  Weight weight;
  std::string text;
  NextStep next;  ///< what to do; may be empty
};

/// What follows from one thing that happened.
struct Consequence {
  std::vector<record::Event> events;  ///< for the journal
  std::optional<Remark> remark;
  std::optional<record::WarningChange> warning = std::nullopt;  ///< that stays until it is over
};

/// Which channel of a source is recorded where `wished` was asked for: the first where it has not so many; and its
/// place in our stream. No place: it is not heard there.
struct HeardChannel {
  std::uint16_t number = 1;
  std::optional<std::uint16_t> place;
};
[[nodiscard]] HeardChannel heard_channel(const desktop::LiveSource& source, std::uint16_t wished);

/// `channel`: the only one that is recorded; 0: all are.
[[nodiscard]] Consequence consequence_of(const desktop::SourceChange& change, std::uint16_t channel = 0);
/// The same of the other side of a call.
[[nodiscard]] Consequence consequence_of_far(const desktop::SourceChange& change);
[[nodiscard]] Consequence consequence_of(desktop::SessionEvent event);

class Surroundings {
 public:
  explicit Surroundings(os::FileSystem& fs) : fs_(fs) {}
  /// Of a call: its other side is followed to where it is heard, or kept at the source `far_source`, if that has a
  /// name.
  /// `far_moves` counts its moves.
  Surroundings(os::FileSystem& fs, const std::string& far_source, record::Moves far_moves);

  /// One channel of the microphone alone is recorded: it is found again wherever the sound server moves the stream.
  void keep_channel(const capture::ChannelWish& wish) { channel_ = wish; }

  /// What happened since the last call, oldest first.
  [[nodiscard]] std::vector<Consequence> poll();
  /// True once the login session is over that the recording was started from.
  [[nodiscard]] bool session_ended() const noexcept { return session_ended_; }

  /// As far as it is known by now, for the journal's `check`.
  struct Known {
    std::optional<bool> on_battery;
    std::optional<bool> sleep_inhibited;
    std::optional<bool> processed_source;
  };
  [[nodiscard]] Known known() const;
  /// What silence may come from where several inputs are mixed into fewer channels; nothing where they are not.
  [[nodiscard]] std::optional<Remark> remark_on_silence() const;
  /// Whether a program seems to be in a call of which one side alone is recorded.
  [[nodiscard]] bool sees_call() const;

 private:
  void find_channel(const desktop::SourceChange& change);
  [[nodiscard]] std::optional<Remark> describe_inhibition();

  os::FileSystem& fs_;
  bool session_ended_ = false;
  bool inhibition_told_ = false;
  desktop::SessionWatch session_;
  desktop::StreamWatch stream_;
  std::optional<desktop::StreamWatch> far_;
  desktop::SleepInhibitor inhibitor_;
  std::optional<capture::ChannelWish> channel_;
};

/// Says it: to the log, and, but for a note, to the terminal.
void say(const Remark& remark);

}  // namespace earwitness::session
