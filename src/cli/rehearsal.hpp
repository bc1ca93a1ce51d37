// SPDX-License-Identifier: MIT
//
// Ten seconds of what an evening will be: recorded, sealed, played, checked, and deleted. One thread.
#pragma once

#include "context/context.hpp"
#include "context/microphone.hpp"

namespace earwitness::cli {

/// Says each step. Nothing of it is kept: neither in the archive nor in its ledger. Throws Error, DeviceError.
void rehearse_recording(context::Context& context, const context::WantedSound& sound);

}  // namespace earwitness::cli
