// SPDX-License-Identifier: MIT
#include "archive/backups.hpp"

#include <filesystem>
#include <fstream>

#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;
using namespace std::chrono_literals;
using archive::BackupMade;

namespace {

const std::vector<BackupMade> two{{UtcTime{1s}, "backup-1.zip", "/media/stick", 100, {{"a", "1"}, {"b", "2"}}},
                                  {UtcTime{2s}, "backup-2.zip", "/media/stick", 5, {{"b", "3"}}}};

}  // namespace

TEST_CASE("backups: what is remembered reads back, and says what is kept elsewhere") {
  auto& fs = os::posix_file_system();
  const test::TemporaryFolder folder;
  CHECK(archive::read_backups(fs, folder.path()).empty());
  archive::write_backups(fs, folder.path(), two);
  CHECK(archive::read_backups(fs, folder.path()) == two);
  CHECK(archive::kept_elsewhere(two) == std::set<std::string>{"a", "b"});
  archive::write_backups(fs, folder.path(), std::vector<BackupMade>(limits::backups + 5, two[0]));
  CHECK(archive::read_backups(fs, folder.path()).size() == limits::backups);
}

TEST_CASE("backups: what is no such memory is none") {
  const std::string head = R"({"format":1,"backups":[{"made":"2026-11-23T14:30:05Z","where":"/x","bytes":1,)";
  CHECK(archive::parse_backups(head + R"("file":"a.zip","held":{"k":"p"}}]})").size() == 1);
  for (const std::string& text :
       {std::string(), std::string("[]"), std::string("{}"), std::string(R"({"format":2,"backups":[]})"),
        std::string(R"({"format":1,"backups":[7]})"), head + R"("file":"../a","held":{}}]})",
        head + R"("file":"a","held":[]}]})", head + R"("file":"a"}]})", head + R"("file":7,"held":{}}]})"}) {
    CAPTURE(text);
    CHECK(archive::parse_backups(text).empty());
  }
}

TEST_CASE("backups: a recording is known by its own number, whatever its folder is called") {
  archive::Item item;
  item.name = "2026-11-23_15-30-05_x";
  CHECK(archive::key_of(item) == item.name);
  item.recording = "0b7e0c3e-0000-4000-8000-000000000000";
  CHECK(archive::key_of(item) == item.recording);
  item.state = archive::State::interrupted;
  CHECK(archive::key_of(item) == item.name);
}
