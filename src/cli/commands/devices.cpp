// SPDX-License-Identifier: MIT

#include "results/devices.hpp"

#include <algorithm>
#include <memory>

#include "base/next_step.hpp"
#include "base/translate.hpp"
#include "capture/portaudio.hpp"
#include "cli/commands/commands.hpp"
#include "desktop/sources.hpp"
#include "json/value.hpp"
#include "log/log.hpp"

namespace earwitness::cli {

namespace {

struct DevicesOptions {
  bool json = false;
};

/// What can't be asked is said and left out: one of the two is enough to record from. A server that does not answer is
/// the end: PortAudio would wait for it as well.
results::FoundDevices find_devices() {
  results::FoundDevices found;
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

ExitCode run_devices(const DevicesOptions& options) {
  const auto found = find_devices();
  if (options.json) {
    results::print_document(found);
    return ExitCode::done;
  }
  results::print(found);
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
