// SPDX-License-Identifier: MIT
//
// A home of a test's own, in which commands are run without a process.
#pragma once

#include <string>
#include <vector>

#include "cli/app.hpp"
#include "earwitness/base.hpp"
#include "tests/catch.hpp"
#include "tests/context/home.hpp"

namespace earwitness::test {

struct World : Home {
  /// The words of a command line; their result goes to stdout.
  terminal::ExitCode run(const std::vector<std::string>& words) {
    context.globals = {};
    return cli::run_words(words, context);
  }

  /// The error that they throw.
  Error error(const std::vector<std::string>& words) {
    try {
      static_cast<void>(run(words));
    } catch (const Error& thrown) {
      return thrown;
    }
    FAIL("no error");
    return {ErrorKind::usage, {}, {}};
  }
};

}  // namespace earwitness::test
