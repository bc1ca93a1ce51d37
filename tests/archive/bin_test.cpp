// SPDX-License-Identifier: MIT
#include "archive/bin.hpp"

#include <chrono>
#include <filesystem>
#include <fstream>

#include "base/time.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;
using namespace earwitness::archive;

namespace {

const UtcTime now = *base::parse_rfc3339("2026-11-30T08:40:05.5Z");

struct Archive {
  test::TemporaryFolder root;
  os::FileSystem& fs = os::posix_file_system();

  os::Path make(const std::string& name, const std::string& content = "sound") {
    const auto folder = root / name;
    std::filesystem::create_directories(folder / "recording");
    std::ofstream(folder / "recording" / "data") << content;
    return folder;
  }
  static std::string content_of(const os::Path& folder) {
    std::ifstream file(folder / "recording" / "data");
    return {std::istreambuf_iterator<char>(file), {}};
  }
};

}  // namespace

TEST_CASE("bin: what is put there is kept whole for seven days, under the moment and its name") {
  Archive archive;
  const auto binned = put_into_bin(archive.fs, archive.make("talk"), now);
  CHECK(binned.folder == archive.root / ".bin" / "20261130T084005Z" / "talk");
  CHECK(base::rfc3339(binned.until()) == "2026-12-07T08:40:05.000000000Z");
  CHECK_FALSE(std::filesystem::exists(archive.root / "talk"));
  CHECK(Archive::content_of(binned.folder) == "sound");

  const auto found = read_bin(archive.fs, archive.root.path());
  REQUIRE(found.size() == 1);
  CHECK(found.front().name == "talk");
  CHECK(found.front().deleted == binned.deleted);
}

TEST_CASE("bin: what is taken back is where it was, and nothing is left of the bin") {
  Archive archive;
  const auto binned = put_into_bin(archive.fs, archive.make("talk"), now);
  CHECK(take_back(archive.fs, archive.root.path(), binned) == archive.root / "talk");
  CHECK(Archive::content_of(archive.root / "talk") == "sound");
  CHECK_FALSE(std::filesystem::exists(archive.root / ".bin"));
}

TEST_CASE("bin: a name that is taken by now is not given twice") {
  Archive archive;
  const auto binned = put_into_bin(archive.fs, archive.make("talk", "first"), now);
  (void)archive.make("talk", "second");
  CHECK_THROWS_AS(take_back(archive.fs, archive.root.path(), binned), Error);
  CHECK(Archive::content_of(archive.root / "talk") == "second");
  CHECK(Archive::content_of(binned.folder) == "first");
}

TEST_CASE("bin: two of one name in one second are both kept, and a name means the newest") {
  Archive archive;
  const auto first = put_into_bin(archive.fs, archive.make("talk", "first"), now);
  const auto second = put_into_bin(archive.fs, archive.make("talk", "second"), now);
  CHECK(Archive::content_of(first.folder) == "first");
  CHECK(Archive::content_of(second.folder) == "second");
  const auto meant = find_in_bin(archive.fs, archive.root.path(), "talk");
  REQUIRE(meant.size() == 1);
  CHECK(meant.front().folder == second.folder);
  CHECK(find_in_bin(archive.fs, archive.root.path(), "tal").size() == 2);
  CHECK(find_in_bin(archive.fs, archive.root.path(), "other").empty());
  CHECK(find_in_bin(archive.fs, archive.root.path(), first.folder.string()).front().folder == first.folder);
}

TEST_CASE("bin: what has no such name in it is nobody's to bring back or to remove") {
  Archive archive;
  for (const char* name : {".bin/talk", ".bin/20261330T084005Z/talk", ".bin/20261130T084005/talk"})
    (void)archive.make(name);
  std::ofstream(archive.root / ".bin" / "20261130T084005Z") << "a file";
  CHECK(read_bin(archive.fs, archive.root.path()).empty());
  remove_empty_folders_of_bin(archive.fs, archive.root.path());
  CHECK(Archive::content_of(archive.root / ".bin" / "talk") == "sound");
}

TEST_CASE("bin: a cut before its one step leaves the recording where it was") {
  Archive archive;
  (void)archive.make("talk");
  archive.fs.make_folder(archive.root / ".bin");
  archive.fs.make_folder(archive.root / ".bin" / "20261130T084005Z");
  CHECK(read_bin(archive.fs, archive.root.path()).empty());
  CHECK(put_into_bin(archive.fs, archive.root / "talk", now).deleted == std::chrono::floor<std::chrono::seconds>(now));
}
