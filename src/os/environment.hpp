// SPDX-License-Identifier: MIT
//
// What the environment says. Read it before threads start: setting a variable while another thread reads is a race.
#pragma once

#include <optional>
#include <string>

#include "os/file_system.hpp"

namespace earwitness::os {

/// Nothing if it is unset or empty.
[[nodiscard]] std::optional<std::string> environment(const char* name);
void set_environment(const char* name, const std::string& value);
/// Nothing: unsets it.
void restore_environment(const char* name, const std::optional<std::string>& value);

/// $HOME, else the user's entry in passwd. Throws Error(surroundings) if there is neither.
[[nodiscard]] Path home_folder();
/// $XDG_RUNTIME_DIR; nothing if it is unset or not an absolute path.
[[nodiscard]] std::optional<Path> runtime_folder();
/// $XDG_CONFIG_HOME if it is an absolute path, else ~/.config.
[[nodiscard]] Path config_folder();
/// $XDG_DATA_HOME if it is an absolute path, else ~/.local/share.
[[nodiscard]] Path data_folder();

/// The name of the user whose file or folder this is (or their number), where that is not the one who runs this.
[[nodiscard]] std::optional<std::string> other_owner_of(const Path& path);

/// Whether a terminal would hang up on this process when it is closed.
[[nodiscard]] bool has_controlling_terminal() noexcept;

}  // namespace earwitness::os
