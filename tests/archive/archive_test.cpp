// SPDX-License-Identifier: MIT
//
// One recording at a time in an archive, each in a folder of its own, found by what a person types.
#include "archive/archive.hpp"

#include "archive/recordings.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;

namespace {

os::FileSystem& fs() { return os::posix_file_system(); }

}  // namespace

TEST_CASE("archive: one claim at a time, and it says who holds it") {
  const test::TemporaryFolder folder;
  const auto root = folder / "archive";
  CHECK_FALSE(archive::running(root));
  {
    auto claim = archive::Claim::acquire(fs(), root);
    claim.announce({4711, "/run/socket", "/a/folder"});
    try {
      (void)archive::Claim::acquire(fs(), root);
      FAIL("two claims at once");
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::surroundings);
      CHECK(std::string(error.what()).find("4711") != std::string::npos);
    }
    const auto running = archive::running(root);
    REQUIRE(running.has_value());
    CHECK(running->pid == 4711);
    CHECK(running->socket == "/run/socket");
    CHECK(running->folder == "/a/folder");
  }
  CHECK_FALSE(archive::running(root));
  CHECK_NOTHROW(archive::Claim::acquire(fs(), root));
}

TEST_CASE("archive: rubbish in the lock file is nobody's word") {
  const test::TemporaryFolder folder;
  auto lock = os::Lock::acquire(folder / ".lock");
  REQUIRE(lock.has_value());
  lock->set_content("{\"pid\":\"x\",\"socket\":5");
  const auto running = archive::running(folder.path());
  REQUIRE(running.has_value());
  CHECK(running->pid == 0);
  CHECK(running->socket.empty());
}

TEST_CASE("archive: two recordings of one second and title get folders of their own") {
  const test::TemporaryFolder folder;
  const auto a = archive::begin(fs(), folder.path(), UtcTime{}, "../Salary & more");
  const auto b = archive::begin(fs(), folder.path(), UtcTime{}, "../Salary & more");
  CHECK(a.folder != b.folder);
  CHECK(a.folder.parent_path() == folder.path());
  CHECK(a.folder.filename().string().find("_salary-more") != std::string::npos);
  CHECK(std::filesystem::is_directory(a.data()));
  archive::discard(fs(), a);
  CHECK_FALSE(std::filesystem::exists(a.folder));
  CHECK(std::filesystem::exists(b.folder));
}

TEST_CASE("archive: what is there is listed newest first, with its state") {
  const test::TemporaryFolder folder;
  CHECK(archive::list(fs(), folder / "none").empty());
  using namespace std::chrono_literals;
  const auto a = archive::begin(fs(), folder.path(), UtcTime{1h}, "first");
  const auto b = archive::begin(fs(), folder.path(), UtcTime{2h}, "second");
  std::filesystem::create_directory(folder / "no-recording");
  os::write_new(fs(), a.bag() / "bag-info.txt", "External-Description: A title\nEarwitness-Seconds: 12.5\n");
  os::write_new(fs(), a.bag() / "tagmanifest-sha256.txt", "");
  const auto items = archive::list(fs(), folder.path());
  REQUIRE(items.size() == 2);
  CHECK(items[0].name == b.folder.filename().string());
  CHECK(items[0].state == archive::State::empty);
  CHECK(items[1].state == archive::State::sealed);
  CHECK(items[1].title == "A title");
  CHECK(items[1].seconds == 12.5);
}

TEST_CASE("archive: what was interrupted waits to be recovered once there is sound, and until it is") {
  const test::TemporaryFolder folder;
  const auto a = archive::begin(fs(), folder.path(), UtcTime{}, "talk");
  const auto state = [&] { return archive::list(fs(), folder.path()).front().state; };
  CHECK(state() == archive::State::empty);
  os::write_new(fs(), a.data() / "audio-001.flac", "");
  CHECK(state() == archive::State::empty);
  os::write_new(fs(), a.data() / "audio-002.flac", std::string("fLaC\x80\0\0\1x", 9));  // a header and nothing else
  CHECK(state() == archive::State::empty);
  CHECK(archive::interrupted(fs(), folder.path()).empty());
  os::write_new(fs(), a.data() / "audio-003.flac", std::string("fLaC\x80\0\0\1x", 9) + std::string(100, 'y'));
  CHECK(state() == archive::State::interrupted);
  CHECK(archive::interrupted(fs(), folder.path()) == std::vector{a.folder.filename().string()});
  fs().make_folder(a.recovered());
  CHECK(state() == archive::State::interrupted);
  os::write_new(fs(), a.recovered() / "bag-info.txt", "External-Description: A title\nEarwitness-Seconds: 12.5\n");
  os::write_new(fs(), a.recovered() / "tagmanifest-sha256.txt", "");
  CHECK(state() == archive::State::recovered);
  CHECK(archive::list(fs(), folder.path()).front().seconds == 12.5);
  CHECK(archive::interrupted(fs(), folder.path()).empty());
}

TEST_CASE("archive: the one whose title is all of the word is meant, not one whose title begins with it") {
  const test::TemporaryFolder folder;
  const auto first = archive::begin(fs(), folder.path(), UtcTime{}, "Review with boss");
  const auto second = archive::begin(fs(), folder.path(), UtcTime{}, "Review with boss again");
  CHECK(archive::find(fs(), folder.path(), "Review with boss") == first.folder);
  CHECK(archive::find(fs(), folder.path(), "review-with-boss") == first.folder);
  CHECK(archive::find(fs(), folder.path(), "boss again") == second.folder);
  CHECK_THROWS_AS(archive::find(fs(), folder.path(), "Review with"), Error);
  (void)archive::begin(fs(), folder.path(), UtcTime{std::chrono::hours(1)}, "Review with boss");
  CHECK_THROWS_AS(archive::find(fs(), folder.path(), "Review with boss"), Error);
}

TEST_CASE("archive: a recording is found by its path, its name, and a part that only it has") {
  const test::TemporaryFolder folder;
  const auto a = archive::begin(fs(), folder.path(), UtcTime{}, "salary");
  const auto b = archive::begin(fs(), folder.path(), UtcTime{}, "threat");
  CHECK(archive::find(fs(), folder.path(), "threat") == b.folder);
  CHECK(archive::find(fs(), folder.path(), a.folder.filename().string()) == a.folder);
  CHECK(archive::find(fs(), "/nowhere", a.folder.string()) == a.folder);
  for (const char* word : {"1970", "banana", "", "../x", "/etc"}) {
    CAPTURE(word);
    try {
      (void)archive::find(fs(), folder.path(), word);
      FAIL("found something");
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::not_found);
      CHECK_FALSE(error.next().empty());
    }
  }
}
