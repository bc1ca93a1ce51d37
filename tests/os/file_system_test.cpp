// SPDX-License-Identifier: MIT
//
// The door to files keeps its promises: modes, no links followed, nothing left behind by a failure, errors that name
// the file and say what to do.
#include "os/file_system.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/text.hpp"
#include "os/environment.hpp"
#include "tests/catch.hpp"
#include "tests/os/child.hpp"
#include "tests/os/mode_of.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;
using test::mode_of;
using test::TemporaryFolder;

namespace {

os::FileSystem& fs() { return os::posix_file_system(); }

}  // namespace

TEST_CASE("files: new ones are the user's alone, sealed ones read-only") {
  const TemporaryFolder folder;
  ::umask(0);
  os::write_new(fs(), folder / "a", "x");
  fs().make_folder(folder / "d");
  CHECK(mode_of(folder / "a") == 0600);
  CHECK(mode_of(folder / "d") == 0700);
  fs().make_read_only(folder / "a");
  CHECK(mode_of(folder / "a") == 0400);
}

TEST_CASE("files: a name that is taken is never written over") {
  const TemporaryFolder folder;
  os::write_new(fs(), folder / "a", "first");
  CHECK_THROWS_AS(os::write_new(fs(), folder / "a", "second"), FileError);
  CHECK(os::read_all(fs(), folder / "a", 100) == "first");
}

TEST_CASE("files: what is there already is gone on with at its end, and a link is not followed there") {
  const TemporaryFolder folder;
  os::write_new(fs(), folder / "a", "first");
  {
    const auto file = fs().open_to_append(folder / "a");
    CHECK(file->position() == 5);
    os::write_all(*file, base::as_bytes(", second"));
    file->seek(0);
    char read[5];
    REQUIRE(os::read_exactly(*file, std::as_writable_bytes(std::span(read))));
    CHECK(std::string_view(read, 5) == "first");
  }
  CHECK(os::read_all(fs(), folder / "a", 100) == "first, second");
  CHECK_THROWS_AS(fs().open_to_append(folder / "none"), FileError);
  std::filesystem::create_symlink(folder / "a", folder / "link");
  CHECK_THROWS_AS(fs().open_to_append(folder / "link"), FileError);
}

TEST_CASE("files: it is told who else may open one") {
  const TemporaryFolder folder;
  os::write_new(fs(), folder / "a", "x");
  CHECK_FALSE(fs().status(folder / "a")->exposed);
  CHECK_FALSE(fs().status(folder / "a")->foreign);
  for (const mode_t mode : {0640U, 0604U, 0620U, 0602U}) {
    REQUIRE(::chmod((folder / "a").c_str(), mode) == 0);
    CHECK(fs().status(folder / "a")->exposed);
  }
  if (::geteuid() == 0) {
    REQUIRE(::chown((folder / "a").c_str(), 12345, 0) == 0);
    CHECK(fs().status(folder / "a")->foreign);
  }
}

TEST_CASE("files: links are not followed, and what is no file is not opened") {
  const TemporaryFolder folder;
  os::write_new(fs(), folder / "target", "x");
  std::filesystem::create_symlink(folder / "target", folder / "link");
  CHECK_THROWS_AS(fs().open(folder / "link"), FileError);
  CHECK(fs().status(folder / "link")->kind == os::EntryKind::link);
  fs().make_folder(folder / "d");
  CHECK_THROWS_AS(fs().open(folder / "d"), FileError);
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  CHECK_THROWS_AS(fs().open(folder / "pipe"), FileError);  // and does not wait for a writer
}

TEST_CASE("files: replacing one is all or nothing") {
  const TemporaryFolder folder;
  os::write_new(fs(), folder / "a", "old");
  os::write_new(fs(), folder / "a.new", "left by a crash");
  os::replace(fs(), folder / "a", "new");
  CHECK(os::read_all(fs(), folder / "a", 100) == "new");
  CHECK_FALSE(fs().status(folder / "a.new"));
  fs().make_folder(folder / "in-the-way");
  CHECK_THROWS_AS(os::replace(fs(), folder / "in-the-way", "x"), FileError);
  CHECK_FALSE(fs().status(folder / "in-the-way.new"));
}

TEST_CASE("files: where anyone may write, what has the temporary's name stays") {
  const TemporaryFolder folder;
  os::write_new(fs(), folder / "a", "old");
  os::write_new(fs(), folder / "a.new", "anyone's");
  os::replace(fs(), folder / "a", "new", os::Leftover::kept);
  CHECK(os::read_all(fs(), folder / "a", 100) == "new");
  CHECK(os::read_all(fs(), folder / "a.new", 100) == "anyone's");
  std::filesystem::remove(folder / "a.new");
  fs().make_folder(folder / "a.new");
  os::replace(fs(), folder / "a", "newer", os::Leftover::kept);
  CHECK(os::read_all(fs(), folder / "a", 100) == "newer");
  CHECK(fs().list(folder.path()).size() == 2);
}

