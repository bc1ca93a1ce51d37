// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "base/next_step.hpp"
#include "base/translate.hpp"
#include "capture/portaudio.hpp"
#include "cli/commands/commands.hpp"
#include "desktop/sources.hpp"
#include "json/value.hpp"
#include "log/log.hpp"
#include "terminal/output.hpp"

namespace earwitness::cli {

namespace {

struct DevicesOptions {
  bool json = false;
};

struct Found {
  std::optional<desktop::SoundSources> server;
  std::vector<capture::Device> devices;
};

/// What can't be asked is said and left out: one of the two is enough to record from. A server that does not answer is
/// the end: PortAudio would wait for it as well.
Found find_devices() {
  Found found;
  try {
    found.server = desktop::list_sources();
  } catch (const desktop::SilentServer&) {
    throw;
  } catch (const DeviceError& error) {
    log::warning(error.what(), base::words_of(error.next()));
  }
  try {
    found.devices = capture::list_devices();
  } catch (const DeviceError& error) {
    log::warning(error.what(), base::words_of(error.next()));
  }
  return found;
}

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

void print_document(const Found& found) {
  auto document = document_of("devices");
  document["server"] = found.server ? json::Value(found.server->server) : nullptr;
  document["sources"] = json::Value::array();
  document["portaudio"] = json::Value::array();
  if (found.server) {
    for (const auto& source : found.server->sources) document["sources"].push_back(to_json(source));
  }
  for (const auto& device : found.devices) document["portaudio"].push_back(to_json(device));
  print_json(document);
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
  print_line(tr("Sources of the sound server ({}); * is the default:", server.server));
  for (const auto& source : server.sources) {
    print_line(fmt::format("{} {}", source.is_default ? "*" : " ", source.name));
    print_line(fmt::format("      {}", describe_source(source)));
  }
  if (server.sources.empty()) print_line(_("  none"));
}

void print_devices(const std::vector<capture::Device>& devices) {
  print_line(_("PortAudio's own devices; * is the default:"));
  for (const auto& device : devices) {
    print_line(trn("{1} {2} ({3}, up to {0} channel)", "{1} {2} ({3}, up to {0} channels)", device.channels,
                   device.is_default ? "*" : " ", device.name, device.host_api));
  }
  if (devices.empty()) print_line(_("  none"));
}

ExitCode run_devices(const DevicesOptions& options) {
  const auto found = find_devices();
  if (options.json) {
    print_document(found);
    return ExitCode::done;
  }
  if (found.server) print_sources(*found.server);
  print_devices(found.devices);
  if (found.server && std::all_of(found.server->sources.begin(), found.server->sources.end(),
                                  [](const auto& source) { return source.is_monitor; })) {
    log::warning(_("there is no microphone, only what is played"), _("plug one in, and look at the sound settings"));
  }
  return ExitCode::done;
}

}  // namespace

void add_devices(Command& program, Context& /*context*/) {
  auto options = std::make_shared<DevicesOptions>();
  auto& devices = program.add_command("devices", _("List the microphones, with the names to use for --device"),
                                      _("earwitness devices\n  earwitness start --device NAME"));
  add_json(devices, options->json);
  on_typed(devices, options, [](const DevicesOptions& o) { return run_devices(o); });
}

}  // namespace earwitness::cli
