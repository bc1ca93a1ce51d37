// SPDX-License-Identifier: MIT
//
// What excerpt and export share. One thread.
#pragma once

#include <memory>

#include "archive/key_file.hpp"
#include "context/context.hpp"
#include "os/lock.hpp"

namespace earwitness::context {

/// The right to make something to hand over, one at a time in this archive: two at once in a folder would take each
/// other's unfinished work for a leftover. Throws Error(surroundings) while another is under way.
[[nodiscard]] os::Lock claim_handing_over(const Context& context);

/// The user's key, its passphrase asked for where it has one; null where there is none yet: none is made for this.
[[nodiscard]] std::shared_ptr<const archive::Signer> signer_if_any(const Context& context);

}  // namespace earwitness::context
