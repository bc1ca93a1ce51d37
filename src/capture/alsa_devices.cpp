// SPDX-License-Identifier: MIT
#include "capture/alsa_devices.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "os/next_function.hpp"

namespace earwitness::capture {

namespace {

/// What PortAudio passes over: building blocks that are no devices by themselves.
constexpr std::array<std::string_view, 10> no_devices{"hw",   "plughw", "plug", "dsnoop", "tee",
                                                      "file", "null",   "shm",  "cards",  "rate_convert"};

/// A function of ALSA's library, which PortAudio brings: no header of it is needed for these few.
template <typename Function>
Function find(const char* name) {
  return reinterpret_cast<Function>(os::find_next_function(name).address);
}

/// Tries some thirty names in /dev where there is none.
bool has_card(int (*next_card)(int*)) {
  int card = -1;
  return next_card(&card) == 0 && card >= 0;
}

}  // namespace

bool has_alsa_devices() {
  const auto next_card = find<int (*)(int*)>("snd_card_next");
  const auto update = find<int (*)()>("snd_config_update");
  const auto read = find<void**>("snd_config");
  const auto search = find<int (*)(void*, const char*, void**)>("snd_config_search");
  const auto first = find<void* (*)(void*)>("snd_config_iterator_first");
  const auto next = find<void* (*)(void*)>("snd_config_iterator_next");
  const auto end = find<void* (*)(void*)>("snd_config_iterator_end");
  const auto entry = find<void* (*)(void*)>("snd_config_iterator_entry");
  const auto name_of = find<int (*)(void*, const char**)>("snd_config_get_id");
  const std::array<const void*, 9> all{
      reinterpret_cast<void*>(next_card), reinterpret_cast<void*>(update), read,
      reinterpret_cast<void*>(search),    reinterpret_cast<void*>(first),  reinterpret_cast<void*>(next),
      reinterpret_cast<void*>(end),       reinterpret_cast<void*>(entry),  reinterpret_cast<void*>(name_of)};
  if (std::find(all.begin(), all.end(), nullptr) != all.end()) return true;
  void* names = nullptr;
  if (update() < 0 || *read == nullptr || search(*read, "pcm", &names) < 0 || names == nullptr) {
    return has_card(next_card);
  }
  for (auto at = first(names), last = end(names); at != last; at = next(at)) {
    const char* name = nullptr;
    if (name_of(entry(at), &name) < 0 || name == nullptr) continue;
    if (std::find(no_devices.begin(), no_devices.end(), name) == no_devices.end()) return true;
  }
  return has_card(next_card);
}

}  // namespace earwitness::capture
