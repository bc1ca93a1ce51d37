// SPDX-License-Identifier: MIT
//
// Whenever the power is cut while a command makes something of a sealed recording, and whatever chance has kept of what
// was not synced: the recording is as it was, what has its name is whole, and the same command succeeds on what is
// left.
#include <functional>
#include <map>

#include "archive/archive.hpp"
#include "archive/backups.hpp"
#include "archive/bin.hpp"
#include "archive/deletion.hpp"
#include "archive/label.hpp"
#include "archive/recordings.hpp"
#include "archive/settle.hpp"
#include "archive/work_folder.hpp"
#include "archive/work_notes.hpp"
#include "bag/contents.hpp"
#include "derive/excerpt.hpp"
#include "derive/transcript.hpp"
#include "handover/backup.hpp"
#include "handover/export.hpp"
#include "handover/zip.hpp"
#include "pages/report.hpp"
#include "tests/catch.hpp"
#include "tests/contains.hpp"
#include "tests/faults/attempt.hpp"
#include "tests/faults/faulty_file_system.hpp"
#include "tests/faults/memory_file_system.hpp"
#include "tests/faults/random.hpp"
#include "verify/verify.hpp"

using namespace earwitness;
using namespace earwitness::faults;
using namespace std::chrono_literals;

namespace {

constexpr const char* stick = "/stick";
constexpr std::uint64_t chances = 4;  // at each sync
constexpr const char* intent_key = "key";
const std::string cut_passphrase = "vijf woorden die niemand raadt";

/// Each file with its hash; a mode may be lost to a power cut, as nothing syncs it.
std::map<std::string, std::string> hashes_in(os::FileSystem& fs, const os::Path& folder) {
  std::map<std::string, std::string> hashes;
  for (const auto& file : bag::contents(fs, folder)) hashes[file.path] = bag::hash_file(fs, folder / file.path);
  return hashes;
}

/// A disk with a sealed recording of three seconds, all of it synced.
struct CutBench {
  World world;
  std::unique_ptr<MemoryFileSystem> disk = std::make_unique<MemoryFileSystem>();
  os::Path conversation;
  std::map<std::string, std::string> before;  // of the recording's bag

