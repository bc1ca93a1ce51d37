// SPDX-License-Identifier: MIT
//
// bench_micro's main where Catch2 is v2, whose library was built without benchmarks. It takes longest to compile and
// need not be fast, so it is a file of its own.
#define CATCH_CONFIG_ENABLE_BENCHMARKING
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
