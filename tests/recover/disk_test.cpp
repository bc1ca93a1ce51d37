// SPDX-License-Identifier: MIT
//
// A recovery on a disk that is full, or loses its power: the original is what it was, and what counts is whole.
#include <cerrno>

#include "archive/work_folder.hpp"
#include "recover/recover.hpp"
#include "tests/catch.hpp"
#include "tests/faults/faulty_file_system.hpp"
#include "tests/faults/loop.hpp"
#include "tests/faults/memory_file_system.hpp"
#include "tests/faults/world.hpp"
#include "tests/recover/interrupted.hpp"
#include "verify/verify.hpp"

using namespace earwitness;
using test::Interrupted;

namespace {

const os::Path folder = "/archive/talk";

/// The recording of a killed process, on a disk in memory.
void put(faults::MemoryFileSystem& disk, const Interrupted& killed) {
  os::make_folders(disk, folder / "recording" / "data");
  for (const auto* name : {"audio-001.flac", "journal.jsonl", "notes.jsonl", "levels.jsonl"}) {
    os::write_new(disk, folder / "recording" / "data" / name, killed.read(std::string("data/") + name));
  }
}

}  // namespace

TEST_CASE("recover: on a disk that is full at any moment it is told, nothing is left, and the original is as it was") {
  const Interrupted killed(5 * 4096 + 500);
  faults::MemoryFileSystem disk;
  const faults::World world;
  put(disk, killed);
  const auto before = disk.snapshot(folder);
  const auto used = disk.used_bytes();
  bool told = true;
  for (std::uint64_t room = 0; told; room += 1009) {
    CAPTURE(room);
    disk.set_capacity(used + room);
    told = false;
    try {
      (void)recover(disk, world, folder);
    } catch (const FileError& error) {
      told = true;
      REQUIRE(error.code() == ENOSPC);
      REQUIRE(disk.snapshot(folder) == before);
    }
  }
  CHECK(verify(disk, folder).unchanged);
}

TEST_CASE("recover: after a power cut at any sync there is the original, and a whole bag or none") {
  const Interrupted killed(5 * 4096 + 500);
  const faults::World world;
  std::uint64_t cuts = 0;
  for (bool cut = true; cut; ++cuts) {
    CAPTURE(cuts);
    faults::MemoryFileSystem disk;
    put(disk, killed);
    const auto before = disk.snapshot(folder / "recording");
    disk.cut_power_at_sync(cuts + 1);
    cut = false;
    try {
      (void)recover(disk, world, folder);
    } catch (const FileError&) {
      cut = true;
    }
    faults::Random random(cuts + 1);
    const auto later = disk.after_power_cut(random);
    REQUIRE(later->snapshot(folder / "recording") == before);
    if (!later->status(folder / "recovered")) (void)recover(*later, world, folder);
    const auto found = verify(*later, folder);
    REQUIRE(found.unchanged);
    REQUIRE(found.kind == "recovered");
    for (const auto& entry : later->list(folder)) {
      // What the cut left has a name that nothing else has; the command's intent names it.
      const bool is_known = entry.name == "recording" || entry.name == "recovered" ||
                            archive::is_work_name(entry.name, recovery_work_stem);
      REQUIRE(is_known);
    }
  }
  CHECK(cuts > 10);
}

TEST_CASE("recover: whichever operation fails, it is told, and the original is as it was") {
  const Interrupted killed(2 * 4096 + 500);
  const faults::World world;
  std::uint64_t struck = 0;
  for (const auto& fault : faults::every_failure()) {
    struck += faults::at_every_place(fault, [&](const faults::Fault& one) {
      faults::MemoryFileSystem disk;
      put(disk, killed);
      const auto before = disk.snapshot(folder / "recording");
      faults::FaultyFileSystem faulty(disk, one);
      bool told = false;
      try {
        (void)recover(faulty, world, folder);
      } catch (const Error& error) {
        told = true;
        REQUIRE_FALSE(std::string(error.what()).empty());
      }
      REQUIRE(told == (faulty.hits() > 0));
      REQUIRE(disk.snapshot(folder / "recording") == before);
      if (disk.status(folder / "recovered")) REQUIRE(verify(disk, folder).unchanged);
      return faulty.hits();
    });
  }
  CHECK(struck > 100);
}
