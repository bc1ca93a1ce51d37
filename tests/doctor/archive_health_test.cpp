// SPDX-License-Identifier: MIT
#include "doctor/archive_health.hpp"

#include <filesystem>

#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;
using namespace earwitness::doctor;

namespace {

struct World {
  void write(const os::Path& path, std::string_view text) const { os::replace(fs, path, text); }

  test::TemporaryFolder folder;
  os::FileSystem& fs = os::posix_file_system();
  const os::Clock& clock = os::posix_clock();
};

std::size_t entries_below(const os::Path& folder) {
  const std::filesystem::recursive_directory_iterator all(folder);
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

ArchiveHealth health_of(World& world, const os::Path& root) {
  return inspect_archive(world.fs, root, archive::list(world.fs, root));
}

}  // namespace

TEST_CASE("archive health: the disk is tried with a real file, and nothing of it is left") {
  World world;
  const auto root = world.folder / "archive";
  os::make_folders(world.fs, root);
  const auto slowest = measure_sync(world.fs, world.clock, root);
  CHECK(slowest > std::chrono::nanoseconds(0));
  CHECK(entries_below(root) == 0);
}

TEST_CASE("archive health: an archive that is not there yet is tried where it would be made, and not made") {
  World world;
  const auto root = world.folder / "not" / "yet";
  CHECK(folder_to_write_in(world.fs, root) == world.folder.path());
  CHECK_FALSE(health_of(world, root).exists);
  CHECK(diagnose_archive(health_of(world, root)).outcome == Outcome::ok);
  CHECK_FALSE(std::filesystem::exists(world.folder / "not"));
}

TEST_CASE("archive health: a folder that others may look into is found, the archive's or a conversation's") {
  namespace stdfs = std::filesystem;
  World world;
  const auto root = world.folder / "archive";
  os::make_folders(world.fs, root / "2026-11-24_12-00-00" / "recording");
  CHECK(health_of(world, root).open_folders == 0);
  stdfs::permissions(root / "2026-11-24_12-00-00", stdfs::perms::others_exec, stdfs::perm_options::add);
  CHECK(health_of(world, root).open_folders == 1);
  stdfs::permissions(root, stdfs::perms::group_read, stdfs::perm_options::add);
  CHECK(health_of(world, root).open_folders == 2);
  const auto diagnosis = diagnose_archive(health_of(world, root));
  CHECK(diagnosis.outcome == Outcome::attention);
  CHECK(diagnosis.next == "chmod -R go= " + root.string());
}

TEST_CASE("archive health: what an interruption left is named, in the archive and in a conversation") {
  World world;
  const auto root = world.folder / "archive";
  os::make_folders(world.fs, root / "2026-11-24_12-00-00" / "recording");
  CHECK(health_of(world, root).leftovers.empty());
  world.write(root / ".earwitness-doctor-0011223344556677", "x");
  os::make_folders(world.fs, root / "2026-11-24_12-00-00" / "recovered.new");
  const auto health = health_of(world, root);
  CHECK(health.leftovers.size() == 2);
  CHECK(diagnose_archive(health).outcome == Outcome::attention);
  CHECK(diagnose_archive(health).text.find("2 files") == 0);
}

TEST_CASE("archive health: where nothing can be written the error names the folder") {
  World world;
  world.write(world.folder / "file", "x");
  const auto folder = world.folder / "file";
  try {
    static_cast<void>(measure_sync(world.fs, world.clock, folder));
    FAIL("no error");
  } catch (const FileError& error) {
    CHECK(std::string(error.what()).find(folder.string()) != std::string::npos);
  }
  CHECK(entries_below(world.folder.path()) == 1);
}
