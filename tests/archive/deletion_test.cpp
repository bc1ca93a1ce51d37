// SPDX-License-Identifier: MIT
//
// What is deleted has its tombstone first, and nothing is gone without one, whichever operation of the disk fails.
#include "archive/deletion.hpp"

#include <algorithm>
#include <filesystem>

#include "archive/label.hpp"
#include "archive/ledger.hpp"
#include "archive/ledger_line.hpp"
#include "archive/replace_bag.hpp"
#include "crypto/sha256.hpp"
#include "tests/catch.hpp"
#include "tests/faults/faulty_file_system.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;
using namespace earwitness::faults;

namespace {

constexpr const char* recording_id = "7d2c0f5e-3f4b-4c1e-9a5b-2f1e6d7c8b9a";

/// An archive on a real disk, as the ledger's lock needs one, with a sealed recording, an excerpt and a transcript.
struct DeletionBench {
  test::TemporaryFolder root;
  os::FileSystem& disk = os::posix_file_system();
  const os::Clock& clock = os::posix_clock();
  archive::Signer signer{crypto::SigningKey::generate(), {}};
  os::Path talk = root / "2026-11-29_12-00-00_secret";

  DeletionBench() {
    make_bag("recording", "Secret");
    make_bag("excerpt-1", "");
    make_bag("transcript-1", "");
  }

  void make_bag(const std::string& name, const std::string& title) const {
    const auto bag = talk / name;
    os::make_folders(disk, bag / "data");
    os::write_new(disk, bag / "data" / "content", name);
    os::write_new(disk, bag / "bag-info.txt", title.empty() ? "" : "External-Description: " + title + "\n");
    os::write_new(disk, bag / "tagmanifest-sha256.txt", name);
  }

  [[nodiscard]] archive::PartToDelete part(bool with_later_bags) const {
    archive::PartToDelete request{talk, {}, {}};
    if (with_later_bags) request.later_bags = archive::later_bags_of(disk, talk);
    request.make_remainder = [this](const os::Path&) {
      make_bag("excerpt-2", "");
      return archive::Remainder{talk / "excerpt-2", recording_id, std::string(64, 'a'), std::string(64, 'b')};
    };
    return request;
  }

  /// As the program verifies it, with content in the place of a proof.
  [[nodiscard]] archive::ReplacementProof proof() const {
    return {[this](const os::Path& bag) -> std::string {
              const auto path = bag / "data" / "content";
              const bool is_remainder = is_there(path) && os::read_all(disk, path, 100) == "excerpt-2";
              return is_remainder ? crypto::sha256_hex("recording") : std::string();
            },
            [this](const std::string&, const std::string&) { return has_entered("delete"); }};
  }

  [[nodiscard]] bool is_there(const os::Path& path) const { return disk.status(path).has_value(); }
  /// Of the bag that counts.
  [[nodiscard]] std::string content() const { return os::read_all(disk, talk / "recording" / "data" / "content", 100); }

