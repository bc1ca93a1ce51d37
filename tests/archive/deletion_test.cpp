// SPDX-License-Identifier: MIT
//
// What is deleted has its tombstone first, and nothing is gone without one, whichever operation of the disk fails.
#include "archive/deletion.hpp"

#include <algorithm>
#include <filesystem>

#include "archive/ledger.hpp"
#include "archive/ledger_line.hpp"
#include "archive/opening.hpp"
#include "archive/replace_bag.hpp"
#include "crypto/sha256.hpp"
#include "tests/catch.hpp"
#include "tests/faults/faulty_file_system.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;
using namespace earwitness::faults;

namespace {

constexpr const char* recording_id = "7d2c0f5e-3f4b-4c1e-9a5b-2f1e6d7c8b9a";

using Words = std::vector<std::string>;

const Words everything{"excerpt-1", "transcript-1", "report.html"};
/// What make_bag() writes into it.
const std::string remainder_content = std::string(archive::part_deletion_folder) + "/" + archive::remainder_name;

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
    os::write_new(disk, talk / "report.html", "page");
    os::write_new(disk, talk / "label.json", "old label");
  }

  void make_bag(const std::string& name, const std::string& title) const {
    const auto bag = talk / name;
    os::make_folders(disk, bag / "data");
    os::write_new(disk, bag / "data" / "content", name);
    os::write_new(disk, bag / "bag-info.txt", title.empty() ? "" : "External-Description: " + title + "\n");
    os::write_new(disk, bag / "tagmanifest-sha256.txt", name);
  }

  /// Prepared, as whoever deletes a part does it first.
  [[nodiscard]] archive::PartToDelete part(const std::vector<std::string>& removed) const {
    const auto prepared = talk / archive::part_deletion_folder;
    make_bag(std::string(archive::part_deletion_folder) + "/" + archive::remainder_name, "");
    os::write_new(disk, prepared / "label.json", "new label");
    return {talk,
            recording_id,
            archive::read_seal(disk, talk / "recording"),
            archive::read_seal(disk, prepared / archive::remainder_name),
            false,
            {"label.json"},
            removed};
  }
  /// As the program looks for it.
  [[nodiscard]] archive::ReplacementProof proof() const {
    return {[this](const os::Path& bag) -> std::string {
              const auto path = bag / "data" / "content";
              const bool is_remainder = is_there(path) && os::read_all(disk, path, 100) == remainder_content;
              return is_remainder ? crypto::sha256_hex("recording") : std::string();
            },
            [this](const std::string& before, const std::string& after, const std::string& plan) {
              return archive::is_part_deleted(disk, root.path(), before, after, plan, {signer.key.public_pem()});
            }};
  }
  [[nodiscard]] std::string label() const { return os::read_all(disk, talk / "label.json", 100); }
  /// Nothing that was begun is left, and no name that the program alone uses.
  [[nodiscard]] bool is_tidy() const {
    const auto entries = disk.list(talk);
    return std::none_of(entries.begin(), entries.end(), [](const auto& entry) { return entry.name.starts_with('.'); });
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

}  // namespace

TEST_CASE("deletion: the remainder takes the recording's place, and the ledger has a tombstone") {
  const DeletionBench bench;
  const auto part = bench.part({});
  const auto tombstone = archive::delete_part(bench.disk, bench.clock, bench.signer, part);
  CHECK(bench.content() == remainder_content);
  CHECK(bench.label() == "new label");
  CHECK(bench.is_tidy());
  CHECK(bench.events() == Words{"key", "delete"});
  CHECK(archive::tombstone_of_part(bench.disk, bench.root.path(), recording_id, part.seal_after) == tombstone);
  CHECK(archive::tombstone_of_part(bench.disk, bench.root.path(), recording_id, part.seal_before).empty());
  auto others = archive::later_bags_of(bench.disk, bench.talk);
  std::sort(others.begin(), others.end());
  CHECK(others == Words{"excerpt-1", "transcript-1"});
}

TEST_CASE("deletion: what may hold the part goes with it, a transcript with a line of its own before it") {
  const DeletionBench bench;
  (void)archive::delete_part(bench.disk, bench.clock, bench.signer, bench.part(everything));
  CHECK(bench.events() == Words{"key", "transcript", "delete"});
  CHECK(archive::later_bags_of(bench.disk, bench.talk).empty());
  CHECK_FALSE(bench.is_there(bench.talk / "report.html"));
  CHECK(bench.is_tidy());
}

TEST_CASE("deletion: of a recording whose part is gone the rest goes without another tombstone") {
  const DeletionBench bench;
  (void)archive::delete_part(bench.disk, bench.clock, bench.signer, bench.part({}));
  const auto seal = archive::read_seal(bench.disk, bench.talk / "recording");
  os::make_folders(bench.disk, bench.talk / archive::part_deletion_folder);
  CHECK(archive::delete_part(bench.disk, bench.clock, bench.signer,
                             {bench.talk, recording_id, seal, seal, true, {}, everything})
            .empty());
  CHECK(bench.events() == Words{"key", "delete", "transcript"});
  CHECK(bench.content() == remainder_content);
  CHECK(archive::later_bags_of(bench.disk, bench.talk).empty());
}