TEST_CASE("files: what is too large is refused, before it fills the memory") {
  const TemporaryFolder folder;
  os::write_new(fs(), folder / "a", "12345");
  CHECK(os::read_all(fs(), folder / "a", 5) == "12345");
  CHECK_THROWS_AS(os::read_all(fs(), folder / "a", 4), Error);
}

TEST_CASE("files: a copy is whole, of no more than it may have, and never in the place of another file") {
  const TemporaryFolder folder;
  const std::string content(3'000'000, 'x');
  os::write_new(fs(), folder / "a", content);
  os::copy_synced(fs(), folder / "a", folder / "b", content.size());
  CHECK(os::read_all(fs(), folder / "b", content.size()) == content);
  CHECK_THROWS_AS(os::copy_synced(fs(), folder / "a", folder / "b", content.size()), FileError);
  CHECK_THROWS_AS(os::copy_synced(fs(), folder / "a", folder / "c", content.size() - 1), Error);
}

TEST_CASE("files: an error names the file and says what to do") {
  const TemporaryFolder folder;
  os::write_new(fs(), folder / "file", "x");
  try {
    os::make_folders(fs(), folder / "file" / "below");
    FAIL("a folder was made below a file");
  } catch (const FileError& error) {
    CHECK(error.code() == ENOTDIR);
    CHECK(std::string(error.what()).find((folder / "file").string()) != std::string::npos);
    CHECK_FALSE(error.next().empty());
  }
}

TEST_CASE("files: reading, writing and seeking go by one position") {
  const TemporaryFolder folder;
  auto file = fs().create(folder / "a");
  os::write_all(*file, base::as_bytes("hello world"));
  file->seek(6);
  os::write_all(*file, base::as_bytes("W"));
  CHECK(file->position() == 7);
  CHECK(file->size() == 11);
  file->sync_data();
  file->close();
  CHECK(os::read_all(fs(), folder / "a", 100) == "hello World");
}

TEST_CASE("files: a tree is removed without following its links") {
  const TemporaryFolder folder;
  os::make_folders(fs(), folder / "tree" / "deep" / "deeper");
  fs().make_folder(folder / "outside");
  os::write_new(fs(), folder / "outside" / "kept", "x");
  std::filesystem::create_directory_symlink(folder / "outside", folder / "tree" / "link");
  os::remove_tree(fs(), folder / "tree");
  CHECK_FALSE(fs().status(folder / "tree"));
  CHECK(fs().status(folder / "outside" / "kept"));
}

TEST_CASE("files: what root left in the user's home says how to make it the user's again") {
  if (::geteuid() != 0) {
    WARN("NOT TESTED: only root can leave something there");
    return;
  }
  const TemporaryFolder folder;
  constexpr uid_t somebody = 65534;
  const auto home = folder.path();
  std::filesystem::create_directories(folder / "recordings" / "inside");
  std::filesystem::create_directories(folder / "with blank");
  std::filesystem::create_directory(folder / "own");
  REQUIRE(::chmod((folder / "recordings").c_str(), 0700) == 0);
  REQUIRE(::chmod((folder / "with blank").c_str(), 0700) == 0);
  REQUIRE(::chown((folder / "own").c_str(), somebody, somebody) == 0);
  REQUIRE(::chmod((folder / "own").c_str(), 0500) == 0);
  REQUIRE(::chown(home.c_str(), somebody, somebody) == 0);
  const auto advice = [&](const char* home_of_user, const std::filesystem::path& path) {
    os::set_environment("HOME", home_of_user);
    try {
      os::write_new(fs(), path, "x");
    } catch (const FileError& error) {
      return error.next().subject;
    }
    return std::string("written");
  };
  const auto code = test::in_child([&] {
    if (::setgid(somebody) != 0 || ::setuid(somebody) != 0) return 1;
    if (advice(home.c_str(), folder / "recordings" / "inside" / "a") !=
        "make it yours again: sudo chown -R $USER " + (folder / "recordings").string()) {
      return 2;
    }
    const auto looks = [&](const char* home_of_user, const std::filesystem::path& path) {
      return advice(home_of_user, path) == "look at who may write there: ls -ld " + path.string();
    };
    if (!looks(home.c_str(), folder / "own" / "a")) return 3;
    if (!looks(home.c_str(), folder / "with blank" / "a")) return 4;
    return looks("/nowhere", folder / "recordings" / "a") ? 0 : 5;
  });
  CHECK(code == 0);
}
