// SPDX-License-Identifier: MIT
#include "os/process.hpp"

#include <unistd.h>

#include "tests/catch.hpp"
#include "tests/os/child.hpp"

using namespace earwitness;

TEST_CASE("process: a command's name may hold spaces, parentheses and a whole false ending") {
  const auto plain = os::parse_stat("4711 (bash) S 12 4711 4711 34816 4711 4194304");
  REQUIRE(plain.has_value());
  CHECK(plain->name == "bash");
  CHECK(plain->parent == 12);

  const auto nasty = os::parse_stat("4711 (a) S 1 (b) ) R 99 4711 4711\n");
  REQUIRE(nasty.has_value());
  CHECK(nasty->name == "a) S 1 (b) ");
  CHECK(nasty->parent == 99);

  CHECK(os::parse_stat("1 () S 0 1")->name.empty());
}

TEST_CASE("process: what is no such line is told as such") {
  for (const auto* line : {"", "4711", "4711 (bash", "4711 bash) S 12", ")(", "4711 (bash)", "4711 (bash) S",
                           "4711 (bash) S x", "4711 (bash) S -1", "4711 (bash) S 99999999999999999999999"}) {
    INFO(line);
    CHECK_FALSE(os::parse_stat(line).has_value());
  }
}

TEST_CASE("process: the nearest ancestor is the parent, whatever it is called") {
  auto expected = test::content_of("/proc/self/comm");
  REQUIRE_FALSE(expected.empty());
  expected.pop_back();
  const auto code = test::in_child([&] {
    const auto names = os::ancestors();
    return !names.empty() && names.front() == expected ? 0 : 1;
  });
  CHECK(code == 0);
}

TEST_CASE("process: what starts commands by the clock is known, in capitals too, and nothing like it") {
  for (const auto* name : {"cron", "crond", "atd", "anacron", "fcron", "CRON"}) {
    CHECK(os::scheduler_among({"sh", name, "systemd"}) == name);
  }
  CHECK_FALSE(os::scheduler_among({"bash", "cronic", "micron", "patd", "systemd"}).has_value());
  CHECK_FALSE(os::scheduler_among({}).has_value());
}

TEST_CASE("process: a scheduler is found over several generations") {
  const auto code = test::in_child([] {
    std::ofstream("/proc/self/comm") << "crond";
    return test::in_child([] { return test::in_child([] { return os::started_below() == "crond" ? 0 : 1; }); });
  });
  CHECK(code == 0);
}

TEST_CASE("process: the living and the dead are told apart") {
  CHECK(os::is_alive(os::own_pid()));
  const auto child = test::start_child([] { return 0; });
  test::end_of(child);
  CHECK_FALSE(os::is_alive(child));
  for (const auto pid : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1} << 40}) CHECK_FALSE(os::is_alive(pid));
}

TEST_CASE("process: the boot's name is the same as long as the machine runs") {
  CHECK(os::boot_id().size() == 36);
  CHECK(os::boot_id() == os::boot_id());
}
