// SPDX-License-Identifier: MIT
#ifdef EARWITNESS_WITH_PULSE

#include "desktop/sound_listing.hpp"

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "base/limits.hpp"
#include "base/text.hpp"

namespace earwitness::desktop {

namespace {

std::string property(const pa_proplist* list, const char* name) {
  return base::text_or_empty(pa_proplist_gets(list, name));
}

Maker maker(std::uint32_t module, const pa_proplist* list) {
  return {module == PA_INVALID_INDEX ? std::nullopt : std::optional(module), property(list, "node.link-group")};
}

std::int64_t number_of(const std::string& written) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), number);
  return error == std::errc{} && end == written.data() + written.size() ? number : 0;
}

/// What it says of itself; else what PipeWire knows of its connection.
std::int64_t pid_of(const pa_proplist* list) {
  const auto said = number_of(property(list, PA_PROP_APPLICATION_PROCESS_ID));
  return said != 0 ? said : number_of(property(list, "pipewire.sec.pid"));
}

std::optional<std::string> track_of(const pa_proplist* list) {
  auto written = property(list, "earwitness.track");  // capture::Microphone's
  return written.empty() ? std::nullopt : std::optional(std::move(written));
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
  node.channels = info.sample_spec.channels;
  node.positions = positions_of(info.channel_map);
  return node;
}

template <typename Info>
SoundStream stream_of(const Info& info, std::uint32_t node) {
  return {info.index,
          node,
          maker(info.owner_module, info.proplist),
          info.client == PA_INVALID_INDEX ? std::nullopt : std::optional(info.client),
          pid_of(info.proplist),
          info.mute != 0,
          info.sample_spec.channels,
          property(info.proplist, PA_PROP_APPLICATION_NAME),
          property(info.proplist, PA_PROP_APPLICATION_PROCESS_BINARY),
          track_of(info.proplist),
          info.corked != 0,
          property(info.proplist, PA_PROP_MEDIA_ROLE) == "event",
          positions_of(info.channel_map)};
}

template <typename T>
void append(std::vector<T>& list, T item, std::size_t most) {
  if (list.size() < most) list.push_back(std::move(item));
}

}  // namespace

Positions positions_of(const pa_channel_map& map) {
  Positions positions;
  for (std::uint8_t i = 0; i < map.channels && i < PA_CHANNELS_MAX; ++i) {
    positions.push_back(base::text_or_empty(pa_channel_position_to_string(map.map[i])));
  }
  return positions;
}

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

void SoundListing::add(const pa_client_info& info) {
  append(graph_.clients,
         SoundClient{info.index, pid_of(info.proplist), property(info.proplist, PA_PROP_APPLICATION_NAME),
                     property(info.proplist, PA_PROP_APPLICATION_PROCESS_BINARY), track_of(info.proplist)},
         limits::sound_streams);
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

void SoundListing::receive_server(pa_context* context, const pa_server_info* info, void* self) {
  auto& listing = *static_cast<SoundListing*>(self);
  if (info != nullptr) listing.graph_.default_sink = base::text_or_empty(info->default_sink_name);
  listing.answered(context, info != nullptr);
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
  begin(pa_context_get_client_info_list(context, &receive<pa_client_info>, this));
  begin(pa_context_get_server_info(context, &receive_server, this));
}

void SoundListing::answered(pa_context* context, bool well) {
  failed_ = failed_ || !well;
  if (--waiting_ > 0) return;
  if (!failed_) whole_(graph_);
  if (again_) refresh(context);
}

}  // namespace earwitness::desktop

#endif
