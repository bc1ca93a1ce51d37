// SPDX-License-Identifier: MIT
//
// What is listed is what stands there, read as its format says, or nothing.
#include "archive/recordings.hpp"

#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;

namespace {

archive::Item listed(const std::string& bag_info) {
  auto& fs = os::posix_file_system();
  const test::TemporaryFolder folder;
  const auto a = archive::begin(fs, folder.path(), UtcTime{}, "talk");
  os::write_new(fs, a.bag() / "bag-info.txt", bag_info);
  os::write_new(fs, a.bag() / "tagmanifest-sha256.txt", "");
  const auto items = archive::list(fs, folder.path());
  REQUIRE(items.size() == 1);
  return items.front();
}

}  // namespace

TEST_CASE("recordings: a length that can't be true is none") {
  for (const char* seconds : {"inf", "-inf", "nan", "-1", "1e400", "1e300", "12x", ""}) {
    CAPTURE(seconds);
    CHECK_FALSE(listed(std::string("Earwitness-Seconds: ") + seconds + "\n").seconds);
  }
  CHECK(listed("Earwitness-Seconds: 12.5\n").seconds == 12.5);
}

TEST_CASE("recordings: a title over several lines, ended in any way, is one title") {
  CHECK(listed("External-Description: one\r\n  two\r\nEarwitness-Seconds: 1\r\n").title == "one two");
  CHECK(listed("external-description: one\rEarwitness-Seconds: 1\r").title == "one");
}

TEST_CASE("recordings: what is a link, or no folder, in the place of one is none, and the others are listed") {
  auto& fs = os::posix_file_system();
  const test::TemporaryFolder folder;
  const auto root = folder / "archive";
  os::make_folders(fs, root);
  const auto own = archive::begin(fs, root, UtcTime{}, "own");
  const auto elsewhere = archive::begin(fs, folder.path(), UtcTime{}, "elsewhere");
  for (const auto& conversation : {own, elsewhere})
    os::write_new(fs, conversation.bag() / "tagmanifest-sha256.txt", "");
  std::filesystem::create_directory_symlink(elsewhere.folder, root / "2026-01-01_00-00-00_linked");
  const auto strange = root / "2026-01-01_00-00-01_strange";
  fs.make_folder(strange);
  std::filesystem::create_directory_symlink(elsewhere.bag(), strange / "recording");
  const auto file = root / "2026-01-01_00-00-02_file";
  fs.make_folder(file);
  os::write_new(fs, file / "recording", "");
  const auto items = archive::list(fs, root);
  REQUIRE(items.size() == 1);
  CHECK(items.front().folder == own.folder);
  CHECK(archive::names(fs, root) == std::vector<std::string>{own.folder.filename().string()});
  CHECK(archive::interrupted(fs, root).empty());
  for (const char* name : {"linked", "strange", "file", "2026-01-01_00-00-00_linked"}) {
    CHECK_THROWS_AS(archive::find(fs, root, name), Error);
  }
  CHECK(archive::find(fs, root, "own") == own.folder);
}
