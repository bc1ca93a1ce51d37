// SPDX-License-Identifier: MIT
#include "desktop/sound_graph.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <string_view>
#include <utility>

#include "base/translate.hpp"

namespace earwitness::desktop {

namespace {

struct Sign {
  std::string_view text;
  Processing means;
};

// How a driver (PulseAudio) or a link group (PipeWire) begins. Remapped, looped back and combined sources are left out:
// they exchange channels and leave the sound as it is.
constexpr std::array made_by{Sign{"module-echo-cancel", Processing::echo_cancelling},
                             Sign{"echo-cancel-", Processing::echo_cancelling},
                             Sign{"module-ladspa", Processing::filter},
                             Sign{"module-equalizer", Processing::filter},
                             Sign{"module-virtual-surround", Processing::filter},
                             Sign{"filter-chain-", Processing::filter}};

// What people and their tools call such a source. Only for virtual ones: a real device has the name its maker gave it.
constexpr std::array called{
    Sign{"echo-cancel", Processing::echo_cancelling},  Sign{"echo_cancel", Processing::echo_cancelling},
    Sign{"echocancel", Processing::echo_cancelling},   Sign{"rnnoise", Processing::noise_suppression},
    Sign{"noise", Processing::noise_suppression},      Sign{"nui_mic", Processing::noise_suppression},
    Sign{"deepfilter", Processing::noise_suppression}, Sign{"easyeffects", Processing::filter},
    Sign{"pulseeffects", Processing::filter}};

Processing by_name(const SoundNode& node) {
  if (node.is_hardware) return Processing::none;
  std::string name = node.name;
  for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  for (const auto& sign : called) {
    if (name.find(sign.text) != std::string::npos) return sign.means;
  }
  return Processing::none;
}

Processing by_maker(const SoundNode& node) {
  for (const auto& sign : made_by) {
    if (node.driver.starts_with(sign.text) || node.maker.link_group.starts_with(sign.text)) return sign.means;
  }
  return Processing::none;
}

/// Whether both belong to one module or filter. The module of a program's stream is the protocol's: it says nothing.
bool same_maker(const Maker& maker, const SoundStream& stream) {
  if (stream.client && maker.link_group.empty()) return false;
  if (!maker.link_group.empty()) return maker.link_group == stream.maker.link_group;
  return maker.module && maker.module == stream.maker.module;
}

class Walk {
 public:
  explicit Walk(const SoundGraph& graph) : graph_(graph) {}

  Processing source(std::uint32_t index) {
    if (!seen_.insert(index).second) return Processing::none;  // filters may feed each other in a circle
    const auto at = std::find_if(graph_.sources.begin(), graph_.sources.end(),
                                 [&](const SoundNode& node) { return node.index == index; });
    if (at == graph_.sources.end()) return Processing::none;
    if (at->monitor_of) return played(*at->monitor_of);
    return made(*at);
  }

 private:
  /// What is heard at a sink: all that modules play to it. NoiseTorch and its like go this way on PulseAudio.
  Processing played(std::uint32_t sink) {
    for (const auto& stream : graph_.playing) {
      if (stream.node != sink || (stream.client && stream.maker.link_group.empty())) continue;
      for (const auto& filter : graph_.sinks) {
        // An echo canceller passes on what is played as it is.
        if (!same_maker(filter.maker, stream) || filter.index == sink) continue;
        const auto found = by_maker(filter);
        if (found != Processing::none && found != Processing::echo_cancelling) return better(found, filter);
      }
      if (const auto found = below(stream.maker); found != Processing::none) return found;
    }
    return Processing::none;
  }

  Processing made(const SoundNode& source) {
    const auto found = by_maker(source);
    if (found != Processing::none) return better(found, source);
    const auto under = below(source.maker);
    return under != Processing::none ? under : by_name(source);
  }

  /// What this module or filter records from.
  Processing below(const Maker& maker) {
    for (const auto& stream : graph_.recording) {
      if (!same_maker(maker, stream)) continue;
      if (const auto found = source(stream.node); found != Processing::none) return found;
    }
    return Processing::none;
  }

