// SPDX-License-Identifier: MIT
#include "archive/work_notes.hpp"

#include <filesystem>
#include <fstream>

#include "archive/work_folder.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

namespace earwitness {
namespace {

os::FileSystem& disk() { return os::posix_file_system(); }

/// What a crash leaves: the note stays, and nobody holds its lock.
void leave_note(const os::Path& notes, const os::Path& made) {
  os::write_new(disk(), notes / (".unfinished-" + archive::work_id(made.filename().string())), made.string());
  std::filesystem::permissions(notes / (".unfinished-" + archive::work_id(made.filename().string())),
                               std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

std::size_t count_in(const os::Path& folder) { return disk().list(folder).size(); }

}  // namespace

TEST_CASE("work names: each is another one, and no other name is taken for one") {
  const auto name = archive::new_work_name("excerpt");
  CHECK(archive::new_work_name("excerpt") != name);
  CHECK(archive::is_work_name(name, "excerpt"));
  CHECK_FALSE(archive::is_work_name(name, "transcript"));
  CHECK(archive::is_work_name(archive::new_work_name(".unfinished-import"), ".unfinished-import"));
  for (const char* other : {"excerpt.new", "excerpt-.new", "excerpt-0123.new", "excerpt-0123456789ABCDEF.new",
                            "excerpt-0123456789abcdef", "-0123456789abcdef.new", ".new", ""}) {
    CAPTURE(other);
    CHECK(archive::work_id(other).empty());
  }
}

TEST_CASE("work folders: what has the name already is not touched, and it is gone at the end") {
  const test::TemporaryFolder folder;
  disk().make_folder(folder / "x.new");
  os::write_new(disk(), folder / "x.new" / "mine", "words");
  CHECK_THROWS_AS(archive::WorkFolder(disk(), folder.path(), "x.new"), FileError);
  CHECK(os::read_all(disk(), folder / "x.new" / "mine", 10) == "words");
  const auto name = archive::new_work_name("x");
  { const archive::WorkFolder work(disk(), folder.path(), name); }
  CHECK_FALSE(disk().status(folder / name));
}

TEST_CASE("work notes: what a crash left is removed, by its note alone") {
  const test::TemporaryFolder notes;
  const test::TemporaryFolder stick;
  const auto made = stick / archive::new_work_name("export");
  disk().make_folder(made);
  os::write_new(disk(), made / "half", "x");
  const auto zip = stick / archive::new_work_name("backup");
  os::write_new(disk(), zip, "half a zip");
  const auto anyones = stick / archive::new_work_name("export");
  disk().make_folder(anyones);
  leave_note(notes.path(), made);
  leave_note(notes.path(), zip);
  archive::remove_noted(disk(), notes.path());
  CHECK_FALSE(disk().status(made));
  CHECK_FALSE(disk().status(zip));
  CHECK(disk().status(anyones));
  CHECK(count_in(notes.path()) == 0);
}

TEST_CASE("work notes: what is being made is left alone, and its note goes with it") {
  const test::TemporaryFolder notes;
  const test::TemporaryFolder stick;
  const auto made = stick / archive::new_work_name("export");
  {
    const archive::WorkNote note(disk(), notes.path(), made);
    CHECK(count_in(notes.path()) == 1);
    disk().make_folder(made);
    disk().rename(made, stick / "export");
  }
  CHECK(count_in(notes.path()) == 0);
  CHECK(disk().status(stick / "export"));
}

TEST_CASE("work notes: a note that names something else, or that others wrote, removes nothing") {
  const test::TemporaryFolder notes;
  const test::TemporaryFolder stick;
  const auto made = stick / archive::new_work_name("export");
  const auto mine = stick / "mine";
  for (const auto& path : {made, mine}) disk().make_folder(path);
  const auto id = archive::work_id(made.filename().string());
  const auto note = notes / (".unfinished-" + id);
  const auto with = [&](const std::string& text) {
    std::filesystem::remove(note);
    os::write_new(disk(), note, text);
    archive::remove_noted(disk(), notes.path());
    return disk().status(made).has_value() && disk().status(mine).has_value();
  };
  CHECK(with(mine.string()));
  CHECK(with(made.filename().string()));
  CHECK(with((stick / archive::new_work_name("export")).string() + "/../" + "mine"));
  std::filesystem::remove(note);
  os::write_new(disk(), note, made.string());
  std::filesystem::permissions(note, std::filesystem::perms::all);
  archive::remove_noted(disk(), notes.path());
  CHECK(disk().status(made));
  // What it names can't be reached now: it waits.
  std::filesystem::remove(note);
  leave_note(notes.path(), "/nowhere-at-all/export-" + id + ".new");
  archive::remove_noted(disk(), notes.path());
  CHECK(count_in(notes.path()) == 1);
}

}  // namespace earwitness
