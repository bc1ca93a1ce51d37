// SPDX-License-Identifier: MIT
#include "desktop/sources.hpp"

#include <exception>
#include <string_view>
#include <system_error>
#include <thread>

#include "base/translate.hpp"
#include "os/environment.hpp"
#include "os/socket.hpp"

namespace earwitness::desktop {

SilentServer::SilentServer()
    : DeviceError("sound server", _("the sound server does not answer: it took the connection and said nothing"),
                  Step::restart_sound_server) {}

bool server_takes_nobody() noexcept try {
  constexpr std::string_view by_socket = "unix:";
  auto named = os::environment("PULSE_SERVER").value_or("");
  if (named.starts_with(by_socket)) named.erase(0, by_socket.size());
  if (named.starts_with('/')) return os::is_queue_full(named);
  const auto runtime = os::runtime_folder();
  return named.empty() && runtime && os::is_queue_full(*runtime / "pulse" / "native");
} catch (const std::exception&) {  // no memory for a path
  return false;
}

ServerProbe::ServerProbe() {
  try {
    std::thread([silent = silent_] {
      try {
        (void)list_sources();
      } catch (const SilentServer&) {
        silent->store(true);
      } catch (const std::exception&) {  // none, or one that says so
      }
    }).detach();
  } catch (const std::system_error&) {  // no thread to be had: then it is not known
  }
}

}  // namespace earwitness::desktop

#ifdef EARWITNESS_WITH_PULSE

#include <fmt/format.h>
#include <pulse/pulseaudio.h>

#include <algorithm>
#include <chrono>
#include <memory>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "desktop/sound_listing.hpp"
#include "os/process.hpp"

namespace earwitness::desktop {

namespace {

using std::chrono::steady_clock;

constexpr auto reply_timeout = std::chrono::seconds(2);
constexpr auto max_step = std::chrono::milliseconds(50);

DeviceError no_answer(const std::string& why) {
  return {"sound server", tr("no sound server answers: {}", why),
          _("start your desktop's sound server (pulseaudio --start, or systemctl --user start pipewire-pulse)")};
}

/// A connection with its own main loop, driven by hand so that no step outlasts the deadline.
class Server {
 public:
  Server() : loop_(pa_mainloop_new(), &pa_mainloop_free) {
    if (!loop_) throw no_answer(_("no memory"));
    context_.reset(pa_context_new(pa_mainloop_get_api(loop_.get()), "earwitness"));
    if (!context_) throw no_answer(_("no memory"));
    // To look must not start a server.
    if (pa_context_connect(context_.get(), nullptr, PA_CONTEXT_NOAUTOSPAWN, nullptr) < 0) fail_to_connect();
    while (pa_context_get_state(context_.get()) != PA_CONTEXT_READY) {
      if (!PA_CONTEXT_IS_GOOD(pa_context_get_state(context_.get()))) fail_to_connect();
      step();
    }
  }
  ~Server() { pa_context_disconnect(context_.get()); }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  pa_context* context() noexcept { return context_.get(); }

  /// Runs until the answer is whole. Takes the operation.
  void finish(pa_operation* operation) {
    if (operation == nullptr) throw failed();
    const std::unique_ptr<pa_operation, void (*)(pa_operation*)> guard(operation, [](pa_operation* o) {
      pa_operation_cancel(o);  // no call-back after its data is gone
      pa_operation_unref(o);
    });
    while (pa_operation_get_state(operation) == PA_OPERATION_RUNNING) step();
    if (pa_operation_get_state(operation) != PA_OPERATION_DONE) throw failed();
  }

  SoundGraph graph() {
    listing_.refresh(context_.get());
    while (listing_.is_busy()) step();
    return std::move(graph_);
  }

 private:
  struct EndContext {
    void operator()(pa_context* context) const noexcept { pa_context_unref(context); }
  };

