// SPDX-License-Identifier: MIT
//
// The disk in memory is judged by the real one where both can be asked, and by what a power cut leaves where only it
// can.
#include "tests/faults/memory_file_system.hpp"

#include <cerrno>

#include "base/text.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;
using faults::MemoryFileSystem;
using faults::Random;

namespace {

int code_of(const std::function<void()>& operation) {
  try {
    operation();
  } catch (const FileError& error) {
    return error.code();
  }
  return 0;
}

void append(os::File& file, std::string_view text) { os::write_all(file, base::as_bytes(text)); }

std::string read(os::FileSystem& fs, const os::Path& path) { return os::read_all(fs, path, 1 << 20); }

/// What remains under every of many chances.
template <typename Look>
void after_many_cuts(const MemoryFileSystem& fs, Look look) {
  Random random(faults::run_seed());
  for (int i = 0; i < 300; ++i) look(*fs.after_power_cut(random));
}

}  // namespace

TEST_CASE("memory file system: it refuses what the kernel refuses, with the same errno") {
  const test::TemporaryFolder real;
  MemoryFileSystem memory;
  memory.make_folder("/base");
  const auto both = [&](const auto& operation) {
    const auto expected = code_of([&] { operation(os::posix_file_system(), real.path()); });
    CHECK(code_of([&] { operation(memory, os::Path("/base")); }) == expected);
    return expected;
  };
  using Fs = os::FileSystem;
  using Path = os::Path;
  CHECK(both([](Fs& fs, const Path& at) { fs.make_folder(at / "a"); }) == 0);
  CHECK(both([](Fs& fs, const Path& at) { fs.make_folder(at / "a"); }) == EEXIST);
  CHECK(both([](Fs& fs, const Path& at) { fs.create(at / "a" / "file")->close(); }) == 0);
  CHECK(both([](Fs& fs, const Path& at) { (void)fs.create(at / "a" / "file"); }) == EEXIST);
  CHECK(both([](Fs& fs, const Path& at) { (void)fs.create(at / "none" / "file"); }) == ENOENT);
  CHECK(both([](Fs& fs, const Path& at) { (void)fs.create(at / "a" / "file" / "x"); }) == ENOTDIR);
  CHECK(both([](Fs& fs, const Path& at) { (void)fs.open(at / "none"); }) == ENOENT);
  CHECK(both([](Fs& fs, const Path& at) { (void)fs.open(at / "a"); }) == EISDIR);
  CHECK(both([](Fs& fs, const Path& at) { fs.remove_folder(at / "a"); }) == ENOTEMPTY);
  CHECK(both([](Fs& fs, const Path& at) { fs.remove_folder(at / "a" / "file"); }) == ENOTDIR);
  CHECK(both([](Fs& fs, const Path& at) { fs.remove_file(at / "a"); }) == EISDIR);
  CHECK(both([](Fs& fs, const Path& at) { fs.rename(at / "none", at / "b"); }) == ENOENT);
  CHECK(both([](Fs& fs, const Path& at) { fs.make_folder(at / "empty"); }) == 0);
  CHECK(both([](Fs& fs, const Path& at) { fs.rename(at / "a" / "file", at / "empty"); }) == EISDIR);
  CHECK(both([](Fs& fs, const Path& at) { fs.rename(at / "empty", at / "a"); }) == ENOTEMPTY);
  CHECK(both([](Fs& fs, const Path& at) { fs.rename(at / "empty", at / "a" / "file"); }) == ENOTDIR);
  CHECK(both([](Fs& fs, const Path& at) { (void)fs.list(at / "none"); }) == ENOENT);
  CHECK(both([](Fs& fs, const Path& at) { fs.sync_folder(at / "a" / "file"); }) == ENOTDIR);
  CHECK(both([](Fs& fs, const Path& at) { os::write_all(*fs.open(at / "a" / "file"), base::as_bytes("x")); }) == EBADF);
  CHECK(both([](Fs& fs, const Path& at) { os::remove_tree(fs, at / "a"); }) == 0);
  CHECK_FALSE(memory.status("/base/a"));
}

