// SPDX-License-Identifier: MIT
//
// The root of the authority that setup was told to ask, kept for `verify` to believe: found by a first time stamp, and
// kept only once the user has held its fingerprint against the one that the authority itself publishes. Else anybody on
// the network could name a root. One thread.
#pragma once

#include "context/context.hpp"
#include "settings/config.hpp"

namespace earwitness::context {

/// Offered where a server is set, somebody can be asked, and no roots are set yet; nothing is asked of the network
/// before the user says so. Sets `config.tsa_roots` where a root was kept. What can't be had is told, and setup goes
/// on.
void offer_to_pin_root(const Context& context, settings::Config& config);

}  // namespace earwitness::context
