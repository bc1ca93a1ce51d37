// SPDX-License-Identifier: MIT
//
// Whose precompiled headers all test programs share.
#include "tests/catch.hpp"
