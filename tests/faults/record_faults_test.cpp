// SPDX-License-Identifier: MIT
//
// A recording on a disk whose Nth operation fails: it is complete, or the error is told and all that was said to be on
// disk is there. For every kind of operation, errno, once and for ever, at every place.
#include <chrono>

#include "tests/catch.hpp"
#include "tests/faults/attempt.hpp"
#include "tests/faults/loop.hpp"
#include "tests/faults/verdict.hpp"
#include "verify/verify.hpp"

using namespace earwitness;
using namespace earwitness::faults;
using namespace std::chrono_literals;

namespace {

constexpr Frames device_period = 2000;

struct RecordBench {
  World world;
  MemoryFileSystem disk;
  std::shared_ptr<Device> device =
      std::make_shared<Device>(world, attempt_format, steady(attempt_format, device_period));
  RecordBench() { os::make_folders(disk, archive_path); }
};

std::uint64_t record_once(const Fault& fault) {
  RecordBench bench;
  FaultyFileSystem faulty(bench.disk, fault, &bench.world);
  bool asked_again = false;
  faulty.on_failed_sync = [&](const os::Path& path) { bench.disk.lose_unsynced(path); };
  faulty.on_sync_after_failure = [&](const os::Path&) { asked_again = true; };
  const auto attempt = faults::record(faulty, bench.world, bench.device, {.length = 4s, .split = 3s});
  require_told_or_complete(attempt, bench.disk, bench.device->sounded());
  if (attempt.sealed && fault.effect != Effect::lie) REQUIRE(verify(bench.disk, attempt.folder).unchanged);
  require_nothing_made_worse(bench.disk);
  Random random(run_seed() + fault.nth);
  require_kept(attempt, bench.disk, random, fault.effect != Effect::lie);
  REQUIRE_FALSE(asked_again);
  return faulty.hits();
}

}  // namespace

TEST_CASE("record and seal: whichever operation fails, it is told, and what was on disk stays there") {
  for (const auto& fault : every_failure()) {
    const auto struck = at_every_place(fault, record_once);
    const bool is_used =
        fault.on != Operation::remove_file && fault.on != Operation::remove_folder && fault.on != Operation::free_bytes;
    if (is_used) CHECK(struck > 0);
  }
}

TEST_CASE("record and seal: a disk that lies is found out, and short writes lose nothing") {
  for (const auto& fault : every_lie()) at_every_place(fault, record_once);
}
