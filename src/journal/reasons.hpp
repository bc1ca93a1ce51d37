// SPDX-License-Identifier: MIT
//
// Why a recording ended, as its `close` line says it: the words that recordings have for ever. Who records, recovers,
// imports and verifies has an enum or a rule of its own, and these words.
#pragma once

namespace earwitness::journal {

inline constexpr const char* reason_stopped = "stopped";
inline constexpr const char* reason_terminal_closed = "terminal_closed";
inline constexpr const char* reason_max_duration = "max_duration";
inline constexpr const char* reason_signal = "signal";
inline constexpr const char* reason_device_lost = "device_lost";
inline constexpr const char* reason_io_error = "io_error";
inline constexpr const char* reason_disk_full = "disk_full";
inline constexpr const char* reason_recovered = "recovered";
inline constexpr const char* reason_imported = "imported";

}  // namespace earwitness::journal
