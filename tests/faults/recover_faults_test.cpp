// SPDX-License-Identifier: MIT
//
// An interrupted recording is recovered on a disk whose Nth operation fails: the recovered bag is whole or not there,
// the error is told, and not one byte, mode or name of the original is another.
#include "recover/recover.hpp"
#include "tests/catch.hpp"
#include "tests/faults/attempt.hpp"
#include "tests/faults/heard.hpp"
#include "tests/faults/loop.hpp"
#include "tests/faults/verdict.hpp"
#include "verify/verify.hpp"

using namespace earwitness;
using namespace earwitness::faults;
using namespace std::chrono_literals;

namespace {

/// A disk after a power cut in a recording's fourth second.
struct RecoverBench {
  World world;
  std::unique_ptr<MemoryFileSystem> disk;
  os::Path folder;
  std::map<std::string, std::string> before;
  Frames there = 0;

  RecoverBench() {
    MemoryFileSystem powered;
    os::make_folders(powered, archive_path);
    const auto device = std::make_shared<Device>(world, attempt_format, steady(attempt_format, 2000));
    powered.cut_power_at_sync(18);
    folder = faults::record(powered, world, device, {.length = 5s, .split = 2s}).folder;
    Random always_the_same(1);
    disk = powered.after_power_cut(always_the_same);
    before = disk->snapshot(original());
    there = hear(*disk, original() / "data", attempt_format).whole();
  }
  [[nodiscard]] os::Path original() const { return folder / "recording"; }
  [[nodiscard]] os::Path recovered() const { return folder / "recovered"; }
};

void require_whole(MemoryFileSystem& disk, const RecoverBench& bench) {
  REQUIRE(verify(disk, bench.recovered()).unchanged);
  REQUIRE(hear(disk, bench.recovered() / "data", attempt_format).whole() >= bench.there);
}

void require_original_untouched(MemoryFileSystem& disk, const RecoverBench& bench) {
  REQUIRE(disk.snapshot(bench.original()) == bench.before);
}

std::uint64_t recover_once(const Fault& fault) {
  const RecoverBench bench;
  auto& disk = *bench.disk;
  FaultyFileSystem faulty(disk, fault, &bench.world);
  faulty.on_failed_sync = [&](const os::Path& path) { disk.lose_unsynced(path); };
  bool told = false;
  try {
    (void)recover(faulty, bench.world, bench.folder, &signing_key());
  } catch (const Error& error) {
    told = true;
    require_good_report({error.kind(), error.subject(), error.what()});
  }
  require_original_untouched(disk, bench);
  if (!told || disk.status(bench.recovered())) require_whole(disk, bench);
  Random random(run_seed() + fault.nth);
  const auto left = disk.after_power_cut(random);
  require_original_untouched(*left, bench);
  if (!told) REQUIRE(left->status(bench.recovered()));
  if (left->status(bench.recovered())) {
    require_whole(*left, bench);
  } else {
    (void)recover(*left, bench.world, bench.folder, &signing_key());  // on a disk that is well again
    require_whole(*left, bench);
  }
  return faulty.hits();
}

}  // namespace

TEST_CASE("recover: whichever operation fails, it is told, the bag is whole or not there, the original untouched") {
  REQUIRE(RecoverBench().there >= 16'000);
  for (const auto& fault : every_failure()) {
    const auto struck = at_every_place(fault, recover_once);
    if (fault.on == Operation::read || fault.on == Operation::write || fault.on == Operation::rename) CHECK(struck > 0);
  }
}

TEST_CASE("recover: short writes lose nothing") {
  for (const auto lasting : {Lasting::once, Lasting::kind}) {
    at_every_place({.on = Operation::write, .effect = Effect::write_less, .lasting = lasting}, recover_once);
  }
}
