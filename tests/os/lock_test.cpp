// SPDX-License-Identifier: MIT
#include "os/lock.hpp"

#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;

TEST_CASE("lock: one holder at a time, who can say who it is, and an end with its holder") {
  const test::TemporaryFolder folder;
  CHECK_FALSE(os::Lock::holder(folder / "lock"));
  {
    auto lock = os::Lock::acquire(folder / "lock");
    REQUIRE(lock.has_value());
    CHECK_FALSE(os::Lock::acquire(folder / "lock").has_value());
    lock->set_content("a long first word");
    lock->set_content("it is me");
    CHECK(os::Lock::holder(folder / "lock") == "it is me");
  }
  CHECK_FALSE(os::Lock::holder(folder / "lock"));
  CHECK(os::Lock::acquire(folder / "lock").has_value());
}
