// SPDX-License-Identifier: MIT
#include "desktop/stream_watch.hpp"

#include <algorithm>
#include <cmath>

#include "desktop/event_queue.hpp"
#include "os/process.hpp"

#ifdef EARWITNESS_WITH_PULSE
#include <pulse/pulseaudio.h>

#include <atomic>
#include <charconv>
#include <chrono>
#include <exception>
#include <functional>
#include <string_view>
#include <utility>

#include "base/limits.hpp"
#include "base/text.hpp"

#endif

namespace earwitness::desktop {

namespace {

constexpr double min_volume_change = 0.005;

}  // namespace

std::vector<SourceChange> changes_between(const std::optional<LiveSource>& before, const LiveSource& now) {
  using What = SourceChange::What;
  std::vector<SourceChange> changes;
  const auto add = [&](What what) { changes.push_back({what, now}); };
  LiveSource from{now.name, now.description, false, now.volume, Processing::none};
  if (!before) {
    add(What::found);
  } else if (before->name != now.name) {
    add(What::moved);
    from.is_muted = before->is_muted && !now.is_muted;  // whoever heard of it hears that it is over
    from.processing = now.processing == Processing::none ? before->processing : Processing::none;
  } else {
    from = *before;
  }
  if (now.is_muted != from.is_muted) add(now.is_muted ? What::muted : What::unmuted);
  if (std::abs(now.volume - from.volume) > min_volume_change) add(What::volume);
  if (now.processing != from.processing) {
    add(now.processing == Processing::none ? What::unprocessed : What::processed);
  }
  return changes;
}

struct StreamWatch::State {
  EventQueue<SourceChange> changes;
  mutable std::mutex mutex;  // for the next one
  std::optional<LiveSource> source;

  void saw(const LiveSource& now) {
    const std::lock_guard lock(mutex);
    for (auto& change : changes_between(source, now)) changes.push(std::move(change));
    source = now;
  }

#ifdef EARWITNESS_WITH_PULSE
  std::unique_ptr<pa_mainloop, void (*)(pa_mainloop*)> loop{pa_mainloop_new(), &pa_mainloop_free};
  std::atomic<bool> ending{false};

  void run();
  void serve();
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

std::optional<LiveSource> StreamWatch::source() const {
  if (!state_) return std::nullopt;
  const std::lock_guard lock(state_->mutex);
  return state_->source;
}

#ifdef EARWITNESS_WITH_PULSE

namespace {

std::string property(const pa_proplist* list, const char* name) {
  return base::text_or_empty(pa_proplist_gets(list, name));
}

Maker maker(std::uint32_t module, const pa_proplist* list) {
  return {module == PA_INVALID_INDEX ? std::nullopt : std::optional(module), property(list, "node.link-group")};
}

std::int64_t pid_of(const pa_proplist* list) {
  const auto written = property(list, PA_PROP_APPLICATION_PROCESS_ID);
  std::int64_t pid = 0;
  const auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), pid);
  return error == std::errc{} && end == written.data() + written.size() ? pid : 0;
}

/// The device's own class is `sound` on PulseAudio; PipeWire says by which interface it reaches it.
bool is_hardware(const pa_proplist* list) {
  return property(list, PA_PROP_DEVICE_CLASS) == "sound" || !property(list, PA_PROP_DEVICE_API).empty();
}

template <typename Info>
SoundNode node_of(const Info& info) {
  SoundNode node;
  node.index = info.index;
  node.name = base::text_or_empty(info.name);
  node.description = base::text_or_empty(info.description);
  node.driver = base::text_or_empty(info.driver);
  node.maker = maker(info.owner_module, info.proplist);
  node.is_hardware = is_hardware(info.proplist);
  node.is_muted = info.mute != 0;
  node.volume = static_cast<double>(pa_cvolume_max(&info.volume)) / static_cast<double>(PA_VOLUME_NORM);
  return node;
}

template <typename Info>
SoundStream stream_of(const Info& info, std::uint32_t node) {
  return {info.index,
          node,
          maker(info.owner_module, info.proplist),
          info.client != PA_INVALID_INDEX,
          pid_of(info.proplist),
          info.mute != 0};
}

template <typename T>
void append(std::vector<T>& list, T item, std::size_t most) {
  if (list.size() < most) list.push_back(std::move(item));
}

/// One look at a sound server: asks for all sources, sinks and streams and puts them into a SoundGraph. One thread,
/// that of the context's main loop. It must outlive the context, or be done: the answers come into it.
class SoundListing {
 public:
  /// `whole` is called from the main loop, with each graph that came whole.
  explicit SoundListing(std::function<void(const SoundGraph&)> whole) : whole_(std::move(whole)) {}

  /// Asks for a new graph; while one is on its way, for another right after it.
  void refresh(pa_context* context);

 private:
  template <typename Info>
  static void receive(pa_context* context, const Info* info, int end, void* self);
  void add(const pa_source_info& info);
  void add(const pa_sink_info& info);
  void add(const pa_source_output_info& info);
  void add(const pa_sink_input_info& info);
  void answered(pa_context* context, bool well);

