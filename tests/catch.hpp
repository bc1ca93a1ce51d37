// SPDX-License-Identifier: MIT
//
// Catch2 is v2 on Debian 12 and v3 on Debian 13; the tests include only this.
#pragma once

#if __has_include(<catch2/catch_test_macros.hpp>)
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
namespace earwitness::test {
using Catch::Approx;
}
#else
#include <catch2/catch.hpp>
namespace earwitness::test {
using Catch::Detail::Approx;
}
#endif
