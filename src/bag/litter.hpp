// SPDX-License-Identifier: MIT
//
// What systems and file managers leave in every folder that somebody looks at or copies: `.DS_Store`, `Thumbs.db`. In a
// bag it is as foreign as anything else that the seal does not cover; but who reads of it must be told that it is no
// forger's. Known by exact names, so that nothing passes for litter by a name that only looks like it. A pure function,
// any thread.
#pragma once

#include <string_view>

namespace earwitness::bag {

/// Of a path from the bag's root: whether it, or a folder that it lies in, has a name that a system gives such things.
/// It says nothing of the content, nor whether a manifest lists it.
[[nodiscard]] bool is_litter(std::string_view path) noexcept;

}  // namespace earwitness::bag
