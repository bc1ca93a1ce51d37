// SPDX-License-Identifier: MIT
#include "context/missing_disk.hpp"

#include "tests/catch.hpp"

using namespace earwitness;

TEST_CASE("archive: only below where disks are mounted one can be missing") {
  for (const char* path : {"/media/stick", "/media/user/stick/archive", "/run/media/user/stick", "/mnt/stick",
                           "/mnt/stick/../other", "/home/../media/stick"}) {
    CAPTURE(path);
    CHECK(context::is_place_for_disks(path));
  }
  for (const char* path : {"/media", "/mnt", "/mnt/", "/mnt/..", "/mediathek/a", "/home/media/a", "media/stick", "/",
                           "/run/user/1000", "/mnt/../home/a"}) {
    CAPTURE(path);
    CHECK_FALSE(context::is_place_for_disks(path));
  }
}