TEST_CASE(
    "memory file system: what was written is read back, over an old name, in the middle, and after its name went") {
  MemoryFileSystem fs;
  auto file = fs.create("/a");
  append(*file, "hello world");
  file->seek(6);
  append(*file, "there");
  CHECK(read(fs, "/a") == "hello there");
  os::write_new(fs, "/b", "other");
  fs.rename("/b", "/a");
  CHECK(read(fs, "/a") == "other");
  CHECK(file->size() == 11);
  file->close();
  CHECK(code_of([&] { append(*file, "x"); }) == EBADF);
  append(*fs.open_to_append("/a"), "wise");
  CHECK(read(fs, "/a") == "otherwise");
  fs.make_read_only("/a");
  CHECK(fs.is_read_only("/a"));
}

TEST_CASE("memory file system: a full disk takes what fits, then says ENOSPC, and has room again after a removal") {
  MemoryFileSystem fs(10);
  auto file = fs.create("/a");
  CHECK(file->write(base::as_bytes("12345678")) == 8);
  CHECK(fs.free_bytes("/") == 2);
  CHECK(file->write(base::as_bytes("12345678")) == 2);
  CHECK(code_of([&] { (void)file->write(base::as_bytes("1")); }) == ENOSPC);
  file->seek(0);
  CHECK(file->write(base::as_bytes("87654321")) == 8);
  fs.remove_file("/a");
  CHECK(fs.free_bytes("/") == 10);
}

TEST_CASE("memory file system: after a power cut all that was synced is there, whatever became of the rest") {
  MemoryFileSystem fs;
  auto file = fs.create("/synced");
  append(*file, "kept");
  file->sync_data();
  fs.sync_folder("/");
  append(*file, " and not");
  bool longer = false;
  bool garbled = false;
  after_many_cuts(fs, [&](os::FileSystem& left) {
    const auto content = read(left, "/synced");
    REQUIRE(content.starts_with("kept"));
    longer = longer || content == "kept and not";
    garbled = garbled || (content.size() == 12 && content != "kept and not");
  });
  CHECK(longer);
  CHECK(garbled);
}

TEST_CASE("memory file system: a name that was not synced may be gone, and a rename is never half") {
  MemoryFileSystem fs;
  os::write_new(fs, "/old", "old");
  auto file = fs.create("/new.new");
  append(*file, "new");
  file->sync_data();
  fs.rename("/new.new", "/old");
  int kept = 0;
  int gone = 0;
  after_many_cuts(fs, [&](os::FileSystem& left) {
    const auto content = read(left, "/old");
    REQUIRE((content == "old" || content == "new"));
    ++(content == "new" ? kept : gone);
    if (content == "new") REQUIRE_FALSE(left.status("/new.new"));
  });
  CHECK(kept > 0);
  CHECK(gone > 0);
  fs.sync_folder("/");
  after_many_cuts(fs, [&](os::FileSystem& left) { REQUIRE(read(left, "/old") == "new"); });
}

TEST_CASE("memory file system: at the cut nothing more comes to pass, and the seed replays what is left") {
  MemoryFileSystem fs;
  fs.cut_power_at_sync(2);
  auto file = fs.create("/a");
  append(*file, "one");
  file->sync_data();
  append(*file, "two");
  CHECK(code_of([&] { file->sync_data(); }) == EIO);
  CHECK_FALSE(fs.powered());
  CHECK(code_of([&] { append(*file, "three"); }) == EIO);
  CHECK(code_of([&] { (void)fs.status("/a"); }) == EIO);
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Random one(seed);
    Random other(seed);
    REQUIRE(fs.after_power_cut(one)->snapshot("/") == fs.after_power_cut(other)->snapshot("/"));
  }
}

TEST_CASE("memory file system: what was synced and then written over or removed is told") {
  MemoryFileSystem fs;
  os::write_new(fs, "/a", "synced");
  auto file = fs.create("/b");
  append(*file, "not");
  file->seek(0);
  append(*file, "now");
  fs.remove_file("/b");
  CHECK(fs.touched().empty());
  fs.remove_file("/a");
  REQUIRE(fs.touched().size() == 1);
  CHECK(fs.touched()[0].path == "/a");
  CHECK(fs.touched()[0].removed);
}
