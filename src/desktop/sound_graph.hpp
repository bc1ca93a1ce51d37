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
#include <vector>

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
};

/// A program that is connected. ALSA's way into PipeWire says only here which process it is.
struct SoundClient {
  std::uint32_t index = 0;
  std::int64_t pid = 0;  ///< 0: it is not known
};

struct SoundGraph {
  std::vector<SoundNode> sources;
  std::vector<SoundNode> sinks;
  std::vector<SoundStream> recording;
  std::vector<SoundStream> playing;
  std::vector<SoundClient> clients;
};

/// What this process records by: the newest, where an older one is on its way out. Null: nothing.
[[nodiscard]] const SoundStream* stream_of_process(const SoundGraph& graph, std::int64_t pid);

enum class Processing { none, echo_cancelling, noise_suppression, filter };

/// The first thing on the way back from this source that changes the sound; `none` also for an unknown source.
[[nodiscard]] Processing processing_of(const SoundGraph& graph, std::uint32_t source);
/// True of a source whose sound is what a loudspeaker gets: a sink's monitor, or a virtual source whose every way back
/// ends in one. A sink that modules feed from a microphone is a filter's, and its monitor a microphone.
[[nodiscard]] bool hears_what_is_played(const SoundGraph& graph, std::uint32_t source);

/// "echo cancelling", "noise suppression", "a filter"; empty for `none`.
[[nodiscard]] const char* to_words(Processing processing) noexcept;

}  // namespace earwitness::desktop
