// SPDX-License-Identifier: MIT
//
// A sealed bag out of a recording that was interrupted: its process was killed, or the machine lost its power. The bag
// `recovered/` is made beside the original `recording/`, of which nothing is changed. It holds all audio that can be
// had, in whole FLAC files with the original's frames, the journal as far as it goes, and what was found;
// docs/format.md has it all.
//
// Threads: calls are independent, but for the same conversation one at a time. Whoever calls has made sure that the
// recording's process is gone.
// Errors: Error(not_found) where there is no interrupted recording, or no sound in it; Error(unknown_format) for a
// journal of another version; Error(surroundings) where it was recovered already; FileError where the disk fails. Then
// nothing is left behind.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "crypto/signing_key.hpp"
#include "earwitness/base.hpp"
#include "os/clock.hpp"
#include "os/file_system.hpp"

namespace earwitness {

/// What the folder is called where it is made until it is sealed, in the conversation's: archive::new_work_name() of
/// this.
inline constexpr const char* recovery_work_stem = "recovered";

struct Recovery {
  std::filesystem::path bag;  ///< `recovered/` in the conversation's folder
  std::string recording;      ///< UUID
  std::string seal;           ///< hex SHA-256 of its tagmanifest-sha256.txt
  std::uint64_t files = 0;    ///< of audio
  Frames frames = 0;
  double seconds = 0;
  double unjournaled_seconds = 0;   ///< of audio that the recording's own journal did not speak of yet
  std::vector<std::string> losses;  ///< sentences on what could not be recovered, free text made printable
};

/// `conversation` is the folder that `recording/` lies in. The bag is signed by the private Ed25519 key in
/// `signing_key_pem` (PKCS#8 without a passphrase, else Error(usage)). Where it is empty the bag is not signed, and
/// does not verify if the recording was to be.
[[nodiscard]] Recovery recover(const std::filesystem::path& conversation, const std::string& signing_key_pem = {});

/// The same in any world, with a key that signs what is recovered; null: it is not signed.
[[nodiscard]] Recovery recover(os::FileSystem& fs, const os::Clock& clock, const os::Path& conversation,
                               const crypto::SigningKey* key = nullptr);

/// The key to sign that recording with, by its UUID; null: none. Asked once it is known which one it is, before
/// anything is written. An Error of its own ends the recovery. `work_name` is of the folder that it is made in; empty:
/// any new one.
using ChooseKey = std::function<const crypto::SigningKey*(const std::string& recording)>;
[[nodiscard]] Recovery recover(os::FileSystem& fs, const os::Clock& clock, const os::Path& conversation,
                               const ChooseKey& choose_key, const std::string& work_name = {});

}  // namespace earwitness
