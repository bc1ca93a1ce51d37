// SPDX-License-Identifier: MIT
//
// Which microphone the sound server really gives us. PulseAudio and PipeWire move a stream to another source without a
// word: PortAudio sees nothing of it. This watches from beside, on a connection and a thread of its own, finds our own
// stream by the process id that it or its client has, and tells what is changed.
//
// Of a call it also follows the other side: it moves our far stream to the output where the call plays, within
// milliseconds, which costs less sound than to open that anew.
//
// It comes back by itself, within a second, when the server does; without libpulse, or without a server, it has nothing
// to tell. Made in microseconds: the thread does the rest. The end takes at most Worker::end_timeout.
// Threads: any may ask. Errors: none; it is a help, and a recording goes on without it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "desktop/sound_graph.hpp"
#include "desktop/worker.hpp"

namespace earwitness::desktop {

/// What our stream records from. Name and description are others' text: show them through base::printable.
struct LiveSource {
  std::string name;
  std::string description;
  bool is_muted = false;  ///< the source, or our stream from it
  double volume = 1;      ///< of the source's loudest channel; 1 is 100 %
  Processing processing = Processing::none;
  bool is_monitor = false;     ///< what is played is heard there, not a microphone
  std::uint16_t inputs = 0;    ///< channels of the source
  std::uint16_t recorded = 0;  ///< channels that they are mixed into
  Positions positions{};       ///< of the source's channels
  Positions opened{};          ///< of our stream's
};

struct SourceChange {
  enum class What {
    found,        ///< the first; said once
    moved,        ///< another source than before
    muted,        ///< also of one that was found or moved to muted
    unmuted,      //
    volume,       //
    processed,    ///< something in the path changes the sound; also of one that was found or moved to so
    unprocessed,  //
    monitor,      ///< moved to what is played: there is no microphone any more
    microphone    ///< it is one again
  };
  What what;
  LiveSource now;
  bool was_monitor = false;  ///< before that, no microphone was heard either
};

class StreamWatch {
 public:
  /// Watches the stream of that track; a far one is led to where FarFollower finds the other side, which is always the
  /// source `fixed`, if that has a name.
  /// `on_move` is called on the watch's own thread before our stream is moved, and as soon as it is seen to have been:
  /// it may be called after the watch's end, so it owns what it touches.
  explicit StreamWatch(Track track = Track::only, const std::string& fixed = {},
                       std::function<void()> on_move = {}) noexcept;

  /// What changed since the last call, oldest first.
  [[nodiscard]] std::vector<SourceChange> take_changes();
  /// As it was last seen; nothing until our stream was found.
  [[nodiscard]] std::optional<LiveSource> source() const;
  /// A program by which somebody seems to talk now, by what it calls itself; nothing: none is seen.
  [[nodiscard]] std::optional<std::string> program_in_call() const;

 private:
  struct State;
  std::shared_ptr<State> state_;  // none: no libpulse, or no memory
  std::optional<Worker> worker_;  // ends first
};

/// The changes from one state to the next, `before` being nothing at the first.
[[nodiscard]] std::vector<SourceChange> changes_between(const std::optional<LiveSource>& before, const LiveSource& now);

}  // namespace earwitness::desktop