TEST_CASE("deletion: what lies in the way is told before anything is entered") {
  for (const char* name : {".recording.new", ".recording.deleted"}) {
    CAPTURE(name);
    const DeletionBench bench;
    os::write_new(bench.disk, bench.talk / name, "somebody's");
    CHECK_THROWS_AS(archive::delete_part(bench.disk, bench.clock, bench.signer, bench.part(everything)), Error);
    CHECK(bench.content() == "recording");
    CHECK(bench.events().empty());
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

TEST_CASE("deletion: what is prepared and not told by the ledger is taken back") {
  const DeletionBench bench;
  (void)bench.part(everything);
  archive::finish_part_deletions(bench.disk, bench.root.path(), bench.proof());
  CHECK(bench.content() == "recording");
  CHECK(bench.label() == "old label");
  CHECK(bench.is_tidy());
  CHECK(bench.events().empty());
}

TEST_CASE(
    "deletion: a plan that somebody else wrote removes nothing elsewhere, and nothing that the ledger has not told") {
  const DeletionBench bench;
  const auto part = bench.part({});
  const auto plan = bench.talk / archive::part_deletion_folder / "plan.json";
  const auto victim = bench.root / "victim";
  os::write_new(bench.disk, victim, "mine");
  const auto text = [&](const std::string& removed) {
    return R"({"format":1,"recording":")" + std::string(recording_id) + R"(","seal_before":")" + part.seal_before +
           R"(","seal_after":")" + part.seal_after + R"(","replaced":[],"removed":[)" + removed + "]}";
  };
  SECTION("not told") {
    os::write_new(bench.disk, plan, text(R"("report.html")"));
    archive::finish_part_deletions(bench.disk, bench.root.path(), bench.proof());
    CHECK(bench.content() == "recording");
    CHECK(bench.is_there(bench.talk / "report.html"));
  }
  SECTION("another one than the ledger has told") {
    (void)archive::delete_part(bench.disk, bench.clock, bench.signer, part);
    os::make_folders(bench.disk, bench.talk / archive::part_deletion_folder);
    os::write_new(bench.disk, plan, text(R"("report.html")"));
    archive::finish_part_deletions(bench.disk, bench.root.path(), bench.proof());
    CHECK(bench.is_there(bench.talk / "report.html"));
    CHECK(bench.is_tidy());
  }
  SECTION("told, and it leads out of the folder") {
    (void)archive::delete_part(bench.disk, bench.clock, bench.signer, part);
    const archive::LedgerEntries ledger(bench.disk, bench.clock, bench.root.path(), bench.signer);
    for (const char* removed : {R"("../victim")", R"("..")", R"("recording")", R"("report.html","a/../../victim")"}) {
      os::make_folders(bench.disk, bench.talk / archive::part_deletion_folder);
      os::write_new(bench.disk, plan, text(removed));
      (void)ledger.remove_part(recording_id, part.seal_before, part.seal_after, crypto::sha256_hex(text(removed)));
      archive::finish_part_deletions(bench.disk, bench.root.path(), bench.proof());
      CHECK(bench.is_there(victim));
      CHECK(bench.content() == remainder_content);
      CHECK(bench.is_there(bench.talk / "report.html"));
      CHECK(bench.is_tidy());
    }
  }
}

TEST_CASE("deletion: whichever operation fails, all of a part goes with its tombstone, or nothing") {
  for (auto fault : failures()) {
    for (bool was_hit = true; was_hit; ++fault.nth) {
      INFO(to_string(fault));
      const DeletionBench bench;
      const auto part = bench.part(everything);
      FaultyFileSystem faulty(bench.disk, fault);
      try {
        (void)archive::delete_part(faulty, bench.clock, bench.signer, part);
      } catch (const Error&) {
      }
      was_hit = faulty.hits() > 0;
      CHECK(archive::finish_replacing(bench.disk, bench.root.path(), bench.proof()).empty());
      archive::finish_part_deletions(bench.disk, bench.root.path(), bench.proof());
      REQUIRE(bench.is_tidy());
      const bool is_told =
          !archive::tombstone_of_part(bench.disk, bench.root.path(), recording_id, part.seal_after).empty();
      REQUIRE(bench.content() == (is_told ? remainder_content : "recording"));
      REQUIRE(bench.label() == (is_told ? "new label" : "old label"));
      for (const auto& name : everything) REQUIRE(bench.is_there(bench.talk / name) == !is_told);
      if (is_told) REQUIRE(bench.has_entered("transcript"));
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
