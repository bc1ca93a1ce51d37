// SPDX-License-Identifier: MIT
//
// What was imported before is found without reading each conversation's list, and whatever the index says nobody is
// told what is not so.
#include "archive/imported_files.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "crypto/sha256.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"
#include "tests/verify/read_only_disk.hpp"

using namespace earwitness;

namespace {

constexpr const char* imported_index = ".imported";

std::string hash_of_content(const std::string& content) { return crypto::sha256_hex(content); }

/// Conversations that list what was imported into them.
struct Conversations {
  os::FileSystem& fs = os::posix_file_system();
  test::TemporaryFolder folder;

  [[nodiscard]] os::Path root() const { return folder.path(); }
  void seal(const std::string& name, const std::string& content) const {
    std::filesystem::create_directories(root() / name / "recording");
    std::ofstream(root() / name / "recording/manifest-sha256.txt")
        << hash_of_content(content) << "  data/imported/file.m4a\n"
        << hash_of_content("journal") << "  data/journal.jsonl\n";
  }
  void fill(int count) const {
    for (int i = 0; i < count; ++i) seal(fmt::format("talk {}", i), fmt::format("sound {}", i));
  }
  void keep() const { archive::ImportedFiles(fs, root()).keep("talk 0", {hash_of_content("sound 0")}); }
  [[nodiscard]] std::vector<std::string> with(const std::string& content) const {
    return archive::ImportedFiles(fs, root()).conversations_with(hash_of_content(content));
  }
  /// How many lists are read to learn what is there.
  [[nodiscard]] std::size_t lists_read() const {
    test::ReadOnlyDisk disk;
    const archive::ImportedFiles files(disk, root());
    std::size_t lists = 0;
    for (const auto& path : disk.outside("/nowhere")) lists += path.filename() == "manifest-sha256.txt" ? 1 : 0;
    return lists;
  }
  [[nodiscard]] std::string index() const { return os::read_all(fs, root() / imported_index, 1 << 20); }
  void write_index(const std::string& text) const {
    std::filesystem::remove(root() / imported_index);
    std::ofstream(root() / imported_index) << text;
  }
};

using FoundIn = std::vector<std::string>;

}  // namespace

TEST_CASE("imported files: only the lists of conversations that are not known are read") {
  const Conversations archive;
  archive.fill(100);
  CHECK(archive.lists_read() == 100);
  archive.keep();
  CHECK(archive.lists_read() == 0);
  CHECK(archive.with("sound 42") == FoundIn{"talk 42"});
  CHECK(archive.with("sound 100").empty());
  archive.seal("talk 100", "sound 42");
  CHECK(archive.lists_read() == 1);
  CHECK(archive.with("sound 42") == FoundIn{"talk 100", "talk 42"});
  std::filesystem::rename(archive.root() / "talk 42", archive.root() / "another name");
  std::filesystem::remove_all(archive.root() / "talk 7");
  CHECK(archive.with("sound 42") == FoundIn{"another name", "talk 100"});
  CHECK(archive.with("sound 7").empty());
  std::filesystem::create_directories(archive.root() / "not sealed/recording");
  archive.keep();
  CHECK(archive.lists_read() == 1);  // of what may be sealed by now
  archive.seal("not sealed", "sound 3");
  CHECK(archive.with("sound 3") == FoundIn{"not sealed", "talk 3"});
}

TEST_CASE("imported files: an index that is cut off, of another form or that lies counts for nothing") {
  const Conversations archive;
  archive.fill(5);
  archive.keep();
  const auto whole = archive.index();
  for (std::size_t length = 0; length < whole.size(); ++length) {
    archive.write_index(whole.substr(0, length));
    CHECK(archive.lists_read() == 5);
    CHECK(archive.with("sound 3") == FoundIn{"talk 3"});
  }
  for (const auto& text : {whole + whole, whole + "x", std::string("end\n\n"), std::string(1000, '\0')}) {
    archive.write_index(text);
    CHECK(archive.with("sound 3") == FoundIn{"talk 3"});
  }
  // It says of each conversation that it holds what another one does: all are looked up.
  auto lie = std::string();
  for (int i = 0; i < 5; ++i) {
    const auto name = fmt::format("talk {}", i);
    lie += fmt::format("{} {}\n", hash_of_content(name),
                       hash_of_content(fmt::format("{}/{}", name, hash_of_content("sound 3"))));
  }
  archive.write_index(lie + "end\n");
  CHECK(archive.with("sound 3") == FoundIn{"talk 3"});
  std::filesystem::remove(archive.root() / imported_index);
  std::filesystem::create_directory(archive.root() / imported_index);
  archive.keep();
  CHECK(archive.with("sound 3") == FoundIn{"talk 3"});
  std::filesystem::remove(archive.root() / imported_index);
  std::filesystem::create_symlink(archive.root() / "elsewhere", archive.root() / imported_index);
  archive.keep();
  CHECK_FALSE(std::filesystem::exists(archive.root() / "elsewhere"));
}

TEST_CASE("imported files: what was deleted can't be read from the index") {
  const Conversations archive;
  archive.fill(2);
  archive.keep();
  CHECK(archive.index().find("talk") == std::string::npos);
  CHECK(archive.index().find(hash_of_content("sound 1")) == std::string::npos);
  std::filesystem::remove_all(archive.root() / "talk 1");
  archive.keep();
  CHECK(archive.index() == fmt::format("{} {}\nend\n", hash_of_content("talk 0"),
                                       hash_of_content(fmt::format("talk 0/{}", hash_of_content("sound 0")))));
}
