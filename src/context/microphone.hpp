// SPDX-License-Identifier: MIT
//
// The source that a person means by `--device`. One thread.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/recording_kind.hpp"
#include "capture/input.hpp"
#include "capture/source.hpp"
#include "earwitness/base.hpp"
#include "settings/config.hpp"

namespace earwitness::context {

/// `--device test-signal`: the built-in signal, for demonstrations and tests.
inline constexpr const char* test_signal_name = recording_kind::test_signal;

/// What is to be recorded, and as what.
struct WantedSound {
  std::string device;
  AudioFormat format;
  std::optional<capture::ChannelWish> channel{};  ///< one input alone
};

/// `device` is a source of the sound server by its name, one of PortAudio's devices, the test signal, or empty for the
/// default. Opens it without starting. Throws DeviceError, capture::NoSuchChannel.
[[nodiscard]] std::unique_ptr<capture::Source> open_source(const WantedSound& wanted, Track track = Track::only);

/// The other side of a call: the source `fixed` by its name, or, without a name, what is heard where the call plays
/// now. Opens it without starting. Throws DeviceError, which says what to do where there is no sound server.
[[nodiscard]] std::unique_ptr<capture::Source> open_far_source(const std::string& fixed, const AudioFormat& format);

/// What the settings say to record, and the usual where they say nothing.
[[nodiscard]] AudioFormat configured_format(const settings::Config& config);
/// What `--channel` names. Throws Error (usage) where no device has so many.
[[nodiscard]] std::uint16_t checked_channel(std::uint16_t number);
[[nodiscard]] WantedSound configured_sound(const settings::Config& config, const std::string& device);
/// The same as a recording's input: opened again whenever it is lost. Throws DeviceError.
[[nodiscard]] std::unique_ptr<capture::Input> open_input(const WantedSound& wanted, Track track = Track::only);
[[nodiscard]] std::unique_ptr<capture::Input> open_far_input(const std::string& fixed, const AudioFormat& format);

/// Whether a program seems to be in a call.
[[nodiscard]] bool is_in_call() noexcept;
/// Says so.
[[nodiscard]] std::string call_hint();
/// The same as one line, where a program seems to be in a call and one side of it alone is recorded.
void mention_call() noexcept;

}  // namespace earwitness::context
