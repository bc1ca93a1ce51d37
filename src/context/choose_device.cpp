// SPDX-License-Identifier: MIT
#include "context/choose_device.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/text.hpp"
#include "base/translate.hpp"
#include "capture/portaudio.hpp"
#include "desktop/sources.hpp"
#include "terminal/terminal.hpp"

namespace earwitness::context {

namespace {

bool add_sources(std::vector<Choice>& choices) {
  if (!desktop::sound_server_supported()) return false;
  try {
    auto sources = desktop::list_sources().sources;
    std::stable_partition(sources.begin(), sources.end(), [](const desktop::SoundSource& s) { return !s.is_monitor; });
    for (const auto& source : sources) {
      choices.push_back(
          {source.name, fmt::format("{}{}{}{}", source.description, source.is_default ? _(", the default") : "",
                                    source.is_muted ? _(", MUTED") : "",
                                    source.is_monitor ? _(" (what is played, not a microphone)") : "")});
    }
    return true;
  } catch (const desktop::SilentServer&) {
    throw;  // PortAudio would wait for it as well
  } catch (const DeviceError&) {
    return false;
  }
}

std::optional<std::size_t> number_of(const std::string& answer, std::size_t most) {
  std::size_t number = 0;
  const auto* end = answer.data() + answer.size();
  const auto [stop, error] = std::from_chars(answer.data(), end, number);
  if (error != std::errc{} || stop != end || number < 1 || number > most) return std::nullopt;
  return number;
}

}  // namespace

std::vector<Choice> device_choices() {
  std::vector<Choice> choices{{"", _("the default, whichever that is when you record")}};
  if (add_sources(choices)) return choices;
  for (const auto& device : capture::list_devices()) {
    choices.push_back({device.name, fmt::format("{} ({})", device.name, device.host_api)});
  }
  return choices;
}

std::string ask_device(const std::vector<Choice>& choices, const std::string& current, const AskLine& ask) {
  terminal::say(_("\nMicrophones:\n"));
  std::size_t now = 1;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    terminal::say(fmt::format("  {}  {}\n", i + 1, base::printable(choices[i].words)));
    if (choices[i].device == current) now = i + 1;
  }
  for (;;) {
    const auto answer = ask(tr("Which one? [{}]", now));
    if (answer.empty()) return choices[now - 1].device;
    if (const auto number = number_of(answer, choices.size())) return choices[*number - 1].device;
    terminal::say(tr("A number of 1 to {}, please.\n", choices.size()));
  }
}

}  // namespace earwitness::context
