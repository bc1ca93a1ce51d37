// SPDX-License-Identifier: MIT
//
// Time stamps beside a seal: the one thing that is ever added to a sealed bag (docs/format.md, "Time stamps"). They are
// over seal/signature.ed25519, so a recording without a signature has none.
//
// One thread. Throws FileError.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "archive/settle.hpp"
#include "crypto/sha256.hpp"
#include "os/file_system.hpp"

namespace earwitness::archive {

/// What a time stamp of this sealed bag is to be over; nothing where it has no signature.
[[nodiscard]] std::optional<crypto::Digest> to_be_stamped(os::FileSystem& fs, const os::Path& bag);
/// Whether there is one; whether it holds is verify's to say.
[[nodiscard]] bool is_stamped(os::FileSystem& fs, const os::Path& bag);

/// What an intent's `change` calls it, and what the two are called in the conversation's folder until they are named:
/// new_work_name() of these.
inline constexpr const char* change_time_stamp = "timestamp";
inline constexpr const char* evidence_work_stem = ".timestamp.pem";
inline constexpr const char* time_stamp_work_stem = ".timestamp.tsr";

/// Stores the answer and what lies beside it under the next free number; read-only, synced, both or neither. Returns
/// the answer's path in the bag. Throws Error(surroundings) where the bag is no longer the one that `over` is of, as
/// its part was deleted meanwhile: the caller holds whatever keeps that from happening now. Throws
/// Error(unknown_format) beyond limits::time_stamp_numbers.
std::string store_time_stamp(os::FileSystem& fs, const os::Path& bag, const crypto::Digest& over,
                             std::span<const std::byte> response, const std::string& evidence,
                             const Intents* intents = nullptr);

}  // namespace earwitness::archive
