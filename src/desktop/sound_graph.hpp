// SPDX-License-Identifier: MIT
//
// What lies between a microphone and a stream: the sound server's sources, sinks and streams as it lists them, and
// whether something on the way to a source changes the sound (echo cancelling, noise suppression). Whoever examines a
// recording wants it raw; what was cleaned can't be made raw again.
//
// On PulseAudio a module makes a source (`module-echo-cancel.c` is its driver) and records from the source below by a
// stream of its own. On PipeWire the two share a `node.link-group` whose name begins with what it is. So the way back
// is walked from module to stream to source. A filter inside a device (a headset's own) can't be seen.
//
// Values and pure functions, any thread. All text is others'.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "desktop/channels.hpp"
#include "earwitness/base.hpp"

namespace earwitness::desktop {

/// What made a source, sink or stream; both may be absent.
struct Maker {
  std::optional<std::uint32_t> module;
  std::string link_group;
};

/// A source or a sink.
struct SoundNode {
  std::uint32_t index = 0;
  std::string name;
  std::string description;
  std::string driver;
  Maker maker;
  bool is_hardware = false;
  std::optional<std::uint32_t> monitor_of;  ///< a source that hears what this sink plays
  bool is_muted = false;
  double volume = 1;  ///< of the loudest channel; 1 is 100 %
  std::uint16_t channels = 0;
  Positions positions{};  ///< of its channels
};

/// What records from a source, or plays to a sink.
struct SoundStream {
  std::uint32_t index = 0;
  std::uint32_t node = 0;  ///< the source or the sink
  Maker maker;
  std::optional<std::uint32_t> client;  ///< the program whose it is; nothing: a module's
  std::int64_t pid = 0;                 ///< of that program, where the stream itself says it; 0: it does not
  bool is_muted = false;
  std::uint16_t channels = 0;
  std::string program{};                   ///< what it calls itself: `Firefox`
  std::string binary{};                    ///< what is run: `firefox-esr`
  std::optional<std::string> own_track{};  ///< capture::Microphone's mark: `near`, `far`
  bool is_corked = false;                  ///< it is held for now
  bool is_event = false;                   ///< a sound that the desktop makes
  Positions positions{};                   ///< of its channels
};

/// A program that is connected. ALSA's way into PipeWire says only here which process it is.
struct SoundClient {
  std::uint32_t index = 0;
  std::int64_t pid = 0;  ///< 0: it is not known
  std::string program{};
  std::string binary{};
  std::optional<std::string> own_track{};
};

struct SoundGraph {
  std::vector<SoundNode> sources;
  std::vector<SoundNode> sinks;
  std::vector<SoundStream> recording;
  std::vector<SoundStream> playing;
  std::vector<SoundClient> clients;
  std::string default_sink{};  ///< its name
};

/// What this process records that track by: the newest, where an older one is on its way out. Null: nothing. A stream
/// that has no mark is not the far one.
[[nodiscard]] const SoundStream* stream_of_process(const SoundGraph& graph, std::int64_t pid,
                                                   Track track = Track::only);

/// A program that records and plays at once looks as if somebody talks by it. What it plays, by the stream's index, and
/// what it calls itself.
struct Call {
  std::uint32_t stream = 0;
  std::uint32_t sink = 0;
  std::string program;
};
/// The call that a program is in, other than this process; of several the one that plays the newest stream. Nothing: no
/// program that records plays anything, or it records what it plays.
[[nodiscard]] std::optional<Call> find_call(const SoundGraph& graph, std::int64_t own_pid);

/// Where the other side of a call is heard, look by look: it follows the call's stream from sink to sink, and without a
/// call the default sink. A value; one thread.
class FarFollower {
 public:
  /// `fixed`: the source of that name, always; else it follows.
  explicit FarFollower(std::string fixed = {}) : fixed_(std::move(fixed)) {}

  /// The source that hears it now; null: there is none.
  [[nodiscard]] const SoundNode* find_source(const SoundGraph& graph, std::int64_t own_pid);

  struct Move {
    std::uint32_t stream = 0;  ///< ours
    std::uint32_t source = 0;
  };
  /// What is to be moved so that our far stream hears it: where the call went elsewhere, and where the server gave our
  /// stream another source because its own is gone, or has begun it anew. Whoever moves our stream by hand is left
  /// alone until then. The same again and again until it is done, max_attempts times.
  [[nodiscard]] std::optional<Move> find_move(const SoundGraph& graph, std::int64_t own_pid);
  /// The server is another one from here on: what it has by the same number or name is not the same.
  void forget_server();

 private:
  static constexpr int max_attempts = 20;

  std::string fixed_;
  std::optional<std::uint32_t> followed_;  // what the call plays
  std::string target_;                     // the name of the source that our stream shall have
  std::string own_;                        // and of the one that it had at the last look
  std::optional<std::uint32_t> stream_;    // and our stream then: one that was opened anew may be anywhere
  int attempts_ = 0;                       // that are left
};

enum class Processing { none, echo_cancelling, noise_suppression, filter };

/// The first thing on the way back from this source that changes the sound; `none` also for an unknown source.
[[nodiscard]] Processing processing_of(const SoundGraph& graph, std::uint32_t source);
/// True of a source whose sound is what a loudspeaker gets: a sink's monitor, or a virtual source whose every way back
/// ends in one. A sink that modules feed from a microphone is a filter's, and its monitor a microphone.
[[nodiscard]] bool hears_what_is_played(const SoundGraph& graph, std::uint32_t source);

/// "echo cancelling", "noise suppression", "a filter"; empty for `none`.
[[nodiscard]] const char* to_words(Processing processing) noexcept;

}  // namespace earwitness::desktop
