// SPDX-License-Identifier: MIT
#include "os/retry.hpp"

#include "tests/catch.hpp"

using namespace earwitness;

TEST_CASE("retry: a call that a signal ended is made again, any other failure is told at once") {
  int calls = 0;
  const auto answers = [&](int code, int after) {
    return os::retry_interrupted([&calls, code, after] {
      errno = code;
      return ++calls < after ? -1 : 7;
    });
  };
  CHECK(answers(EINTR, 3) == 7);
  CHECK(calls == 3);
  calls = 0;
  CHECK(answers(EIO, 3) == -1);
  CHECK(calls == 1);
}