  /// A name may tell what a filter is for.
  static Processing better(Processing found, const SoundNode& node) {
    const auto named = by_name(node);
    return found == Processing::filter && named != Processing::none ? named : found;
  }

  const SoundGraph& graph_;
  std::set<std::uint32_t> seen_;
};

/// Where the sound of a source comes from in the end.
class Origin {
 public:
  explicit Origin(const SoundGraph& graph) : graph_(graph) {}

  enum class Kind { nothing, played, microphone };

  Kind of_source(std::uint32_t index) {
    if (!seen_.insert(index).second) return Kind::nothing;
    const auto at = std::find_if(graph_.sources.begin(), graph_.sources.end(),
                                 [&](const SoundNode& node) { return node.index == index; });
    if (at == graph_.sources.end()) return Kind::nothing;
    if (at->monitor_of) return of_sink(*at->monitor_of);
    if (at->is_hardware) return Kind::microphone;
    const auto below = of_maker(at->maker);
    return below == Kind::nothing ? Kind::microphone : below;
  }

 private:
  /// What is heard at a sink is what programs play, unless a module plays a microphone to it.
  Kind of_sink(std::uint32_t sink) {
    for (const auto& stream : graph_.playing) {
      if (stream.node == sink && !is_nobodys(stream.maker) && of_maker(stream.maker) == Kind::microphone) {
        return Kind::microphone;
      }
    }
    return Kind::played;
  }

  static bool is_nobodys(const Maker& maker) { return !maker.module && maker.link_group.empty(); }

  Kind of_maker(const Maker& maker) {
    auto found = Kind::nothing;
    for (const auto& stream : graph_.recording) {
      if (is_nobodys(maker) || !same_maker(maker, stream)) continue;
      found = std::max(found, of_source(stream.node));
    }
    return found;
  }

