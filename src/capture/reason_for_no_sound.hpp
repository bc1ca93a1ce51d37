// SPDX-License-Identifier: MIT
//
// Why there is no microphone at all, where that is neither a missing plug nor a missing server: ALSA's settings that
// can't be read, or the desktop of another user. To be asked once something has failed: it reads files. Any thread.
#pragma once

#include <optional>

#include "earwitness/base.hpp"

namespace earwitness::capture {

/// Nothing where nothing of the kind is found.
[[nodiscard]] std::optional<DeviceError> reason_for_no_sound();

}  // namespace earwitness::capture
