// SPDX-License-Identifier: MIT
//
// What is deleted has its tombstone first, and nothing is gone without one, whichever operation of the disk fails.
#include "archive/deletion.hpp"

#include <algorithm>
#include <filesystem>

#include "archive/ledger.hpp"
#include "archive/ledger_line.hpp"
#include "archive/opening.hpp"
#include "archive/recordings.hpp"
#include "archive/replace_bag.hpp"
#include "archive/reserve.hpp"
#include "crypto/sha256.hpp"
#include "journal/hash_chain.hpp"
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

  /// What proves an intent on this computer.
  archive::Intents intents{disk, root.path(), "key"};

  /// As whoever deletes a part does it, on a disk that may fail.
  std::string delete_part(os::FileSystem& fs, const archive::PartToDelete& part) const {
    const archive::Intents on_disk(fs, root.path(), "key");
    archive::Change change(on_disk, archive::preparing_part_deletion(part.conversation));
    return archive::delete_part(on_disk, clock, signer, part, change);
  }
  /// As whoever next changes the archive does it; how much of it was left.
  std::size_t finish() const {
    const archive::SettleRequest request{[this](const std::string& plan) {
      return archive::is_plan_announced(disk, root.path(), plan, {signer.key.public_pem()});
    }};
    const auto settled = archive::settle(intents, request);
    const auto left = std::count_if(settled.begin(), settled.end(), [](const archive::Settlement& one) {
      return one.what == archive::Settlement::What::left;
    });
    return static_cast<std::size_t>(left) + archive::finish_replacing(disk, root.path(), proof()).size() +
           archive::finish_discarding(disk, root.path(), {signer.key.public_pem()}).size() +
           archive::finish_part_deletions(disk, root.path(), proof()).size();
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
    return !archive::has_intents(disk, root.path()) &&
           std::none_of(entries.begin(), entries.end(), [](const auto& entry) { return entry.name.starts_with('.'); });
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
  const auto tombstone = bench.delete_part(bench.disk, part);
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
  (void)bench.delete_part(bench.disk, bench.part(everything));
  CHECK(bench.events() == Words{"key", "transcript", "delete"});
  CHECK(archive::later_bags_of(bench.disk, bench.talk).empty());
  CHECK_FALSE(bench.is_there(bench.talk / "report.html"));
  CHECK(bench.is_tidy());
}

TEST_CASE("deletion: of a recording whose part is gone the rest goes without another tombstone") {
  const DeletionBench bench;
  (void)bench.delete_part(bench.disk, bench.part({}));
  const auto seal = archive::read_seal(bench.disk, bench.talk / "recording");
  os::make_folders(bench.disk, bench.talk / archive::part_deletion_folder);
  CHECK(bench.delete_part(bench.disk, {bench.talk, recording_id, seal, seal, true, {}, everything}).empty());
  CHECK(bench.events() == Words{"key", "delete", "transcript"});
  CHECK(bench.content() == remainder_content);
  CHECK(archive::later_bags_of(bench.disk, bench.talk).empty());
}

TEST_CASE("deletion: what lies in the way is told before anything is entered") {
  for (const char* name : {".recording.new", ".recording.deleted"}) {
    CAPTURE(name);
    const DeletionBench bench;
    os::write_new(bench.disk, bench.talk / name, "somebody's");
    CHECK_THROWS_AS(bench.delete_part(bench.disk, bench.part(everything)), Error);
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
  CHECK_THROWS_AS(archive::delete_recording(bench.intents, bench.clock, bench.signer, request), Error);
  CHECK(bench.events().empty());
  CHECK(bench.content() == "recording");
  CHECK(bench.is_there(outside / "data" / "content"));
  CHECK_FALSE(archive::has_intents(bench.disk, bench.root.path()));
}

TEST_CASE("deletion: a folder that nothing proves to be left of one is passed by, and stays") {
  const DeletionBench bench;
  const auto others = bench.root / (".discarded-" + bench.talk.filename().string());
  os::make_folders(bench.disk, others);
  os::write_new(bench.disk, others / "mine", "mine");
  const archive::RecordingToDelete request{archive::Conversation{bench.talk}, recording_id, std::string(64, 'a')};
  CHECK_FALSE(archive::delete_recording(bench.intents, bench.clock, bench.signer, request).empty());
  CHECK_FALSE(bench.is_there(bench.talk));
  CHECK(bench.finish() == 1);
  CHECK(os::read_all(bench.disk, others / "mine", 100) == "mine");
}

TEST_CASE("deletion: what an earlier version was cut short at is gone with the next change, where the ledger tells") {
  const DeletionBench bench;
  os::write_new(bench.disk, bench.talk / "recording" / "data" / "journal.jsonl",
                R"({"event":"open","recording":")" + std::string(recording_id) + "\"}\n");
  const auto gone = bench.root / (".discarded-" + bench.talk.filename().string());
  bench.disk.rename(bench.talk, gone);
  CHECK(bench.finish() == 1);
  CHECK(bench.is_there(gone / "recording" / "data" / "content"));
  const archive::Signer stranger{crypto::SigningKey::generate(), {}};
  (void)archive::LedgerEntries(bench.disk, bench.clock, bench.root.path(), stranger)
      .remove(recording_id, "recording", {});
  CHECK(bench.finish() == 1);
  (void)archive::LedgerEntries(bench.disk, bench.clock, bench.root.path(), bench.signer)
      .remove(recording_id, "recording", {});
  CHECK(bench.finish() == 0);
  CHECK_FALSE(bench.is_there(gone));
}

