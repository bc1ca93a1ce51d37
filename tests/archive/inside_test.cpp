// SPDX-License-Identifier: MIT
#include "archive/inside.hpp"

#include <filesystem>

#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;

TEST_CASE("inside: a place has one answer, whichever of its names is asked about") {
  const test::TemporaryFolder folder;
  const auto archive = folder / "archive";
  std::filesystem::create_directories(archive / "review" / "recording");
  std::filesystem::create_directories(folder / "archive-of-others");
  std::filesystem::create_directory_symlink(archive, folder / "link");
  std::filesystem::create_directory_symlink(folder / "archive-of-others", archive / "away");
  for (const auto& asked : {archive, folder / "link", archive / "", folder / "link" / "review" / ".."}) {
    CAPTURE(asked.string());
    CHECK(archive::is_inside(archive / "review" / "recording", asked));
    CHECK(archive::is_inside(folder / "link" / "review", asked));
    CHECK(archive::is_inside(archive / "not-there-yet", asked));
    CHECK(archive::is_inside(archive / "", asked));
    CHECK_FALSE(archive::is_inside(folder / "archive-of-others", asked));
    CHECK_FALSE(archive::is_inside(archive / "..", asked));
    CHECK_FALSE(archive::is_inside(archive / "away" / "review", asked));  // it only seems to lie there
  }
  CHECK_FALSE(archive::is_inside(archive, {}));
}