  CutBench() {
    os::make_folders(*disk, archive_path);
    os::make_folders(*disk, stick);
    const auto device = std::make_shared<Device>(world, attempt_format, steady(attempt_format, 4000));
    const auto made = faults::record(*disk, world, device, {.length = 3s});
    REQUIRE(made.unchanged);
    conversation = made.folder;
    before = hashes_in(*disk, bag());
  }
  [[nodiscard]] os::Path bag() const { return archive::Conversation{conversation}.bag(); }
};

/// What a command makes; where nothing is made, its word is in `conversation`.
struct CutCommand {
  const char* name;
  std::function<void(os::FileSystem&, const CutBench&)> run;
  std::function<bool(os::FileSystem&, const CutBench&)> is_done;    ///< it has its name
  std::function<void(os::FileSystem&, const CutBench&)> is_whole;   ///< asked where it is done
  std::function<void(os::FileSystem&, const CutBench&)> prepare{};  ///< what lies there before, synced or not
  bool deletes = false;  ///< then nothing of the recording is left once it is done
};

bool lies(os::FileSystem& fs, const os::Path& path) { return fs.status(path).has_value(); }

os::Path zip_on(os::FileSystem& fs) {
  for (const auto& entry : fs.list(stick)) {
    if (entry.name.ends_with(".zip")) return os::Path(stick) / entry.name;
  }
  return {};
}

/// An entry for each file of an export, and one for each conversation of a backup.
void require_zip(os::FileSystem& fs, const std::optional<base::SecretText>& passphrase, std::size_t min_entries) {
  std::size_t entries = 0;
  std::uint64_t bytes = 0;
  handover::read_zip(fs, zip_on(fs), passphrase, [&](const std::string&, std::uint64_t size, const crypto::Digest&) {
    ++entries;
    bytes += size;
  });
  REQUIRE(entries >= min_entries);
  constexpr std::uint64_t of_a_recording = 10'000;
  REQUIRE(bytes > of_a_recording);
}

base::SecretText passphrase_of_backup() { return base::SecretText(cut_passphrase); }

/// The only one there is, in its bin or not.
os::Path conversation_now(os::FileSystem& fs) {
  os::Path found;
  for (const auto& entry : fs.list(archive_path)) {
    if (entry.kind == os::EntryKind::folder && archive::begins_with_time(entry.name))
      found = os::Path(archive_path) / entry.name;
  }
  for (const auto& binned : archive::read_bin(fs, archive_path)) {
    REQUIRE(found.empty());
    found = binned.folder;
  }
  return found;
}

void put_into_bin(os::FileSystem& fs, const CutBench& bench) {
  (void)archive::put_into_bin(fs, bench.conversation, bench.world.utc());
}

bool is_in_bin(os::FileSystem& fs, const CutBench&) { return !archive::read_bin(fs, archive_path).empty(); }

void require_whole_where_it_is(os::FileSystem& fs, const CutBench&) {
  REQUIRE(verify(fs, archive::Conversation{conversation_now(fs)}.bag()).unchanged);
}

/// What `delete --now` does to one that is in the bin, but for the ledger, whose lock is the real disk's.
void delete_out_of_bin(os::FileSystem& fs, const CutBench& bench) {
  const archive::Intents intents(fs, archive_path, intent_key);
  const auto name = bench.conversation.filename().string();
  const auto path = archive::read_bin(fs, archive_path).at(0).folder.lexically_relative(archive_path).string();
  archive::Intent intent{archive::change_delete, name};
  intent.steps = {archive::move_step(path, ".discarded-" + name), archive::remove_step(".discarded-" + name)};
  archive::Change(intents, intent).complete();
  archive::remove_empty_folders_of_bin(fs, archive_path);
}

/// What was sealed is there as it was; more may have come to it.
void require_as_sealed(os::FileSystem& fs, const CutBench& bench) {
  const auto now = hashes_in(fs, archive::Conversation{conversation_now(fs)}.bag());
  for (const auto& [path, hash] : bench.before) {
    INFO(path);
    const auto file = now.find(path);
    REQUIRE(file != now.end());
    REQUIRE(file->second == hash);
  }
}

/// As whoever changes the archive next does it.
void settle_intents(os::FileSystem& fs) {
  for (const auto& one : archive::settle(archive::Intents(fs, archive_path, intent_key), {{}}))
    REQUIRE(one.what != archive::Settlement::What::left);
  REQUIRE_FALSE(archive::has_intents(fs, archive_path));
}

constexpr const char* notes_path = "/notes";

/// What is made on the stick is written down before, as the command does (archive/work_notes.hpp): its name.
std::string noted_on_stick(os::FileSystem& fs) {
  const auto name = archive::new_work_name("export");
  os::make_folders(fs, notes_path);
  os::write_new(fs, os::Path(notes_path) / (".unfinished-" + archive::work_id(name)),
                (os::Path(stick) / name).string());
  return name;
}

const std::vector<CutCommand>& cut_commands() {
  static const std::vector<CutCommand> commands{
      {"excerpt",
       [](os::FileSystem& fs, const CutBench& bench) {
         derive::ExcerptRequest request;
         request.recording = bench.conversation;
         request.selection.disclose = {{1s, 2s}};
         request.key = &signing_key();
         (void)derive::make_excerpt(fs, bench.world, request);
       },
       [](os::FileSystem& fs, const CutBench& bench) { return lies(fs, bench.conversation / "excerpt-1"); },
       [](os::FileSystem& fs, const CutBench& bench) {
         REQUIRE(verify(fs, bench.conversation / "excerpt-1").unchanged);
       }},
      {"transcript",
       [](os::FileSystem& fs, const CutBench& bench) {
         derive::TranscriptRequest request;
         request.conversation = bench.conversation;
         request.text = "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nI never said that.\n";
         request.key = &signing_key();
         (void)derive::seal_transcript(fs, bench.world, request);
       },
       [](os::FileSystem& fs, const CutBench& bench) { return lies(fs, bench.conversation / "transcript-1"); },
       [](os::FileSystem& fs, const CutBench& bench) {
         REQUIRE(verify(fs, bench.conversation / "transcript-1").unchanged);
       }},
      {"note",
       [](os::FileSystem& fs, const CutBench& bench) {
         auto label = archive::read_label_to_change(fs, bench.conversation);
         label.notes.push_back({bench.world.utc(), {}, "a later word"});
         archive::write_label(fs, bench.conversation, label);
       },
       [](os::FileSystem& fs, const CutBench& bench) { return lies(fs, bench.conversation / "label.json"); },
       [](os::FileSystem& fs, const CutBench& bench) {
         REQUIRE(archive::read_label_to_change(fs, bench.conversation).notes.at(0).text == "a later word");
       }},
      {"export",
       [](os::FileSystem& fs, const CutBench& bench) {
         handover::ExportRequest request;
         request.recording = bench.conversation;
         request.to = stick;
         request.name = "talk";
         request.unfinished_name = noted_on_stick(fs);
         (void)handover::make_export(fs, bench.world, request);
       },
       [](os::FileSystem& fs, const CutBench&) { return lies(fs, os::Path(stick) / "talk"); },
       [](os::FileSystem& fs, const CutBench&) { REQUIRE(verify(fs, os::Path(stick) / "talk/recording").unchanged); }},
      {"export zip",
       [](os::FileSystem& fs, const CutBench& bench) {
         handover::ExportRequest request;
         request.recording = bench.conversation;
         request.to = stick;
         request.name = "talk";
         request.zip = true;
         request.unfinished_name = noted_on_stick(fs);
         (void)handover::make_export(fs, bench.world, request);
       },
       [](os::FileSystem& fs, const CutBench&) { return !zip_on(fs).empty(); },
       [](os::FileSystem& fs, const CutBench&) { require_zip(fs, std::nullopt, 6); }},
      {"backup",
       [](os::FileSystem& fs, const CutBench& bench) {
         handover::BackupRequest request{archive_path, "/keys", stick, passphrase_of_backup()};
         request.unfinished_name = noted_on_stick(fs);
         (void)handover::make_backup(fs, bench.world, request);
       },
       [](os::FileSystem& fs, const CutBench&) { return !zip_on(fs).empty(); },
       [](os::FileSystem& fs, const CutBench&) { require_zip(fs, passphrase_of_backup(), 3); }},
      {"rename",
       [](os::FileSystem& fs, const CutBench& bench) {
         const archive::Intents intents(fs, archive_path, intent_key);
         (void)archive::rename(intents, bench.conversation, "Second");
       },
       [](os::FileSystem& fs, const CutBench& bench) {
         return conversation_now(fs) != bench.conversation || lies(fs, bench.conversation / "label.json");
       },
       [](os::FileSystem& fs, const CutBench& bench) {
         REQUIRE(conversation_now(fs) != bench.conversation);
         REQUIRE(archive::read_label_to_change(fs, conversation_now(fs)).title == "Second");
       }},
      {"delete into the bin", put_into_bin, is_in_bin, require_whole_where_it_is},
      // A command that was killed had begun a bin, and nothing of that was synced.
      {"delete into a bin that was begun", put_into_bin, is_in_bin, require_whole_where_it_is,
       [](os::FileSystem& fs, const CutBench& bench) {
         put_into_bin(fs, bench);
         const auto binned = archive::read_bin(fs, archive_path).at(0);
         fs.rename(binned.folder, bench.conversation);
         fs.sync_folder(binned.folder.parent_path());
         fs.sync_folder(archive_path);
         for (const auto& folder : {binned.folder.parent_path(), os::Path(archive_path) / archive::bin_folder}) {
           fs.remove_folder(folder);
           fs.sync_folder(folder.parent_path());
         }
         fs.make_folder(os::Path(archive_path) / archive::bin_folder);
         fs.make_folder(binned.folder.parent_path());
       }},
      {"undelete",
       [](os::FileSystem& fs, const CutBench&) {
         (void)archive::take_back(fs, archive_path, archive::read_bin(fs, archive_path).at(0));
       },
       [](os::FileSystem& fs, const CutBench& bench) { return lies(fs, bench.conversation); },
       require_whole_where_it_is, put_into_bin},
      {"delete out of the bin", delete_out_of_bin,
       [](os::FileSystem& fs, const CutBench&) { return conversation_now(fs).empty(); },
       [](os::FileSystem& fs, const CutBench&) { REQUIRE(archive::list(fs, archive_path).empty()); }, put_into_bin,
       true},
      {"report",
       [](os::FileSystem& fs, const CutBench& bench) {
         pages::ReportRequest request;
         request.recording = bench.conversation;
         request.page = bench.conversation / "report.html";
         request.replace = true;
         (void)pages::make_report(fs, bench.world, request);
       },
       [](os::FileSystem& fs, const CutBench& bench) { return lies(fs, bench.conversation / "report.html"); },
       [](os::FileSystem& fs, const CutBench& bench) {
         const auto page = os::read_all(fs, bench.conversation / "report.html", 10'000'000);
         REQUIRE(test::contains(page, "</html>"));
       }}};
  return commands;
}

/// What is left of the disk, and whether the power went at all.
bool cut_command_once(const CutBench& bench, const CutCommand& command, std::uint64_t nth, std::uint64_t chance) {
  Random random(run_seed() + 1000 * nth + chance);
  const auto disk = bench.disk->after_power_cut(random);  // all is synced: a copy
  if (command.prepare) command.prepare(*disk, bench);
  disk->cut_power_at_sync(nth);
  try {
    command.run(*disk, bench);
  } catch (const Error&) {  // EIO, from the cut on
  }
  const bool was_cut = !disk->powered();
  const auto left = disk->after_power_cut(random);
  settle_intents(*left);
  if (!command.deletes || !command.is_done(*left, bench)) require_as_sealed(*left, bench);
  if (command.is_done(*left, bench)) command.is_whole(*left, bench);
  // What the archive remembers of backups is of those that there are.
  for (const auto& made : archive::read_backups(*left, archive_path)) REQUIRE(lies(*left, os::Path(stick) / made.file));
  if (!command.is_done(*left, bench)) {
    command.run(*left, bench);
    REQUIRE(command.is_done(*left, bench));
    command.is_whole(*left, bench);
  }
  archive::remove_noted(*left, notes_path);
  for (const auto& entry : left->list(stick)) REQUIRE_FALSE(entry.name.ends_with(".new"));
  return was_cut;
}

}  // namespace

