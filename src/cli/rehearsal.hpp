// SPDX-License-Identifier: MIT
//
// Ten seconds of what an evening will be: recorded, sealed, played, checked, and deleted. One thread.
#pragma once

#include "cli/context.hpp"
#include "cli/microphone.hpp"

namespace earwitness::cli {

/// Says each step. Nothing of it is kept: neither in the archive nor in its ledger. Throws Error, DeviceError.
void rehearse_recording(Context& context, const WantedSound& sound);

}  // namespace earwitness::cli
