// SPDX-License-Identifier: MIT
#include "results/devices.hpp"

#include <fmt/format.h>

#include <string>

#include "base/translate.hpp"
#include "json/value.hpp"
#include "terminal/output.hpp"

namespace earwitness::results {

namespace {

json::Value to_json(const desktop::SoundSource& source) {
  return {{"name", source.name},
          {"description", source.description},
          {"default", source.is_default},
          {"monitor", source.is_monitor},
          {"muted", source.is_muted},
          {"volume", source.volume},
          {"sample_rate", source.sample_rate},
          {"channels", source.channels},
          {"sample_format", source.sample_format}};
}

json::Value to_json(const capture::Device& device) {
  return {{"name", device.name},
          {"host_api", device.host_api},
          {"default", device.is_default},
          {"channels", device.channels},
          {"default_rate", device.default_rate}};
}

std::string describe_source(const desktop::SoundSource& source) {
  auto words =
      trn("{1}, {2} Hz, {0} channel, {3}, volume {4:.0Lf} %", "{1}, {2} Hz, {0} channels, {3}, volume {4:.0Lf} %",
          source.channels, source.description, source.sample_rate, source.sample_format, source.volume * 100);
  if (source.is_muted) words += _(", MUTED");
  if (source.is_monitor) words += _(", a monitor: what is played, not a microphone");
  return words;
}

void print_sources(const desktop::SoundSources& server) {
  terminal::print_line(tr("Sources of the sound server ({}); * is the default:", server.server));
  for (const auto& source : server.sources) {
    terminal::print_line(fmt::format("{} {}", source.is_default ? "*" : " ", source.name));
    terminal::print_line(fmt::format("      {}", describe_source(source)));
  }
  if (server.sources.empty()) terminal::print_line(_("  none"));
}

void print_devices(const std::vector<capture::Device>& devices) {
  terminal::print_line(_("PortAudio's own devices; * is the default:"));
  for (const auto& device : devices) {
    terminal::print_line(trn("{1} {2} ({3}, up to {0} channel)", "{1} {2} ({3}, up to {0} channels)", device.channels,
                             device.is_default ? "*" : " ", device.name, device.host_api));
  }
  if (devices.empty()) terminal::print_line(_("  none"));
}

}  // namespace

void print_document(const FoundDevices& found) {
  auto document = terminal::document_of("devices");
  document["server"] = found.server ? json::Value(found.server->server) : nullptr;
  document["sources"] = json::Value::array();
  document["portaudio"] = json::Value::array();
  if (found.server) {
    for (const auto& source : found.server->sources) document["sources"].push_back(to_json(source));
  }
  for (const auto& device : found.devices) document["portaudio"].push_back(to_json(device));
  terminal::print_json(document);
}

void print(const FoundDevices& found) {
  if (found.server) print_sources(*found.server);
  print_devices(found.devices);
}

}  // namespace earwitness::results
