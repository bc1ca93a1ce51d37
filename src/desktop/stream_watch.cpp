// SPDX-License-Identifier: MIT
#include "desktop/stream_watch.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "desktop/event_queue.hpp"
#include "os/process.hpp"

#ifdef EARWITNESS_WITH_PULSE
#include <pulse/pulseaudio.h>

#include <atomic>
#include <chrono>
#include <exception>
#include <utility>

#include "desktop/sound_listing.hpp"

#endif

namespace earwitness::desktop {

namespace {

constexpr double min_volume_change = 0.005;

}  // namespace

std::vector<SourceChange> changes_between(const std::optional<LiveSource>& before, const LiveSource& now) {
  using What = SourceChange::What;
  std::vector<SourceChange> changes;
  const auto add = [&](What what) { changes.push_back({what, now, before && before->is_monitor}); };
  // A monitor from the start was chosen: whoever looks at what was found says so, and nothing has become of it since.
  LiveSource from{now.name, now.description, false, now.volume, Processing::none, now.is_monitor};
  if (!before) {
    add(What::found);
  } else if (before->name != now.name) {
    add(What::moved);
    from.is_muted = before->is_muted && !now.is_muted;  // whoever heard of it hears that it is over
    from.processing = now.processing == Processing::none ? before->processing : Processing::none;
    from.is_monitor = before->is_monitor;
  } else {
    from = *before;
  }
  if (now.is_muted != from.is_muted) add(now.is_muted ? What::muted : What::unmuted);
  if (now.is_monitor != from.is_monitor) add(now.is_monitor ? What::monitor : What::microphone);
  if (std::abs(now.volume - from.volume) > min_volume_change) add(What::volume);
  if (now.processing != from.processing) {
    add(now.processing == Processing::none ? What::unprocessed : What::processed);
  }
  return changes;
}

struct StreamWatch::State {
  State(Track of, const std::string& fixed, std::function<void()> when_moved)
      : track(of), follower(fixed), on_move(std::move(when_moved)) {}

  EventQueue<SourceChange> changes;
  mutable std::mutex mutex;  // for the next two
  std::optional<LiveSource> source;
  std::optional<std::string> calling;
  const Track track;
  FarFollower follower;           // the worker's own
  std::function<void()> on_move;  // and this

  void saw(const LiveSource& now) {
    const std::lock_guard lock(mutex);
    if (on_move && source && source->name != now.name) on_move();
    for (auto& change : changes_between(source, now)) changes.push(std::move(change));
    source = now;
  }

#ifdef EARWITNESS_WITH_PULSE
  std::unique_ptr<pa_mainloop, void (*)(pa_mainloop*)> loop{pa_mainloop_new(), &pa_mainloop_free};
  std::atomic<bool> ending{false};

  void run();
  void serve();
  void lead_far(pa_context* context, const SoundGraph& graph);
  /// One round of the main loop, at most this long. False if the loop is broken.
  bool step(std::chrono::microseconds most) {
    return pa_mainloop_prepare(loop.get(), static_cast<int>(most.count())) >= 0 && pa_mainloop_poll(loop.get()) >= 0 &&
           pa_mainloop_dispatch(loop.get()) >= 0;
  }
#endif
};

std::vector<SourceChange> StreamWatch::take_changes() {
  return state_ ? state_->changes.take_all() : std::vector<SourceChange>{};
}

std::optional<std::string> StreamWatch::program_in_call() const {
  if (!state_) return std::nullopt;
  const std::lock_guard lock(state_->mutex);
  return state_->calling;
}

std::optional<LiveSource> StreamWatch::source() const {
  if (!state_) return std::nullopt;
  const std::lock_guard lock(state_->mutex);
  return state_->source;
}

#ifdef EARWITNESS_WITH_PULSE

namespace {

using std::chrono::microseconds;
using std::chrono::steady_clock;

constexpr std::chrono::seconds reconnect_interval{1};
// PipeWire tells of a change before its new link stands, and then no more: another look is taken once it has settled,
// and one now and then, whatever is told or not.
constexpr std::chrono::milliseconds settled_after{500};
constexpr std::chrono::seconds look_interval{5};
constexpr unsigned mask = PA_SUBSCRIPTION_MASK_SOURCE | PA_SUBSCRIPTION_MASK_SOURCE_OUTPUT;
// A move of what the call plays, and another default: until the far stream is led there, sound is lost.
constexpr unsigned mask_of_call =
    PA_SUBSCRIPTION_MASK_SINK | PA_SUBSCRIPTION_MASK_SINK_INPUT | PA_SUBSCRIPTION_MASK_SERVER;

std::optional<LiveSource> live_source(const SoundGraph& graph, Track track) {
  const auto* stream = stream_of_process(graph, os::own_pid(), track);
  if (stream == nullptr) return std::nullopt;
  const auto at = std::find_if(graph.sources.begin(), graph.sources.end(),
                               [&](const SoundNode& node) { return node.index == stream->node; });
  if (at == graph.sources.end()) return std::nullopt;
  return LiveSource{at->name,
                    at->description,
                    at->is_muted || stream->is_muted,
                    at->volume,
                    processing_of(graph, at->index),
                    hears_what_is_played(graph, at->index),
                    at->channels,
                    stream->channels,
                    at->positions,
                    stream->positions};
}

/// When to look at the graph: at once after an event, again when it has settled, and now and then.
struct Looks {
  SoundListing listing;
  steady_clock::time_point next{};

