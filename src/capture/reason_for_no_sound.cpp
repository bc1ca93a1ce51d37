// SPDX-License-Identifier: MIT
#include "capture/reason_for_no_sound.hpp"

#include <cerrno>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "base/translate.hpp"
#include "os/environment.hpp"
#include "os/streams.hpp"

#ifdef EARWITNESS_WITH_ALSA
#include <alsa/asoundlib.h>
#endif

namespace earwitness::capture {

namespace {

struct BrokenSettings {
  std::string path;
  std::string why;
};

#ifdef EARWITNESS_WITH_ALSA

std::vector<std::string> alsa_settings() {
  std::vector<std::string> paths{"/etc/asound.conf"};
  if (const auto home = os::environment("HOME")) {
    paths.push_back(*home + "/.asoundrc");
    paths.push_back(os::environment("XDG_CONFIG_HOME").value_or(*home + "/.config") + "/alsa/asoundrc");
  }
  return paths;
}

/// The file that keeps ALSA from all of its settings, and so from every device.
std::optional<BrokenSettings> find_broken_settings() {
  const os::StderrSilencer silence;
  for (const auto& path : alsa_settings()) {
    snd_input_t* input = nullptr;
    const int opened = snd_input_stdio_open(&input, path.c_str(), "r");
    if (opened == -ENOENT) continue;
    if (opened < 0) return BrokenSettings{path, snd_strerror(opened)};
    snd_config_t* tree = nullptr;
    int read = snd_config_top(&tree);
    if (read >= 0) read = snd_config_load(tree, input);
    if (tree != nullptr) snd_config_delete(tree);
    snd_input_close(input);
    if (read < 0) return BrokenSettings{path, snd_strerror(read)};
  }
  return std::nullopt;
}

#else

std::optional<BrokenSettings> find_broken_settings() { return std::nullopt; }

#endif

}  // namespace

std::optional<DeviceError> reason_for_no_sound() {
  if (const auto broken = find_broken_settings()) {
    const auto shown = base::printable(broken->path);
    return DeviceError(broken->path,
                       tr("the sound settings in {} can't be read: {}", shown, base::printable(broken->why)),
                       tr("correct that file, or move it away: mv {0} {0}.off", shown));
  }
  const auto runtime = os::runtime_folder();
  const auto owner = runtime ? os::other_owner_of(*runtime) : std::nullopt;
  if (!owner) return std::nullopt;
  const auto shown = base::printable(*owner);
  return DeviceError("sound server",
                     tr("the sound of this desktop belongs to the user {}, and does not let another one in", shown),
                     tr("type it as {} itself, without sudo or su", shown));
}

}  // namespace earwitness::capture
