// SPDX-License-Identifier: MIT
//
// What others than the user could have written, or put in a file's place, is told with the very thing that lets them.
#include "os/other_writers.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;
using Why = os::OtherWriter::Why;

namespace {

/// A folder `a/b` with a file in it, all of this user.
struct Place {
  test::TemporaryFolder folder;
  os::Path a = folder.path() / "a";
  os::Path b = a / "b";
  os::Path file = b / "file";
  Place() {
    std::filesystem::create_directories(b);
    set(folder.path(), 0700);  // whatever the umask
    std::ofstream(file) << "content";
    set(a, 0755);
    set(b, 0755);
    set(file, 0644);
  }
  static void set(const os::Path& path, mode_t mode) { REQUIRE(::chmod(path.c_str(), mode) == 0); }
};

void check(const os::Path& path, const os::Path& culprit, Why why) {
  const auto found = os::find_other_writer(path);
  REQUIRE(found.has_value());
  CHECK(found->path == culprit);
  CHECK(found->why == why);
}

}  // namespace

TEST_CASE("other writers: what only the user can write has none, and neither has what is not there") {
  const Place place;
  CHECK_FALSE(os::find_other_writer(place.file));
  CHECK_FALSE(os::find_other_writer(place.b / "nothing"));
  CHECK_FALSE(os::find_other_writer(place.b / ".." / "b" / "." / "file"));
  CHECK_FALSE(os::find_other_writer("/"));
  Place::set(place.file, 0600);
  CHECK_FALSE(os::find_other_writer(place.file));
}

TEST_CASE("other writers: the file, and each folder on the way, writable by the group or by everybody") {
  for (const mode_t bit : {020U, 002U, 022U}) {
    const Place place;
    Place::set(place.file, 0644 | bit);
    check(place.file, place.file, Why::permissions);
    Place::set(place.file, 0644);
    for (const auto& folder : {place.a, place.b}) {
      Place::set(folder, 0755 | bit);
      check(place.file, folder, Why::permissions);
      check(place.b / "nothing", folder, Why::permissions);  // anybody could put it there
      Place::set(folder, 0755);
    }
    CHECK_FALSE(os::find_other_writer(place.file));
  }
}

TEST_CASE("other writers: in a folder like /tmp what counts is whose the thing in it is") {
  const Place place;
  Place::set(place.b, 01777);
  CHECK_FALSE(os::find_other_writer(place.file));
  Place::set(place.file, 0666);
  check(place.file, place.file, Why::permissions);
}

TEST_CASE("other writers: a link is followed, and where it leads counts as much as where it lies") {
  const Place place;
  const Place elsewhere;
  const auto link = place.b / "link";
  std::filesystem::create_symlink(elsewhere.file, link);
  CHECK_FALSE(os::find_other_writer(link));
  Place::set(elsewhere.b, 0777);
  check(link, elsewhere.b, Why::permissions);
  Place::set(elsewhere.b, 0755);
  Place::set(elsewhere.file, 0664);
  check(link, elsewhere.file, Why::permissions);
  Place::set(elsewhere.file, 0644);
  Place::set(place.b, 0777);
  check(link, place.b, Why::permissions);
  Place::set(place.b, 0755);

  // By a folder that is a link, and by a way up from where it leads.
  std::filesystem::create_symlink("../a/b", place.folder.path() / "a" / "c");
  CHECK_FALSE(os::find_other_writer(place.a / "c" / "file"));
  std::filesystem::create_directory_symlink(elsewhere.b, place.folder.path() / "d");
  Place::set(elsewhere.a, 0777);
  check(place.folder.path() / "d" / ".." / "b" / "file", elsewhere.a, Why::permissions);
  Place::set(elsewhere.a, 0755);

  const auto loop = place.b / "loop";
  std::filesystem::create_symlink("loop", loop);
  check(loop, loop, Why::links);
}

TEST_CASE("other writers: what belongs to another user is the other user's") {
  if (::geteuid() != 0) {
    WARN("NOT TESTED: only root can give a file away");
    return;
  }
  const Place place;
  REQUIRE(::chown(place.file.c_str(), 12345, 12345) == 0);
  check(place.file, place.file, Why::owner);
  REQUIRE(::chown(place.file.c_str(), 0, 0) == 0);
  REQUIRE(::chown(place.b.c_str(), 12345, 0) == 0);
  check(place.file, place.b, Why::owner);
  REQUIRE(::chown(place.b.c_str(), 0, 0) == 0);
  const auto link = place.b / "link";
  std::filesystem::create_symlink(place.file, link);
  REQUIRE(::lchown(link.c_str(), 12345, 12345) == 0);
  check(link, link, Why::owner);
}
