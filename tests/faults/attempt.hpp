// SPDX-License-Identifier: MIT
//
// One recording from its folder to its seal and the check that follows it, as `earwitness start` does it, but on one
// thread and in the world's time; and what came of it.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "crypto/signing_key.hpp"
#include "os/file_system.hpp"
#include "tests/faults/scripted_source.hpp"
#include "tests/faults/world.hpp"

namespace earwitness::faults {

/// The archive of all attempts; it must be there.
inline constexpr const char* archive_path = "/archive";
/// A frame of it holds 32 bits: number_of() can tell each.
inline constexpr AudioFormat attempt_format{8000, 2, 16};

/// Signs every attempt, and what is recovered of it.
[[nodiscard]] const crypto::SigningKey& signing_key();

/// What a user would be told.
struct Reported {
  ErrorKind kind = ErrorKind::surroundings;
  std::string subject;
  std::string sentence;
};

struct Attempt {
  os::Path folder;               ///< of the conversation; empty where it was never made
  std::optional<Reported> told;  ///< the error; nothing: `start` would exit with 0
  std::string not_ours;          ///< what() of an exception of another family: a bug
  bool sealed = false;
  bool unchanged = false;   ///< as verify says right after the seal
  Frames acknowledged = 0;  ///< that were said to be on disk
};

struct AttemptOptions {
  std::chrono::nanoseconds length{std::chrono::seconds(5)};
  std::optional<std::chrono::seconds> split{};
  std::optional<std::chrono::nanoseconds> pause_after{};  ///< and it stays paused
  std::chrono::seconds ring{60};
  std::string archive = archive_path;
  /// Is called after each round of the writer.
  std::function<void()> on_round{};
  bool verified = true;  ///< after the seal
};

/// Records from the device, seals and checks. Throws nothing: what went wrong is in the attempt.
[[nodiscard]] Attempt record(os::FileSystem& fs, const World& world, const std::shared_ptr<Device>& device,
                             const AttemptOptions& options = {});

}  // namespace earwitness::faults