TEST_CASE("deletion: what is prepared and not told by the ledger is taken back") {
  const DeletionBench bench;
  (void)bench.intents.write(archive::preparing_part_deletion(bench.talk));
  (void)bench.part(everything);
  CHECK(bench.finish() == 0);
  CHECK(bench.content() == "recording");
  CHECK(bench.label() == "old label");
  CHECK(bench.is_tidy());
  CHECK(bench.events().empty());
}

TEST_CASE("deletion: what looks prepared, and is in nobody's plan, is left and told") {
  const DeletionBench bench;
  (void)bench.part(everything);
  CHECK(bench.finish() == 1);
  CHECK(bench.content() == "recording");
  CHECK(bench.label() == "old label");
  CHECK(bench.is_there(bench.talk / archive::part_deletion_folder / archive::remainder_name));
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
    CHECK(bench.finish() == 1);
    CHECK(bench.content() == "recording");
    CHECK(bench.is_there(bench.talk / "report.html"));
  }
  SECTION("another one than the ledger has told") {
    (void)bench.delete_part(bench.disk, part);
    os::make_folders(bench.disk, bench.talk / archive::part_deletion_folder);
    os::write_new(bench.disk, plan, text(R"("report.html")"));
    CHECK(bench.finish() == 1);
    CHECK(bench.is_there(bench.talk / "report.html"));
    CHECK(bench.is_there(plan));
  }
  SECTION("told, and it leads out of the folder") {
    (void)bench.delete_part(bench.disk, part);
    const archive::LedgerEntries ledger(bench.disk, bench.clock, bench.root.path(), bench.signer);
    for (const char* removed : {R"("../victim")", R"("..")", R"("recording")", R"("report.html","a/../../victim")"}) {
      os::make_folders(bench.disk, bench.talk / archive::part_deletion_folder);
      os::write_new(bench.disk, plan, text(removed));
      (void)ledger.remove_part(recording_id, part.seal_before, part.seal_after, crypto::sha256_hex(text(removed)));
      CHECK(bench.finish() == 1);
      CHECK(bench.is_there(victim));
      CHECK(bench.content() == remainder_content);
      CHECK(bench.is_there(bench.talk / "report.html"));
      os::remove_tree(bench.disk, bench.talk / archive::part_deletion_folder);
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
        (void)bench.delete_part(faulty, part);
      } catch (const Error&) {
      }
      was_hit = faulty.hits() > 0;
      // Prepared by hand here, so what is not in a plan yet is taken away by hand, too.
      REQUIRE(bench.finish() <= 1);
      if (bench.events().empty() && bench.is_there(bench.talk / archive::part_deletion_folder)) {
        os::remove_tree(bench.disk, bench.talk / archive::part_deletion_folder);
      }
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

TEST_CASE("deletion: whichever operation fails, a recording is whole as long as it has no tombstone, and gone after") {
  for (auto fault : failures()) {
    for (bool was_hit = true; was_hit; ++fault.nth) {
      INFO(to_string(fault));
      const DeletionBench bench;
      FaultyFileSystem faulty(bench.disk, fault);
      try {
        const archive::Intents on_disk(faulty, bench.root.path(), "key");
        (void)archive::delete_recording(on_disk, bench.clock, bench.signer, {{bench.talk}, recording_id, {}});
      } catch (const Error&) {
      }
      was_hit = faulty.hits() > 0;
      REQUIRE(bench.finish() == 0);
      const bool is_told = bench.has_entered("delete");
      if (!is_told) REQUIRE(bench.content() == "recording");
      // The next change leaves nothing of it, under whichever name.
      const auto names = bench.disk.list(bench.root.path());
      REQUIRE(std::all_of(names.begin(), names.end(), [&](const os::Entry& entry) {
        return entry.kind != os::EntryKind::folder || (!is_told && entry.name == bench.talk.filename().string());
      }));
      REQUIRE_FALSE(archive::has_intents(bench.disk, bench.root.path()));
    }
  }
}

TEST_CASE("deletion: an intent of another's, or one that was changed, deletes nothing") {
  const DeletionBench bench;
  const auto name = bench.talk.filename().string();
  archive::Intent intent{archive::change_delete, name, archive::Intent::Settled::at_once};
  intent.steps = {archive::move_step(name, ".gone"), archive::remove_step(".gone")};
  const auto left = [&] {
    CHECK(bench.finish() == 1);
    CHECK(bench.content() == "recording");
    CHECK(archive::has_intents(bench.disk, bench.root.path()));
  };
  SECTION("of another computer, or of nobody") {
    for (const char* key : {"", "another key"}) {
      const auto file = archive::Intents(bench.disk, bench.root.path(), key).write(intent);
      left();
      bench.disk.remove_file(file.path);
    }
  }
  SECTION("with another step than it was written with") {
    const auto file = bench.intents.write(archive::Intent{"rename", name, archive::Intent::Settled::never});
    const auto text = os::read_all(bench.disk, file.path, 10'000);
    bench.disk.remove_file(file.path);
    os::write_new(bench.disk, file.path, archive::intent_text(intent) + text.substr(text.find('\n') + 1));
    left();
  }
  SECTION("that the ledger names, by a stranger's key") {
    intent.settled = archive::Intent::Settled::by_ledger;
    const auto file = archive::Intents(bench.disk, bench.root.path(), {}).write(intent);
    const archive::Signer stranger{crypto::SigningKey::generate(), {}};
    (void)archive::LedgerEntries(bench.disk, bench.clock, bench.root.path(), stranger)
        .remove(recording_id, "recording", {}, file.sha256);
    left();
    // By the user's own it is the user's own, also on another computer.
    (void)archive::LedgerEntries(bench.disk, bench.clock, bench.root.path(), bench.signer)
        .remove(recording_id, "recording", {}, file.sha256);
    CHECK(bench.finish() == 0);
    CHECK_FALSE(bench.is_there(bench.talk));
  }
}

TEST_CASE("deletion: a start without sound is cleared, and the ledger has no beginning without an end") {
  const DeletionBench bench;
  const auto begun = archive::begin(bench.disk, bench.root.path(), UtcTime{}, "never");
  os::write_new(bench.disk, begun.data() / "journal.jsonl",
                R"({"event":"open","recording":"x"})"
                "\n");
  for (const char* file : {"notes.jsonl", "levels.jsonl", "salts.jsonl"})
    os::write_new(bench.disk, begun.data() / file, "");
  CHECK(archive::starts_without_sound(bench.disk, bench.root.path()) == Words{begun.folder.filename().string()});
  const archive::LedgerEntries ledger(bench.disk, bench.clock, bench.root.path(), bench.signer);
  (void)ledger.begin("x", "hash");
  CHECK_FALSE(archive::remove_start(bench.intents, bench.clock, nullptr, begun.folder));
  CHECK(bench.is_there(begun.folder));
  CHECK(archive::remove_start(bench.intents, bench.clock, &bench.signer, begun.folder));
  CHECK_FALSE(bench.is_there(begun.folder));
  CHECK(bench.events() == Words{"key", "begin", "delete"});
  SECTION("also one whose first frame was cut short, but none that the journal has told of on the disk") {
    const auto other = archive::begin(bench.disk, bench.root.path(), UtcTime{}, "cut");
    os::write_new(bench.disk, other.data() / "audio-001.flac", std::string("fLaC") + std::string(30, 'x'));
    CHECK(archive::starts_without_sound(bench.disk, bench.root.path()).size() == 1);
    const journal::HashChain chain;
    auto line = chain.begin_line();
    line.update(json::Value{{"utc", "2026-11-23T14:30:05.000000000Z"}, {"mono", 0}, {"event", "audio"}});
    os::write_new(bench.disk, other.data() / "journal.jsonl", line.dump() + "\n");
    CHECK(archive::starts_without_sound(bench.disk, bench.root.path()).empty());
  }
  SECTION("what holds anything else is none") {
    const auto other = archive::begin(bench.disk, bench.root.path(), UtcTime{}, "other");
    for (const auto& path : {other.folder / "notes.txt", other.bag() / "bagit.txt", other.data() / "mine.txt"}) {
      os::write_new(bench.disk, path, "x");
      CHECK(archive::starts_without_sound(bench.disk, bench.root.path()).empty());
      bench.disk.remove_file(path);
    }
    CHECK(archive::starts_without_sound(bench.disk, bench.root.path()).size() == 1);
  }
}

TEST_CASE("deletion: room that was set aside is removed once nobody records there, and told where it can't be") {
  const DeletionBench bench;
  const auto reserve = bench.talk / ".reserve";
  os::write_new(bench.disk, reserve, std::string(100'000, '\0'));
  {
    const auto claim = archive::Claim::acquire(bench.disk, bench.root.path());
    CHECK(archive::find_left_reserves(bench.disk, bench.root.path()).empty());
  }
  CHECK(archive::remove_left_reserves(bench.disk, bench.root.path()).empty());
  CHECK_FALSE(bench.is_there(reserve));
  os::write_new(bench.disk, reserve, std::string(100'000, '\0') + "mine");
  const auto left = archive::remove_left_reserves(bench.disk, bench.root.path());
  REQUIRE(left.size() == 1);
  CHECK(left.front().path == reserve);
  CHECK(bench.is_there(reserve));
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