  void refresh(pa_context* context, std::chrono::milliseconds until_next) {
    listing.refresh(context);
    next = steady_clock::now() + until_next;
  }
};

void look_on_event(pa_context* context, pa_subscription_event_type_t, std::uint32_t, void* looks) {
  static_cast<Looks*>(looks)->refresh(context, settled_after);
}

struct EndContext {
  void operator()(pa_context* context) const noexcept {
    pa_context_disconnect(context);  // drops all that is asked, so nothing answers any more
    pa_context_unref(context);
  }
};

}  // namespace

/// As long as one connection lasts.
void StreamWatch::State::serve() {
  pa_context* connected = nullptr;
  Looks looks{SoundListing([&](const SoundGraph& graph) {
    if (const auto now = live_source(graph, track)) saw(*now);
    if (const auto call = find_call(graph, os::own_pid())) {
      const std::lock_guard lock(mutex);
      calling = call->program;
    }
    if (track == Track::far && connected != nullptr) lead_far(connected, graph);
  })};
  const std::unique_ptr<pa_context, EndContext> context(pa_context_new(pa_mainloop_get_api(loop.get()), "earwitness"));
  if (!context || pa_context_connect(context.get(), nullptr, PA_CONTEXT_NOAUTOSPAWN, nullptr) < 0) return;
  connected = context.get();
  follower.forget_server();
  bool subscribed = false;
  while (!ending.load(std::memory_order_acquire)) {
    const auto state = pa_context_get_state(context.get());
    if (!PA_CONTEXT_IS_GOOD(state)) return;
    if (state == PA_CONTEXT_READY && !subscribed) {
      subscribed = true;
      pa_context_set_subscribe_callback(context.get(), &look_on_event, &looks);
      const auto wanted = static_cast<pa_subscription_mask_t>(track == Track::far ? mask | mask_of_call : mask);
      auto* asked = pa_context_subscribe(context.get(), wanted, nullptr, nullptr);
      if (asked != nullptr) pa_operation_unref(asked);
    }
    if (subscribed && steady_clock::now() >= looks.next) looks.refresh(context.get(), look_interval);
    const auto wait = subscribed ? looks.next - steady_clock::now() : steady_clock::duration(look_interval);
    if (!step(std::max(microseconds(0), std::chrono::ceil<microseconds>(wait)))) return;
  }
}

void StreamWatch::State::lead_far(pa_context* context, const SoundGraph& graph) {
  const auto move = follower.find_move(graph, os::own_pid());
  if (!move) return;
  if (on_move) on_move();
  // What comes of it is seen at the next look, which its event causes.
  auto* asked = pa_context_move_source_output_by_index(context, move->stream, move->source, nullptr, nullptr);
  if (asked != nullptr) pa_operation_unref(asked);
}

void StreamWatch::State::run() {
  while (!ending.load(std::memory_order_acquire)) {
    serve();
    const auto again = steady_clock::now() + reconnect_interval;
    while (!ending.load(std::memory_order_acquire) && steady_clock::now() < again) {
      if (!step(reconnect_interval)) return;
    }
  }
}

StreamWatch::StreamWatch(Track track, const std::string& fixed, std::function<void()> on_move) noexcept {
  try {
    state_ = std::make_shared<State>(track, fixed, std::move(on_move));
    if (!state_->loop) return;
    worker_.emplace([state = state_] { state->run(); },
                    [state = state_] {
                      state->ending.store(true, std::memory_order_release);
                      pa_mainloop_wakeup(state->loop.get());
                    });
  } catch (const std::exception&) {
  }
}

#else

StreamWatch::StreamWatch(Track, const std::string&, std::function<void()>) noexcept {}

#endif

}  // namespace earwitness::desktop