  std::function<void(const SoundGraph&)> whole_;
  SoundGraph graph_;
  int waiting_ = 0;  ///< for this many of the four lists
  bool failed_ = false;
  bool again_ = false;
};

void SoundListing::add(const pa_source_info& info) {
  auto node = node_of(info);
  if (info.monitor_of_sink != PA_INVALID_INDEX) node.monitor_of = info.monitor_of_sink;
  append(graph_.sources, std::move(node), limits::sources);
}

void SoundListing::add(const pa_sink_info& info) { append(graph_.sinks, node_of(info), limits::sources); }

void SoundListing::add(const pa_source_output_info& info) {
  append(graph_.recording, stream_of(info, info.source), limits::sound_streams);
}

void SoundListing::add(const pa_sink_input_info& info) {
  append(graph_.playing, stream_of(info, info.sink), limits::sound_streams);
}

template <typename Info>
void SoundListing::receive(pa_context* context, const Info* info, int end, void* self) {
  auto& listing = *static_cast<SoundListing*>(self);
  if (end == 0 && info != nullptr) {
    listing.add(*info);
  } else {
    listing.answered(context, end > 0);
  }
}

void SoundListing::refresh(pa_context* context) {
  if (waiting_ > 0) {
    again_ = true;
    return;
  }
  graph_ = {};
  failed_ = again_ = false;
  const auto begin = [this](pa_operation* operation) {
    if (operation == nullptr) return;  // the connection is gone, and whoever holds it is told
    pa_operation_unref(operation);
    ++waiting_;
  };
  begin(pa_context_get_source_info_list(context, &receive<pa_source_info>, this));
  begin(pa_context_get_sink_info_list(context, &receive<pa_sink_info>, this));
  begin(pa_context_get_source_output_info_list(context, &receive<pa_source_output_info>, this));
  begin(pa_context_get_sink_input_info_list(context, &receive<pa_sink_input_info>, this));
}

void SoundListing::answered(pa_context* context, bool well) {
  failed_ = failed_ || !well;
  if (--waiting_ > 0) return;
  if (!failed_) whole_(graph_);
  if (again_) refresh(context);
}

using std::chrono::microseconds;
using std::chrono::steady_clock;

constexpr std::chrono::seconds reconnect_interval{1};
// PipeWire tells of a change before its new link stands, and then no more: another look is taken once it has settled,
// and one now and then, whatever is told or not.
constexpr std::chrono::milliseconds settled_after{500};
constexpr std::chrono::seconds look_interval{5};
constexpr auto mask =
    static_cast<pa_subscription_mask_t>(PA_SUBSCRIPTION_MASK_SOURCE | PA_SUBSCRIPTION_MASK_SOURCE_OUTPUT);

/// Our own stream: the newest, where an older one is on its way out.
const SoundStream* own_stream(const SoundGraph& graph) {
  const auto pid = os::own_pid();
  const SoundStream* own = nullptr;
  for (const auto& stream : graph.recording) {
    if (stream.pid == pid && (own == nullptr || stream.index > own->index)) own = &stream;
  }
  return own;
}

std::optional<LiveSource> live_source(const SoundGraph& graph) {
  const auto* stream = own_stream(graph);
  if (stream == nullptr) return std::nullopt;
  const auto at = std::find_if(graph.sources.begin(), graph.sources.end(),
                               [&](const SoundNode& node) { return node.index == stream->node; });
  if (at == graph.sources.end()) return std::nullopt;
  return LiveSource{at->name, at->description, at->is_muted || stream->is_muted, at->volume,
                    processing_of(graph, at->index)};
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
  Looks looks{SoundListing([this](const SoundGraph& graph) {
    if (const auto now = live_source(graph)) saw(*now);
  })};
  const std::unique_ptr<pa_context, EndContext> context(pa_context_new(pa_mainloop_get_api(loop.get()), "earwitness"));
  if (!context || pa_context_connect(context.get(), nullptr, PA_CONTEXT_NOAUTOSPAWN, nullptr) < 0) return;
  bool subscribed = false;
  while (!ending.load(std::memory_order_acquire)) {
    const auto state = pa_context_get_state(context.get());
    if (!PA_CONTEXT_IS_GOOD(state)) return;
    if (state == PA_CONTEXT_READY && !subscribed) {
      subscribed = true;
      pa_context_set_subscribe_callback(context.get(), &look_on_event, &looks);
      auto* asked = pa_context_subscribe(context.get(), mask, nullptr, nullptr);
      if (asked != nullptr) pa_operation_unref(asked);
    }
    if (subscribed && steady_clock::now() >= looks.next) looks.refresh(context.get(), look_interval);
    const auto wait = subscribed ? looks.next - steady_clock::now() : steady_clock::duration(look_interval);
    if (!step(std::max(microseconds(0), std::chrono::ceil<microseconds>(wait)))) return;
  }
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

StreamWatch::StreamWatch() noexcept {
  try {
    state_ = std::make_shared<State>();
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

StreamWatch::StreamWatch() noexcept = default;

#endif

}  // namespace earwitness::desktop
