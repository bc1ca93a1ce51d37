// SPDX-License-Identifier: MIT
//
// What the headers that are compiled once belong to: CMake wants a file.
#include "base/common_headers.hpp"
