// SPDX-License-Identifier: MIT
#include "verify/scope.hpp"

#include <filesystem>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;

namespace {

struct Shelf {
  void bag(const std::string& name) { file(name + "/bagit.txt"); }
  void file(const std::string& name) {
    const auto path = folder / name;
    os::make_folders(fs, path.parent_path());
    os::write_new(fs, path, "");
  }
  /// Paths from the shelf; `!` behind what can't be checked, `?` behind what was not finished, `+` behind what is
  /// derived.
  std::vector<std::string> bags(const std::string& below = {}, bool is_own = false) {
    std::vector<std::string> found;
    for (const auto& bag : bags_in(fs, below.empty() ? folder.path() : folder / below, is_own)) {
      auto name = bag.path.lexically_relative(folder.path()).string();
      if (!bag.why_not.empty()) name += "!";
      if (bag.is_unfinished) name += "?";
      if (bag.is_derived) name += "+";
      found.push_back(std::move(name));
    }
    return found;
  }

  test::TemporaryFolder folder;
  os::FileSystem& fs = os::posix_file_system();
};

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("scope: a bag is itself alone, whatever was put into it") {
  Shelf shelf;
  shelf.bag("recording");
  shelf.bag("recording/recording");
  CHECK(shelf.bags("recording") == Names{"recording"});
}

TEST_CASE("scope: of a conversation every bag, the recording first") {
  Shelf shelf;
  for (const char* name : {"transcript-1", "excerpt-2", "excerpt-1", "recording", "some copy"}) shelf.bag(name);
  shelf.file("report.html");
  shelf.file("listening-copy/audio.mp3");
  CHECK(shelf.bags() == Names{".", "excerpt-1+", "excerpt-2+", "some copy+", "transcript-1+"});
}

TEST_CASE("scope: what was recovered stands for a recording that was interrupted, and beside one that was not") {
  Shelf shelf;
  shelf.file("recording/data/journal.jsonl");
  shelf.bag("recovered");
  shelf.bag("excerpt-1");
  CHECK(shelf.bags() == Names{".", "excerpt-1+"});
  shelf.file("recording/tagmanifest-sha256.txt");
  CHECK(shelf.bags() == Names{".", "recovered", "excerpt-1+"});
}

TEST_CASE("scope: what was recovered of a recording of which nothing else is left") {
  Shelf shelf;
  os::make_folders(shelf.fs, shelf.folder / "recording");
  shelf.bag("recovered");
  CHECK(shelf.bags() == Names{"recovered"});
}

TEST_CASE("scope: excerpts alone, and folders of folders") {
  Shelf shelf;
  shelf.bag("one/excerpt-1");
  shelf.bag("two/recording");
  shelf.bag("two/transcript-1");
  CHECK(shelf.bags("one") == Names{"one/excerpt-1"});
  CHECK(shelf.bags() == Names{"one/excerpt-1", "two", "two/transcript-1+"});
  os::make_folders(shelf.fs, shelf.folder / "empty");
  CHECK(shelf.bags("empty").empty());
}

TEST_CASE("scope: what bears a bag's name and is none is told, and no link is followed") {
  Shelf shelf;
  shelf.bag("recording");
  shelf.bag("elsewhere/excerpt-1");
  os::make_folders(shelf.fs, shelf.folder / "excerpt-1");
  shelf.file("excerpt-2");
  std::filesystem::create_directory_symlink(shelf.folder / "elsewhere/excerpt-1", shelf.folder / "excerpt-3");
  std::filesystem::create_directory_symlink("/nowhere", shelf.folder / "transcript-1");
  std::filesystem::create_directory_symlink(shelf.folder / "elsewhere", shelf.folder / "other");
  CHECK(shelf.bags() == Names{".", "excerpt-1!", "excerpt-2!", "excerpt-3!", "transcript-1!", "elsewhere/excerpt-1"});
}

TEST_CASE("scope: what a command did not finish is told apart in one's own archive alone") {
  Shelf shelf;
  shelf.bag("recording");
  shelf.bag("excerpt.new");
  shelf.bag(".recording.deleted");
  CHECK(shelf.bags({}, true) == Names{".", ".recording.deleted?", "excerpt.new?"});
  CHECK(shelf.bags() == Names{".", ".recording.deleted+", "excerpt.new+"});
}
