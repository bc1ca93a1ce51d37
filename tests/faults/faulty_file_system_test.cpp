// SPDX-License-Identifier: MIT
//
// A fault strikes where it was told to, as often as it was told to, and is counted.
#include "tests/faults/faulty_file_system.hpp"

#include <cerrno>

#include "base/text.hpp"
#include "tests/catch.hpp"
#include "tests/faults/memory_file_system.hpp"
#include "tests/faults/world.hpp"

using namespace earwitness;
using namespace earwitness::faults;
using namespace std::chrono_literals;

namespace {

/// Which of ten one-byte writes failed.
std::string write_ten(os::FileSystem& fs) {
  auto file = fs.create("/file");
  std::string outcome;
  for (int i = 0; i < 10; ++i) {
    try {
      os::write_all(*file, base::as_bytes("x"));
      outcome += '.';
    } catch (const FileError& error) {
      outcome += error.code() == EDQUOT && error.subject() == "/file" ? 'F' : '?';
    }
  }
  return outcome;
}

}  // namespace

TEST_CASE("faulty file system: the nth write fails, once or from then on, and the rest passes") {
  MemoryFileSystem once;
  FaultyFileSystem disk(once, {.on = Operation::write, .nth = 4, .code = EDQUOT});
  CHECK(write_ten(disk) == "...F......");
  CHECK(disk.hits() == 1);
  CHECK(disk.count(Operation::write) == 10);

  MemoryFileSystem always;
  FaultyFileSystem broken(always, {.on = Operation::write, .nth = 4, .code = EDQUOT, .lasting = Lasting::kind});
  CHECK(write_ten(broken) == "...FFFFFFF");
  CHECK(broken.hits() == 7);
  CHECK(os::read_all(always, "/file", 100) == "xxx");

  MemoryFileSystem never;
  FaultyFileSystem sound(never, {.on = Operation::write, .nth = 11, .code = EDQUOT});
  CHECK(write_ten(sound) == "..........");
  CHECK(sound.hits() == 0);
}

TEST_CASE("faulty file system: a disk that becomes read-only refuses every change and lets itself be read") {
  MemoryFileSystem memory;
  FaultyFileSystem disk(memory, {.on = Operation::sync_data, .nth = 1, .code = EROFS, .lasting = Lasting::disk});
  auto file = disk.create("/a");
  os::write_all(*file, base::as_bytes("abc"));
  CHECK_THROWS_AS(file->sync_data(), FileError);
  CHECK_THROWS_AS(file->write(base::as_bytes("d")), FileError);
  CHECK_THROWS_AS(disk.make_folder("/b"), FileError);
  CHECK_THROWS_AS(disk.remove_file("/a"), FileError);
  CHECK(os::read_all(disk, "/a", 100) == "abc");
}

TEST_CASE("faulty file system: short writes lose nothing, failures halfway leave a half, lies leave nothing") {
  MemoryFileSystem memory;
  const auto content_after = [&](Effect effect) {
    FaultyFileSystem disk(memory, {.on = Operation::write, .nth = 2, .effect = effect});
    auto file = disk.create("/a");
    try {
      os::write_all(*file, base::as_bytes("one "));
      os::write_all(*file, base::as_bytes("two "));
      os::write_all(*file, base::as_bytes("three"));
    } catch (const FileError&) {
    }
    CHECK(disk.hits() == 1);
    auto content = os::read_all(memory, "/a", 100);
    memory.remove_file("/a");
    return content;
  };
  CHECK(content_after(Effect::write_less) == "one two three");
  CHECK(content_after(Effect::fail_halfway) == "one tw");
  CHECK(content_after(Effect::lie) == std::string("one \0\0\0\0three", 13));
}

TEST_CASE("faulty file system: a stall takes its time on the world's clock, and the world goes on meanwhile") {
  const World world;
  MemoryFileSystem memory;
  FaultyFileSystem disk(memory, {.on = Operation::write, .nth = 2, .effect = Effect::stall, .stall = 30s}, &world);
  const auto began = world.boot();
  std::vector<BootTime> seen;
  for (int i = 1; i <= 3; ++i) world.schedule(began + i * 20s, [&] { seen.push_back(world.boot()); });
  auto file = disk.create("/a");
  os::write_all(*file, base::as_bytes("one"));
  CHECK(world.boot() == began);
  os::write_all(*file, base::as_bytes("two"));
  CHECK(world.boot() == began + 30s);
  CHECK(seen == std::vector<BootTime>{began + 20s});
  CHECK(os::read_all(memory, "/a", 100) == "onetwo");
}

TEST_CASE("faulty file system: a failed sync is told, and so is the next one on the same file") {
  MemoryFileSystem memory;
  FaultyFileSystem disk(memory, {.on = Operation::sync_data, .nth = 1});
  std::vector<std::string> told;
  disk.on_failed_sync = [&](const os::Path& path) { told.push_back("failed " + path.string()); };
  disk.on_sync_after_failure = [&](const os::Path& path) { told.push_back("again " + path.string()); };
  auto file = disk.create("/a");
  CHECK_THROWS_AS(file->sync_data(), FileError);
  file->sync_data();
  auto other = disk.create("/b");
  other->sync_data();
  CHECK(told == std::vector<std::string>{"failed /a", "again /a"});
}
