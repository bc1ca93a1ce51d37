// SPDX-License-Identifier: MIT
//
// Whether only this user (and root) decides what lies at a path. What is believed, or run, because of what a file says
// is asked here first: the settings, the roots of authorities, the keys that are known.
#pragma once

#include <optional>

#include "os/file_system.hpp"

namespace earwitness::os {

/// What lets somebody else decide.
struct OtherWriter {
  enum class Why {
    owner,        ///< it belongs to another user
    permissions,  ///< its group, or everybody, may write it
    acl,          ///< an access control list lets others write it
    links         ///< more links in a row than anybody follows
  };
  Path path;  ///< the file itself, a folder on the way to it, or a link
  Why why = Why::permissions;
};

/// Goes from the root down to `path`, through every link and to where it leads, and gives the first thing that another
/// user could change or exchange: each folder, link and the file belong to this user or to root, and neither group nor
/// others may write them. In a folder where everybody may write but removes only what is their own (as /tmp) the next
/// thing is what counts. Nothing where nobody else can, and where there is no such path. Throws FileError.
[[nodiscard]] std::optional<OtherWriter> find_other_writer(const Path& path);

}  // namespace earwitness::os
