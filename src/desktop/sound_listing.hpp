// SPDX-License-Identifier: MIT
//
// One look at a sound server: asks for all sources, sinks, streams and clients and puts them into a SoundGraph.
// Private to this module, as it speaks libpulse; only there with EARWITNESS_WITH_PULSE.
//
// One thread, that of the context's main loop. It must outlive the context, or be done: the answers come into it.
#pragma once

#include <pulse/pulseaudio.h>

#include <functional>
#include <vector>

#include "desktop/channels.hpp"
#include "desktop/sound_graph.hpp"

namespace earwitness::desktop {

/// What the server calls the channels.
[[nodiscard]] Positions positions_of(const pa_channel_map& map);

class SoundListing {
 public:
  /// `whole` is called from the main loop, with each graph that came whole.
  explicit SoundListing(std::function<void(const SoundGraph&)> whole) : whole_(std::move(whole)) {}

  /// Asks for a new graph; while one is on its way, for another right after it.
  void refresh(pa_context* context);
  /// True while a graph is on its way.
  [[nodiscard]] bool is_busy() const noexcept { return waiting_ > 0; }

 private:
  template <typename Info>
  static void receive(pa_context* context, const Info* info, int end, void* self);
  static void receive_server(pa_context* context, const pa_server_info* info, void* self);
  void add(const pa_source_info& info);
  void add(const pa_sink_info& info);
  void add(const pa_source_output_info& info);
  void add(const pa_sink_input_info& info);
  void add(const pa_client_info& info);
  void answered(pa_context* context, bool well);

  std::function<void(const SoundGraph&)> whole_;
  SoundGraph graph_;
  int waiting_ = 0;  ///< for this many of the five lists and the server's own word
  bool failed_ = false;
  bool again_ = false;
};

}  // namespace earwitness::desktop
