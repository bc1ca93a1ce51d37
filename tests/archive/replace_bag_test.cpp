// SPDX-License-Identifier: MIT
//
// While a bag takes another's place one of the two is there whole, whichever operation fails and whenever the power
// goes; and what was interrupted is completed.
#include "archive/replace_bag.hpp"

#include "archive/archive.hpp"
#include "tests/catch.hpp"
#include "tests/faults/faulty_file_system.hpp"
#include "tests/faults/loop.hpp"
#include "tests/faults/memory_file_system.hpp"
#include "tests/faults/random.hpp"

using namespace earwitness;
using namespace earwitness::faults;

namespace {

constexpr const char* archive_root = "/archive";
constexpr const char* talk = "/archive/talk";

struct ReplaceBench {
  MemoryFileSystem disk;

  ReplaceBench() {
    for (const char* name : {"recording", "excerpt-1"}) {
      const auto data = os::Path(talk) / name / "data";
      os::make_folders(disk, data);
      os::write_new(disk, data / "content", name);
      os::write_new(disk, data / "more", name);
    }
  }
};

/// The name of the bag that counts; empty where none is whole.
std::string content_of(os::FileSystem& fs, const os::Path& bag) {
  if (!fs.status(bag / "data" / "content") || !fs.status(bag / "data" / "more")) return {};
  return os::read_all(fs, bag / "data" / "content", 100);
}

void require_completed(MemoryFileSystem& disk, bool was_begun) {
  archive::finish_replacing(disk, archive_root);
  const auto now = content_of(disk, os::Path(talk) / "recording");
  if (was_begun) {
    REQUIRE((now == "recording" || now == "excerpt-1"));
  } else {
    REQUIRE(now == "excerpt-1");
  }
  for (const auto& entry : disk.list(talk)) REQUIRE_FALSE(entry.name.starts_with('.'));
}

std::uint64_t replace_once(const Fault& fault) {
  ReplaceBench bench;
  FaultyFileSystem faulty(bench.disk, fault, nullptr);
  bool told = false;
  try {
    archive::replace_bag(faulty, talk, os::Path(talk) / "excerpt-1");
  } catch (const FileError&) {
    told = true;
  }
  require_completed(bench.disk, told);
  return faulty.hits();
}

}  // namespace

TEST_CASE("replace: whichever operation fails, one of the two bags is there, and the next change completes it") {
  for (const auto& fault : every_failure()) (void)at_every_place(fault, replace_once);
}

TEST_CASE("replace: whenever the power is cut, one of the two bags is there") {
  bool cut = true;
  for (std::uint64_t nth = 1; cut; ++nth) {
    for (std::uint64_t chance = 0; chance < 20; ++chance) {
      CAPTURE(nth, chance);
      ReplaceBench bench;
      bench.disk.cut_power_at_sync(nth);
      try {
        archive::replace_bag(bench.disk, talk, os::Path(talk) / "excerpt-1");
      } catch (const FileError&) {
      }
      cut = !bench.disk.powered();
      Random random(run_seed() + chance);
      const auto left = bench.disk.after_power_cut(random);
      require_completed(*left, true);
    }
  }
}
