// SPDX-License-Identifier: MIT
#pragma once

#include "crypto/signing_key.hpp"
#include "earwitness/recover.hpp"
#include "os/clock.hpp"
#include "os/file_system.hpp"

namespace earwitness {

/// recover() in any world, with a key that signs what is recovered; null: it is not signed.
[[nodiscard]] Recovery recover(os::FileSystem& fs, const os::Clock& clock, const os::Path& conversation,
                               const crypto::SigningKey* key = nullptr);

}  // namespace earwitness