  DeviceError failed() const { return no_answer(pa_strerror(pa_context_errno(context_.get()))); }

  [[noreturn]] void fail_to_connect() const {
    if (server_takes_nobody()) throw SilentServer();
    throw failed();
  }

  void step() {
    if (steady_clock::now() > deadline_) throw SilentServer();
    const auto most = std::chrono::duration_cast<std::chrono::microseconds>(max_step).count();
    if (pa_mainloop_prepare(loop_.get(), static_cast<int>(most)) < 0 || pa_mainloop_poll(loop_.get()) < 0 ||
        pa_mainloop_dispatch(loop_.get()) < 0) {
      throw failed();
    }
  }

  SoundGraph graph_;
  SoundListing listing_{[this](const SoundGraph& whole) { graph_ = whole; }};  // outlives the context
  steady_clock::time_point deadline_ = steady_clock::now() + reply_timeout;
  std::unique_ptr<pa_mainloop, void (*)(pa_mainloop*)> loop_;
  std::unique_ptr<pa_context, EndContext> context_;
};

struct ServerReply {
  SoundSources found;
  std::string default_source;
};

void take_server(pa_context*, const pa_server_info* info, void* to) {
  if (info == nullptr) return;
  auto& answer = *static_cast<ServerReply*>(to);
  answer.found.server = base::text_or_empty(info->server_name);
  answer.default_source = base::text_or_empty(info->default_source_name);
}

void take_source(pa_context*, const pa_source_info* info, int end, void* to) {
  auto& sources = static_cast<ServerReply*>(to)->found.sources;
  if (end != 0 || info == nullptr || sources.size() >= limits::sources) return;
  SoundSource source;
  source.name = base::text_or_empty(info->name);
  source.description = base::text_or_empty(info->description);
  source.is_monitor = info->monitor_of_sink != PA_INVALID_INDEX;
  source.is_muted = info->mute != 0;
  source.volume = static_cast<double>(pa_cvolume_max(&info->volume)) / static_cast<double>(PA_VOLUME_NORM);
  source.sample_rate = info->sample_spec.rate;
  source.channels = info->sample_spec.channels;
  source.sample_format = base::text_or_empty(pa_sample_format_to_string(info->sample_spec.format));
  source.positions = positions_of(info->channel_map);
  sources.push_back(std::move(source));
}

}  // namespace

bool sound_server_supported() noexcept { return true; }

SoundSources list_sources() {
  ServerReply answer;
  Server server;
  server.finish(pa_context_get_server_info(server.context(), &take_server, &answer));
  server.finish(pa_context_get_source_info_list(server.context(), &take_source, &answer));
  const auto graph = server.graph();
  for (auto& source : answer.found.sources) {
    source.is_default = source.name == answer.default_source;
    const auto node = std::find_if(graph.sources.begin(), graph.sources.end(),
                                   [&](const SoundNode& known) { return known.name == source.name; });
    if (node != graph.sources.end()) source.is_monitor = hears_what_is_played(graph, node->index);
  }
  return std::move(answer.found);
}

FarSide find_far_side() {
  const auto graph = Server().graph();
  const auto* source = FarFollower().find_source(graph, os::own_pid());
  if (source == nullptr) {
    throw DeviceError("sound server", _("the sound server has no output on which a call could be heard"),
                      _("look at the sound settings"));
  }
  FarSide side{source->name, source->description};
  if (const auto call = find_call(graph, os::own_pid())) side.program = call->program;
  return side;
}

}  // namespace earwitness::desktop

#else

namespace earwitness::desktop {

bool sound_server_supported() noexcept { return false; }

SoundSources list_sources() {
  throw DeviceError("sound server", _("this build can't ask the sound server for its sources"),
                    _("build it with libpulse (libpulse-dev), or use: pactl list short sources"));
}

FarSide find_far_side() { return {list_sources().server, {}}; }

}  // namespace earwitness::desktop

#endif
