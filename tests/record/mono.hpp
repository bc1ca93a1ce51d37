// SPDX-License-Identifier: MIT
#pragma once

#include "earwitness/base.hpp"

namespace earwitness::test {

/// What most of these tests record.
inline constexpr AudioFormat format{8000, 1, 16};

}  // namespace earwitness::test
