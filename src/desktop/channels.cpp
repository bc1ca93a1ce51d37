// SPDX-License-Identifier: MIT
#include "desktop/channels.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <set>
#include <string_view>

namespace earwitness::desktop {

namespace {

constexpr std::uint16_t max_channels = 32;  // of the plug-in
constexpr const char* alone = "mono";
constexpr std::string_view without_place = "aux";
constexpr std::array in_room{"front-left",   "front-right", "rear-left", "rear-right",
                             "front-center", "lfe",         "side-left", "side-right"};

/// The counts that the plug-in has names for; what is more is called `aux0` and on.
std::size_t named_of(std::size_t channels) {
  if (channels >= 8) return 8;
  if (channels == 7) return 6;
  return channels == 3 ? 2 : channels;
}

bool has(const Positions& all, const std::string& one) { return std::find(all.begin(), all.end(), one) != all.end(); }

}  // namespace

Positions plugin_positions(std::uint16_t channels) {
  if (channels == 1) return {alone};
  Positions positions(in_room.begin(), in_room.begin() + static_cast<std::ptrdiff_t>(named_of(channels)));
  for (std::size_t i = 0; positions.size() < channels; ++i)
    positions.push_back(std::string(without_place) + std::to_string(i));
  return positions;
}

std::optional<ChannelPlace> find_place(const Positions& source, std::uint16_t number, bool is_pipewire) {
  if (number < 1 || number > source.size()) return std::nullopt;
  if (source.size() == 1) return ChannelPlace{1, 0};
  if (std::set<std::string>(source.begin(), source.end()).size() != source.size()) return std::nullopt;
  const auto& wanted = source[number - 1];
  const auto is_kept_apart = [&](const Positions& stream) {
    if (is_pipewire && stream.size() != source.size()) return false;
    return std::all_of(source.begin(), source.end(), [&](const std::string& one) {
      const bool is_left_out = !is_pipewire && one.starts_with(without_place) && one != wanted;
      return is_left_out || has(stream, one);
    });
  };
  for (std::uint16_t channels = 2; channels <= max_channels; ++channels) {
    const auto stream = plugin_positions(channels);
    if (!is_kept_apart(stream)) continue;
    const auto at = std::find(stream.begin(), stream.end(), wanted) - stream.begin();
    return ChannelPlace{channels, static_cast<std::uint16_t>(at)};
  }
  return std::nullopt;
}

std::optional<std::uint16_t> place_in(const Positions& stream, const Positions& source, std::uint16_t number) {
  if (number < 1 || number > source.size()) return std::nullopt;
  if (source.size() == 1 && !stream.empty()) return std::uint16_t{0};  // heard in all channels but the deep ones
  const auto at = std::find(stream.begin(), stream.end(), source[number - 1]);
  if (at == stream.end()) return std::nullopt;
  return static_cast<std::uint16_t>(at - stream.begin());
}

}  // namespace earwitness::desktop
