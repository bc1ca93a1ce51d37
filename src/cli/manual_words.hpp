// SPDX-License-Identifier: MIT
//
// What a manual page says and no command's help does: exit codes, environment and files. In English; shown by _().
#pragma once

#include <span>

namespace earwitness::cli {

struct ManualEntry {
  const char* term;
  const char* meaning;
};

[[nodiscard]] std::span<const ManualEntry> exit_codes() noexcept;
[[nodiscard]] std::span<const ManualEntry> environment_variables() noexcept;
[[nodiscard]] std::span<const ManualEntry> files_of_the_user() noexcept;

}  // namespace earwitness::cli
