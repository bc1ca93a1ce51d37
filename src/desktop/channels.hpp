// SPDX-License-Identifier: MIT
//
// Where one channel of a source stands among those that ALSA's plug-in `pulse` is opened with. A sound server mixes by
// what its channels are called, and the plug-in has names of its own for them, so a channel comes through as it is only
// where the names fit; elsewhere it is mixed with others, or silence. Values and pure functions, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace earwitness::desktop {

/// What the channels of a source or a stream are called, in their order: `front-left`, `aux3`, `mono`.
using Positions = std::vector<std::string>;

/// What the plug-in calls so many channels.
[[nodiscard]] Positions plugin_positions(std::uint16_t channels);

struct ChannelPlace {
  std::uint16_t opened = 0;  ///< channels that the plug-in is opened with
  std::uint16_t at = 0;      ///< the one that is meant, from 0
};
/// For channel `number` (from 1) of a source; the fewest that will do, as the server keeps so much less when nobody
/// listens. Nothing: it can't be had by itself. PulseAudio leaves a channel that both name alone as long as the stream
/// names all others that have a place in a room, too; PipeWire (`is_pipewire`) only where both name the same ones.
[[nodiscard]] std::optional<ChannelPlace> find_place(const Positions& source, std::uint16_t number, bool is_pipewire);

/// The same in a stream that is open. Nothing: the channel is not heard in it.
[[nodiscard]] std::optional<std::uint16_t> place_in(const Positions& stream, const Positions& source,
                                                    std::uint16_t number);

}  // namespace earwitness::desktop