  [[nodiscard]] std::vector<std::string> events() const {
    std::vector<std::string> events;
    if (!is_there(archive::ledger_path(root.path()))) return events;
    const auto file = disk.open(archive::ledger_path(root.path()));
    (void)archive::read_ledger(*file, [&](archive::LedgerLine&& line) { events.push_back(line.event); });
    return events;
  }
  [[nodiscard]] bool has_entered(const std::string& event) const {
    const auto all = events();
    return std::find(all.begin(), all.end(), event) != all.end();
  }
};

std::vector<Fault> failures() {
  std::vector<Fault> faults;
  for (const auto on :
       {Operation::create, Operation::open, Operation::write, Operation::sync_data, Operation::rename,
        Operation::remove_file, Operation::remove_folder, Operation::sync_folder, Operation::list, Operation::status}) {
    faults.push_back({on, 1, Effect::fail, 5, Lasting::once});
    faults.push_back({on, 1, Effect::fail, 5, Lasting::disk});
  }
  return faults;
}

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("deletion: the remainder takes the recording's place, its title stays, the ledger has a tombstone") {
  const DeletionBench bench;
  const auto tombstone = archive::delete_part(bench.disk, bench.clock, bench.signer, bench.part(false));
  CHECK(bench.content() == "excerpt-2");
  CHECK(archive::read_label(bench.disk, bench.talk).title == "Secret");
  CHECK(bench.events() == Words{"key", "delete"});
  const auto file = bench.disk.open(archive::ledger_path(bench.root.path()));
  CHECK(archive::read_ledger(*file, [](archive::LedgerLine&&) {}).last_hash == tombstone);
  auto others = archive::later_bags_of(bench.disk, bench.talk);
  std::sort(others.begin(), others.end());
  CHECK(others == Words{"excerpt-1", "transcript-1"});
}

TEST_CASE("deletion: what may hold the part goes with it where that is wanted, a transcript with a line of its own") {
  const DeletionBench bench;
  (void)archive::delete_part(bench.disk, bench.clock, bench.signer, bench.part(true));
  CHECK(bench.events() == Words{"key", "delete", "transcript"});
  CHECK(archive::later_bags_of(bench.disk, bench.talk).empty());
  for (const auto& entry : bench.disk.list(bench.talk)) CHECK_FALSE(entry.name.starts_with('.'));
}

TEST_CASE("deletion: what lies in the way is told before anything is made or entered") {
  for (const char* name : {".recording.new", ".recording.deleted"}) {
    CAPTURE(name);
    const DeletionBench bench;
    os::write_new(bench.disk, bench.talk / name, "somebody's");
    CHECK_THROWS_AS(archive::delete_part(bench.disk, bench.clock, bench.signer, bench.part(true)), Error);
    CHECK(bench.content() == "recording");
    CHECK(bench.events().empty());
    CHECK_FALSE(bench.is_there(bench.talk / "excerpt-2"));
    CHECK(os::read_all(bench.disk, bench.talk / name, 100) == "somebody's");
  }
}

TEST_CASE("deletion: of all as well, a link in the way is told before the ledger says that it is gone") {
  const DeletionBench bench;
  const auto outside = bench.root / "outside";
  bench.make_bag("aside", "");
  std::filesystem::rename(bench.talk / "aside", outside);
  std::filesystem::create_directory_symlink(outside, bench.root / (".discarded-" + bench.talk.filename().string()));
  const archive::RecordingToDelete request{archive::Conversation{bench.talk}, recording_id, std::string(64, 'a')};
  CHECK_THROWS_AS(archive::delete_recording(bench.disk, bench.clock, bench.signer, request), Error);
  CHECK(bench.events().empty());
  CHECK(bench.content() == "recording");
  CHECK(bench.is_there(outside / "data" / "content"));
}

TEST_CASE("deletion: where no remainder can be made all stays as it was") {
  const DeletionBench bench;
  auto request = bench.part(true);
  request.make_remainder = [](const os::Path& bag) -> archive::Remainder { throw FileError(5, bag.string(), "no"); };
  CHECK_THROWS_AS(archive::delete_part(bench.disk, bench.clock, bench.signer, request), FileError);
  CHECK(bench.content() == "recording");
  CHECK(bench.events().empty());
  CHECK_FALSE(bench.is_there(archive::label_path(bench.talk)));
}

TEST_CASE("deletion: whichever operation fails, nothing of a part is gone without its tombstone") {
  for (auto fault : failures()) {
    for (bool was_hit = true; was_hit; ++fault.nth) {
      INFO(to_string(fault));
      const DeletionBench bench;
      FaultyFileSystem faulty(bench.disk, fault);
      try {
        (void)archive::delete_part(faulty, bench.clock, bench.signer, bench.part(true));
      } catch (const Error&) {
      }
      was_hit = faulty.hits() > 0;
      CHECK(archive::finish_replacing(bench.disk, bench.root.path(), bench.proof()).empty());
      if (bench.content() == "excerpt-2") {
        REQUIRE(bench.has_entered("delete"));
        REQUIRE(archive::read_label(bench.disk, bench.talk).title == "Secret");
      } else {
        REQUIRE(bench.content() == "recording");
        REQUIRE(bench.is_there(bench.talk / "excerpt-1"));
      }
      if (!bench.is_there(bench.talk / "transcript-1")) REQUIRE(bench.has_entered("transcript"));
    }
  }
}

TEST_CASE("deletion: whichever operation fails, a recording is there as long as it has no tombstone") {
  for (auto fault : failures()) {
    for (bool was_hit = true; was_hit; ++fault.nth) {
      INFO(to_string(fault));
      const DeletionBench bench;
      FaultyFileSystem faulty(bench.disk, fault);
      try {
        (void)archive::delete_recording(faulty, bench.clock, bench.signer, {{bench.talk}, recording_id, {}});
      } catch (const Error&) {
      }
      was_hit = faulty.hits() > 0;
      if (!bench.has_entered("delete")) REQUIRE(bench.content() == "recording");
    }
  }
}

TEST_CASE("deletion: a part can be deleted of a whole sealed recording alone") {
  using archive::Divisibility;
  const DeletionBench bench;
  const auto now = [&] { return archive::divisibility_of(bench.disk, bench.talk); };
  CHECK(now() == Divisibility::divisible);
  os::write_new(bench.disk, bench.talk / "recording" / "data" / "excerpt.json", "{}");
  CHECK(now() == Divisibility::divided_before);
  bench.disk.remove_file(bench.talk / "recording" / "tagmanifest-sha256.txt");
  CHECK(now() == Divisibility::not_sealed);
  bench.make_bag("recovered", "");
  CHECK(now() == Divisibility::recovered);
}
