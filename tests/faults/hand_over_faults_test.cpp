// SPDX-License-Identifier: MIT
//
// Whichever operation of the disk fails while an excerpt or an export is made: what has its name is whole, nothing else
// that counts is left, the sealed recording is as it was, and the next attempt succeeds.
#include "archive/settle.hpp"
#include "archive/work_folder.hpp"
#include "archive/work_notes.hpp"
#include "derive/excerpt.hpp"
#include "handover/export.hpp"
#include "tests/catch.hpp"
#include "tests/faults/attempt.hpp"
#include "tests/faults/loop.hpp"
#include "tests/faults/memory_file_system.hpp"
#include "verify/verify.hpp"

using namespace earwitness;
using namespace earwitness::faults;
using namespace std::chrono_literals;

namespace {

constexpr const char* target = "/handed-over";
constexpr const char* notes = "/notes";

/// As a command does: what is made beside the recording is written down before, and what an earlier attempt left of it
/// goes first.
class Beside {
 public:
  Beside(os::FileSystem& fs, const os::Path& conversation, const char* stem)
      : name_(archive::new_work_name(stem)), intents_(fs, archive_path, "key") {
    (void)archive::settle(intents_, {{}});
    const auto folder = conversation.filename().string();
    archive::Intent intent{"make", folder, archive::Intent::Settled::never};
    intent.undo = {archive::remove_step(folder + "/" + name_)};
    change_.emplace(intents_, intent);
  }
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  std::string name_;
  archive::Intents intents_;
  std::optional<archive::Change> change_;
};

/// And what is made elsewhere has a note.
class Elsewhere {
 public:
  Elsewhere(os::FileSystem& fs, const char* stem) : name_(archive::new_work_name(stem)) {
    note_.emplace(fs, notes, os::Path(target) / name_);
  }
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  std::string name_;
  std::optional<archive::WorkNote> note_;
};

/// A disk with one sealed recording of three seconds; after each run it is as it was.
struct HandOverBench {
  World world;
  MemoryFileSystem disk;
  os::Path conversation;
  std::map<std::string, std::string> before;

  HandOverBench() {
    os::make_folders(disk, archive_path);
    os::make_folders(disk, target);
    os::make_folders(disk, notes);
    const auto device = std::make_shared<Device>(world, attempt_format, steady(attempt_format, 4000));
    const auto made = faults::record(disk, world, device, {.length = 3s});
    REQUIRE(made.unchanged);
    conversation = made.folder;
    before = disk.snapshot(conversation);
  }

  [[nodiscard]] os::Path excerpt(os::FileSystem& fs) const {
    const Beside beside(fs, conversation, derive::excerpt_work_stem);
    derive::ExcerptRequest request;
    request.recording = conversation;
    request.work_name = beside.name();
    request.selection.disclose = {{1s, 2s}};
    request.key = &signing_key();
    return derive::make_excerpt(fs, world, request).bag;
  }
  [[nodiscard]] os::Path hand_over(os::FileSystem& fs, bool zip) const {
    archive::remove_noted(fs, notes);  // once: no lock in memory says which of them are in use
    const Elsewhere there(fs, handover::export_work_stem);
    const Beside beside(fs, conversation, handover::export_work_stem);
    const Elsewhere elsewhere(fs, handover::export_work_stem_elsewhere);
    handover::ExportRequest request;
    request.recording = conversation;
    request.unfinished_name = there.name();
    request.work_name = beside.name();
    request.work_name_elsewhere = elsewhere.name();
    request.to = target;
    request.name = "talk";
    request.zip = zip;
    request.listening_copy = flac::CopyKind::wav;
    return handover::make_export(fs, world, request).path;
  }
};

using Make = std::function<os::Path(os::FileSystem&)>;

std::vector<std::string> names_in(os::FileSystem& fs, const os::Path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs.list(folder)) names.push_back(entry.name);
  return names;
}

void remove(os::FileSystem& fs, const os::Path& path) {
  if (fs.status(path)->kind == os::EntryKind::folder) return os::remove_tree(fs, path);
  fs.remove_file(path);
}

/// What is there has its name, and is what it is without a fault.
void require_whole(HandOverBench& bench, const os::Path& made, const std::map<std::string, std::string>& whole) {
  const auto left = bench.disk.snapshot(made.parent_path());
  REQUIRE(left.size() == whole.size());
  for (const auto& [path, content] : whole) REQUIRE(left.contains(path));
  if (bench.disk.status(made / "bagit.txt")) REQUIRE(verify(bench.disk, made).unchanged);
}

/// What a removal is made of: no more than its name may be left then.
bool is_of_removal(Operation on) {
  return on == Operation::remove_file || on == Operation::remove_folder || on == Operation::list ||
         on == Operation::status;
}

std::uint64_t make_once(HandOverBench& bench, const Fault& fault, const Make& make, const os::Path& expected,
                        const std::map<std::string, std::string>& whole) {
  FaultyFileSystem faulty(bench.disk, fault, &bench.world);
  bool told = false;
  try {
    const auto made = make(faulty);
    REQUIRE(made == expected);
  } catch (const Error& error) {
    told = true;
    REQUIRE_FALSE(std::string(error.what()).empty());
  }
  REQUIRE((told || bench.disk.status(expected)));
  if (bench.disk.status(expected)) {
    require_whole(bench, expected, whole);  // also where only its last sync failed, which is told
    remove(bench.disk, expected);
  }
  // What could not be removed is known by its intent or note, and goes with the next attempt.
  if (fault.lasting != Lasting::once || is_of_removal(fault.on)) {
    REQUIRE(make(bench.disk) == expected);
    remove(bench.disk, expected);
  }
  REQUIRE(bench.disk.snapshot(bench.conversation) == bench.before);
  REQUIRE(names_in(bench.disk, target) == std::vector<std::string>{});
  bench.disk.sync_all_names();
  return faulty.hits();
}

void require_at_every_place(const std::function<os::Path(const HandOverBench&, os::FileSystem&)>& what) {
  HandOverBench bench;
  const Make make = [&](os::FileSystem& fs) { return what(bench, fs); };
  const auto expected = make(bench.disk);
  const auto whole = bench.disk.snapshot(expected.parent_path());
  remove(bench.disk, expected);
  REQUIRE(bench.disk.snapshot(bench.conversation) == bench.before);
  std::uint64_t struck = 0;
  for (const auto& fault : every_failure()) {
    if (!changes_disk(fault.on) && fault.lasting != Lasting::once) continue;
    struck += at_every_place(fault, [&](const Fault& f) { return make_once(bench, f, make, expected, whole); });
  }
  CHECK(struck > 100);
}

}  // namespace

TEST_CASE("excerpt: whichever operation fails, nothing half made is left, and nothing sealed is changed") {
  require_at_every_place([](const HandOverBench& bench, os::FileSystem& fs) { return bench.excerpt(fs); });
}

TEST_CASE("export: whichever operation fails, no folder half made is left, and nothing sealed is changed") {
  require_at_every_place([](const HandOverBench& bench, os::FileSystem& fs) { return bench.hand_over(fs, false); });
}

TEST_CASE("export: whichever operation fails, no zip file half made is left, and nothing sealed is changed") {
  require_at_every_place([](const HandOverBench& bench, os::FileSystem& fs) { return bench.hand_over(fs, true); });
}
