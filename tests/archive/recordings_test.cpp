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