TEST_CASE("command cuts: whenever the power goes, the recording is as it was, and what has its name is whole") {
  const CutBench bench;
  for (const auto& command : cut_commands()) {
    std::uint64_t cuts = 0;
    for (bool was_cut = true; was_cut;) {
      ++cuts;
      for (std::uint64_t chance = 0; chance < chances; ++chance) {
        INFO(command.name << ", at sync " << cuts << ", chance " << chance << " of EARWITNESS_SEED=" << run_seed());
        was_cut = cut_command_once(bench, command, cuts, chance);
      }
    }
    INFO(command.name);
    CHECK(cuts > 2);
  }
}

TEST_CASE("command cuts: what can't be removed after a failure is said with it") {
  MemoryFileSystem disk;
  os::write_new(disk, "/kept", "before");
  FaultyFileSystem dying(disk, {.on = Operation::rename, .lasting = Lasting::disk});
  try {
    os::replace(dying, "/kept", "after");
    FAIL("it was replaced on a disk that changes nothing");
  } catch (const FileError& error) {
    INFO(error.what());
    CHECK(test::contains(error.what(), "/kept.new"));
    CHECK(test::contains(error.what(), "still there"));
  }
  FaultyFileSystem failing(disk, {.on = Operation::rename});
  disk.remove_file("/kept.new");
  REQUIRE_THROWS_AS(os::replace(failing, "/kept", "after"), FileError);
  CHECK_FALSE(disk.status("/kept.new"));
}
