// SPDX-License-Identifier: MIT
//
// A recording that is deleted is there whole, or it is gone: whichever operation fails, and whenever the power goes.
// What is left of it for want of power or disk is gone with the next change.
#include "archive/archive.hpp"
#include "archive/recordings.hpp"
#include "archive/settle.hpp"
#include "tests/catch.hpp"
#include "tests/faults/attempt.hpp"
#include "tests/faults/loop.hpp"
#include "tests/faults/verdict.hpp"
#include "verify/verify.hpp"

using namespace earwitness;
using namespace earwitness::faults;
using namespace std::chrono_literals;

namespace {

/// A disk with one sealed recording on it.
struct DeleteBench {
  World world;
  MemoryFileSystem disk;
  archive::Conversation conversation;
  std::map<std::string, std::string> before;

  DeleteBench() {
    os::make_folders(disk, archive_path);
    const auto device = std::make_shared<Device>(world, attempt_format, steady(attempt_format, 2000));
    conversation.folder = faults::record(disk, world, device, {.length = 1s}).folder;
    before = disk.snapshot(conversation.folder);
  }
};

void require_whole_or_gone(MemoryFileSystem& disk, const DeleteBench& bench) {
  const auto items = archive::list(disk, archive_path);
  if (items.empty()) return;
  REQUIRE(items.size() == 1);
  REQUIRE(items[0].state == archive::State::sealed);
  REQUIRE(verify(disk, bench.conversation.folder).unchanged);
}

archive::Intent deletion_of(const DeleteBench& bench) {
  const auto name = bench.conversation.folder.filename().string();
  archive::Intent intent{"delete", name};
  intent.steps = {archive::move_step(name, ".discarded-" + name), archive::remove_step(".discarded-" + name)};
  return intent;
}

void delete_on(os::FileSystem& fs, const DeleteBench& bench) {
  const archive::Intents intents(fs, archive_path, "key");
  archive::Change change(intents, deletion_of(bench));
  change.complete();
}

/// As whoever next changes the archive.
void settle_on(os::FileSystem& fs) {
  const archive::Intents intents(fs, archive_path, "key");
  for (const auto& one : archive::settle(intents, {{}})) REQUIRE(one.what != archive::Settlement::What::left);
}

std::uint64_t delete_once(const Fault& fault) {
  DeleteBench bench;
  FaultyFileSystem faulty(bench.disk, fault, &bench.world);
  bool told = false;
  try {
    delete_on(faulty, bench);
  } catch (const Error& error) {
    told = true;
    require_good_report({error.kind(), error.subject(), error.what()});
  }
  if (!told) REQUIRE(bench.disk.list(archive_path).empty());
  require_whole_or_gone(bench.disk, bench);
  for (std::uint64_t chance = 0; chance < 10; ++chance) {
    CAPTURE(chance);
    Random random(run_seed() + fault.nth * 10 + chance);
    const auto left = bench.disk.after_power_cut(random);
    require_whole_or_gone(*left, bench);
    if (!told) continue;
    // The next change, on a disk that is well again, leaves nothing of what was begun.
    const bool is_begun = archive::list(*left, archive_path).empty();
    settle_on(*left);
    if (is_begun) REQUIRE(left->list(archive_path).empty());
  }
  return faulty.hits();
}

}  // namespace

TEST_CASE("delete: whichever operation fails, it is told, and the recording is whole or gone") {
  for (const auto& fault : every_failure()) {
    const auto struck = at_every_place(fault, delete_once);
    if (fault.on == Operation::remove_file || fault.on == Operation::rename) CHECK(struck > 0);
  }
}

TEST_CASE("delete: whenever the power is cut, the recording is whole or gone") {
  bool cut = true;
  for (std::uint64_t nth = 1; cut; ++nth) {
    for (std::uint64_t chance = 0; chance < 20; ++chance) {
      CAPTURE(nth, chance);
      DeleteBench bench;
      bench.disk.cut_power_at_sync(nth);
      try {
        delete_on(bench.disk, bench);
      } catch (const Error&) {
      }
      cut = !bench.disk.powered();
      Random random(run_seed() + chance);
      require_whole_or_gone(*bench.disk.after_power_cut(random), bench);
    }
  }
}
