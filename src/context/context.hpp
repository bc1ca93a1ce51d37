// SPDX-License-Identifier: MIT
//
// What every command works with: the world, and the words that all commands share. Made once in app.cpp; one thread.
#pragma once

#include <optional>
#include <string>

#include "grammar/globals.hpp"
#include "os/clock.hpp"
#include "os/file_system.hpp"
#include "settings/config.hpp"

namespace earwitness::context {

struct Context {
  os::FileSystem& fs;
  const os::Clock& clock;
  grammar::Globals globals;
};

/// --config, else $XDG_CONFIG_HOME/earwitness/config.toml.
[[nodiscard]] os::Path config_path(const Context& context);
/// The settings; empty with --no-config, where no file is and none was named, or where others could have written them,
/// which is said: they name roots, commands that are run, and where recordings go. Throws Error(usage), FileError; not
/// where Globals::lenient says so.
[[nodiscard]] settings::Config load_config(const Context& context);

/// A path of the config: `~/` is the home folder.
[[nodiscard]] os::Path expanded(const std::string& path);

/// --archive, else $EARWITNESS_ARCHIVE, else the config's, else ~/earwitness; always absolute. It is confined from then
/// on (os/file_system.hpp): what lies in it may have been put there by anyone.
[[nodiscard]] os::Path archive_path(const Context& context, const settings::Config& config);
[[nodiscard]] os::Path archive_path(const Context& context);
/// In two steps: its path, without its disk being asked, and then the rest.
[[nodiscard]] os::Path named_archive(const Context& context);
[[nodiscard]] os::Path use_archive(os::Path named);
/// The same; empty where the settings can't be read: a path is checked without any, and then no archive is one's own.
[[nodiscard]] os::Path own_archive(const Context& context);

/// The conversation or bag that a person means, as archive::find() has it. A path needs no archive, and so no settings
/// that may not be readable.
/// What is found is confined, as somebody may have handed it over; the path that leads to it is the person's own.
[[nodiscard]] os::Path find_recording(const Context& context, const std::string& word);
/// The same for who changes something there or beside it: absolute, and not a link. Throws Error(not_found).
[[nodiscard]] os::Path find_to_change(const Context& context, const std::string& word);

/// Where control sockets lie: $XDG_RUNTIME_DIR/earwitness, or a folder of the archive where that is unset.
[[nodiscard]] os::Path socket_folder(const os::Path& archive);
/// The socket of the recording that runs in this archive: named by the archive, so that whoever holds its lock may
/// replace what a dead recording left.
[[nodiscard]] os::Path socket_path(const os::Path& archive);
/// The same where no link leads to the archive, without its disk being asked, which may hang. Nothing where it would
/// lie on that disk.
[[nodiscard]] std::optional<os::Path> likely_socket_path(const os::Path& archive);

}  // namespace earwitness::context