  const SoundGraph& graph_;
  std::set<std::uint32_t> seen_;
};

/// Whose a stream is: what it says itself, else what its client does.
SoundClient program_of(const SoundGraph& graph, const SoundStream& stream) {
  SoundClient known{0, stream.pid, stream.program, stream.binary, stream.own_track};
  const auto client = std::find_if(graph.clients.begin(), graph.clients.end(),
                                   [&](const SoundClient& one) { return stream.client == one.index; });
  if (client == graph.clients.end()) return known;
  if (known.pid == 0) known.pid = client->pid;
  if (known.program.empty()) known.program = client->program;
  if (known.binary.empty()) known.binary = client->binary;
  if (!known.own_track) known.own_track = client->own_track;
  return known;
}

/// One process; or, as browsers have one for each task, one name and one binary.
bool is_same_program(const SoundGraph& graph, const SoundStream& one, const SoundStream& other) {
  if (one.client == other.client) return true;
  const auto by = program_of(graph, one);
  const auto by_other = program_of(graph, other);
  const bool is_same_binary = by.binary == by_other.binary;
  if (by.pid != 0 && by.pid == by_other.pid) return is_same_binary;
  return is_same_binary && !by.binary.empty() && !by.program.empty() && by.program == by_other.program;
}

/// Of another program, and sounding.
bool may_be_a_voice(const SoundGraph& graph, const SoundStream& stream, std::int64_t own_pid) {
  return stream.client && !stream.is_corked && !stream.is_event && program_of(graph, stream).pid != own_pid;
}

template <typename Condition>
const SoundNode* find_node(const std::vector<SoundNode>& nodes, Condition condition) {
  const auto found = std::find_if(nodes.begin(), nodes.end(), condition);
  return found == nodes.end() ? nullptr : &*found;
}

/// The sink whose monitor that source is.
std::optional<std::uint32_t> monitored_sink(const SoundGraph& graph, std::uint32_t source) {
  const auto* node = find_node(graph.sources, [&](const SoundNode& one) { return one.index == source; });
  return node != nullptr ? node->monitor_of : std::nullopt;
}

}  // namespace

const SoundStream* stream_of_process(const SoundGraph& graph, std::int64_t pid, Track track) {
  const SoundStream* own = nullptr;
  for (const auto& stream : graph.recording) {
    const auto by = program_of(graph, stream);
    const bool is_far = by.own_track == to_string(Track::far);
    if (by.pid != pid || is_far != (track == Track::far)) continue;
    if (own == nullptr || stream.index > own->index) own = &stream;
  }
  return own;
}

std::optional<Call> find_call(const SoundGraph& graph, std::int64_t own_pid) {
  const SoundStream* found = nullptr;
  for (const auto& playing : graph.playing) {
    if (!may_be_a_voice(graph, playing, own_pid)) continue;
    const bool is_in_call = std::any_of(graph.recording.begin(), graph.recording.end(), [&](const auto& recording) {
      return may_be_a_voice(graph, recording, own_pid) && is_same_program(graph, playing, recording) &&
             monitored_sink(graph, recording.node) != playing.node;
    });
    if (is_in_call && (found == nullptr || playing.index > found->index)) found = &playing;
  }
  if (found == nullptr) return std::nullopt;
  return Call{found->index, found->node, program_of(graph, *found).program};
}

const SoundNode* FarFollower::find_source(const SoundGraph& graph, std::int64_t own_pid) {
  if (!fixed_.empty()) {
    return find_node(graph.sources, [&](const SoundNode& node) { return node.name == fixed_; });
  }
  const auto* sink = find_node(graph.sinks, [&](const SoundNode& node) { return node.name == graph.default_sink; });
  const auto heard = std::find_if(graph.playing.begin(), graph.playing.end(),
                                  [&](const SoundStream& stream) { return stream.index == followed_; });
  std::optional<std::uint32_t> playing_on;
  if (heard != graph.playing.end()) {
    playing_on = heard->node;  // the same stream, so long as it is there: a second one may be a notification
  } else {
    followed_.reset();
    if (const auto call = find_call(graph, own_pid)) {
      followed_ = call->stream;
      playing_on = call->sink;
    }
  }
  if (playing_on) {
    if (const auto* other = find_node(graph.sinks, [&](const SoundNode& node) { return node.index == *playing_on; })) {
      sink = other;
    }
  }
  if (sink == nullptr) return nullptr;
  return find_node(graph.sources, [&](const SoundNode& node) { return node.monitor_of == sink->index; });
}

void FarFollower::forget_server() { *this = FarFollower(std::move(fixed_)); }

std::optional<FarFollower::Move> FarFollower::find_move(const SoundGraph& graph, std::int64_t own_pid) {
  const auto* target = find_source(graph, own_pid);
  const auto* stream = stream_of_process(graph, own_pid, Track::far);
  if (target == nullptr) {
    target_.clear();
    return std::nullopt;
  }
  if (stream == nullptr) return std::nullopt;
  const auto* here = find_node(graph.sources, [&](const SoundNode& node) { return node.index == stream->node; });
  if (target == here) {
    target_ = own_ = target->name;
    stream_ = stream->index;
    attempts_ = 0;
    return std::nullopt;
  }
  const bool is_other_target = target->name != target_;
  const bool is_other_stream = std::exchange(stream_, stream->index) != stream->index;
  const bool is_own_gone =
      find_node(graph.sources, [&](const SoundNode& node) { return node.name == own_; }) == nullptr;
  if (is_other_target || is_other_stream || is_own_gone) attempts_ = max_attempts;
  target_ = target->name;
  own_ = here != nullptr ? here->name : std::string();
  if (attempts_ == 0) return std::nullopt;
  --attempts_;
  return Move{stream->index, target->index};
}

bool hears_what_is_played(const SoundGraph& graph, std::uint32_t source) {
  return Origin(graph).of_source(source) == Origin::Kind::played;
}

Processing processing_of(const SoundGraph& graph, std::uint32_t source) { return Walk(graph).source(source); }

const char* to_words(Processing processing) noexcept {
  switch (processing) {
    case Processing::none:
      return "";
    case Processing::echo_cancelling:
      return _("echo cancelling");
    case Processing::noise_suppression:
      return _("noise suppression");
    case Processing::filter:
      return _("a filter");
  }
  return "";
}

}  // namespace earwitness::desktop
