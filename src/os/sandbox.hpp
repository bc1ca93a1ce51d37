// SPDX-License-Identifier: MIT
//
// A sandbox for a process that reads what anybody may have made: it gives up, for good, everything but reading from and
// writing to the descriptors that it has. From then on it opens no file, makes no socket and no process, and makes no
// memory executable, whatever takes it over.
//
// Three layers, each complete by itself: an allow-list of system calls (seccomp; opening a file is refused with EPERM,
// as C libraries ask for time zones and the like and go on without; any other call kills the process), Landlock
// without a single path, and resource limits. To be entered while there is one thread. Linux on x86-64, i386, ARM and
// RISC-V; on others there is no allow-list, and enter_sandbox() says so.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "os/descriptor.hpp"

namespace earwitness::os {

struct SandboxLimits {
  std::uint64_t address_bytes = 0;  ///< of memory, mapped or not; 0: no limit
  std::uint64_t cpu_seconds = 0;    ///< after which the kernel kills it; 0: no limit
};

struct Sandbox {
  bool system_calls = false;  ///< the allow-list holds
  bool landlock = false;      ///< the kernel has it
  bool limits = false;
};

/// Closes every descriptor but the standard streams, then enters. What could not be had is false; the caller decides.
[[nodiscard]] Sandbox enter_sandbox(const SandboxLimits& limits) noexcept;

// What a process in the sandbox reads and writes with: no name, no lock, no exception.

/// Bytes of the open file; nothing if it is no regular file. To be asked before the sandbox is entered.
[[nodiscard]] std::optional<std::uint64_t> file_size(Fd file) noexcept;
/// As many bytes as there are, up to into.size(), without moving the file's position: it is shared with others. Nothing
/// on an error.
[[nodiscard]] std::optional<std::size_t> read_at(Fd file, std::uint64_t offset, std::span<std::byte> into) noexcept;
/// All of it; false once the reader is gone.
[[nodiscard]] bool write_pipe(Fd pipe, std::span<const std::byte> bytes) noexcept;

}  // namespace earwitness::os
