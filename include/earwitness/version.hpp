// SPDX-License-Identifier: MIT
//
// The version of earwitness: of the headers that a program was compiled with, and of the library that it was linked
// with. Semantic versioning: while the first number is 0, the second one changes with the interface. The build takes
// the project's version from here.
#pragma once

/// What the library shows to others. The rest is hidden from whoever links a shared object that has the library in it.
#define EARWITNESS_API __attribute__((visibility("default")))

#define EARWITNESS_VERSION_MAJOR 0
#define EARWITNESS_VERSION_MINOR 2
#define EARWITNESS_VERSION_PATCH 0
#define EARWITNESS_VERSION "0.2.0"

namespace earwitness {

/// EARWITNESS_VERSION as the library was compiled. Any thread.
[[nodiscard]] EARWITNESS_API const char* library_version() noexcept;

}  // namespace earwitness
