// SPDX-License-Identifier: MIT
//
// Whatever an interruption leaves: all audio that is on the disk comes back, bit for bit, in a bag that verifies.
#include "recover/recover.hpp"

#include <cstdlib>
#include <filesystem>

#include "journal/events.hpp"
#include "json/value.hpp"
#include "tests/catch.hpp"
#include "tests/json_text.hpp"
#include "tests/recover/interrupted.hpp"

using namespace earwitness;
using json::Value;
using test::Interrupted;
using test::line_of;
using test::lines_of;

namespace {

constexpr Frames block = 4096;
/// Five blocks have left the encoder, and two seconds are journaled.
constexpr Frames length = 5 * block + 500;

os::FileSystem& fs() { return os::posix_file_system(); }

bool contains(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

}  // namespace

TEST_CASE("recover: all whole blocks of a killed recording come back, journaled or not") {
  const Interrupted killed(length);
  CHECK(killed.verified().seconds == test::Approx(2.0));
  const auto result = killed.recover();
  CHECK(result.frames == 5 * block);
  CHECK(result.files == 1);
  CHECK(result.recording == Interrupted::uuid);
  CHECK(result.unjournaled_seconds == test::Approx((5 * block - 16'000) / 8000.0));
  CHECK(result.losses.empty());
  CHECK(killed.sound() == Interrupted::played(0, 5 * block));
  // The frames themselves, and every line, as they were.
  const auto before = killed.read("data/audio-001.flac");
  const auto after = killed.recovered_file("data/audio-001.flac");
  CHECK(after.size() == before.size());
  CHECK(after.substr(42) == before.substr(42));
  CHECK(killed.recovered_file("data/journal.jsonl").starts_with(killed.read("data/journal.jsonl")));
  CHECK(killed.recovered_file("data/notes.jsonl") == killed.read("data/notes.jsonl"));
  const auto without_salt = [](const std::string& levels) { return levels.substr(levels.find('\n') + 1); };
  CHECK(without_salt(killed.recovered_file("data/levels.jsonl"))
            .starts_with(without_salt(killed.read("data/levels.jsonl"))));
}

TEST_CASE("recover: the journal says what was found, and the bag what it is") {
  const Interrupted killed(length);
  (void)killed.recover();
  const auto recovered = line_of(killed.recovered_journal(), "recovered");
  CHECK(recovered["unsupported_from"].is_null());
  CHECK(recovered["key"].is_null());
  CHECK(recovered["original"].size() == 5);
  for (const auto& file : recovered["original"].elements()) {
    CHECK(std::filesystem::file_size(killed.original() / file["file"].as_string()) == file["bytes"]);
  }
  const auto info = killed.recovered_file("bag-info.txt");
  CHECK(contains(info, "Earwitness-Recovered: 2"));
  CHECK(contains(info, std::string("External-Identifier: ") + Interrupted::uuid));
  CHECK(contains(info, "External-Description: A title"));
  CHECK(contains(info, "Earwitness-Statement: not stated"));
}

TEST_CASE("recover: a change to what was recovered is told, to the second") {
  const Interrupted killed(length);
  (void)killed.recover();
  const auto path = killed.recovered() / "data/audio-001.flac";
  auto content = os::read_all(fs(), path, 1 << 24);
  content[content.size() - 200] = static_cast<char>(content[content.size() - 200] ^ 1);  // unjournaled sound
  std::filesystem::remove(path);
  os::write_new(fs(), path, content);
  const auto found = killed.verified();
  CHECK_FALSE(found.unchanged);
  CHECK(std::any_of(found.findings.begin(), found.findings.end(), [](const auto& f) {
    return f.file == "data/audio-001.flac" && f.from_seconds && *f.from_seconds == 2.0;
  }));
}

TEST_CASE("recover: a recording without a whole block of sound leaves nothing behind") {
  const Interrupted killed(1000);
  CHECK(killed.refused() == ErrorKind::not_found);
  killed.write("data/audio-001.flac", "");
  CHECK(killed.refused() == ErrorKind::not_found);
  killed.write("data/audio-001.flac", std::string(100'000, '\0'));
  CHECK(killed.refused() == ErrorKind::not_found);
  killed.remove("data/audio-001.flac");
  CHECK(killed.refused() == ErrorKind::not_found);
  killed.remove("data/journal.jsonl");
  CHECK(killed.refused() == ErrorKind::not_found);
}

TEST_CASE("recover: what is sealed, or was recovered, is refused") {
  const Interrupted killed(length);
  (void)killed.recover();
  CHECK(killed.refused() == ErrorKind::surroundings);
  CHECK(killed.verified().unchanged);
  std::filesystem::remove_all(killed.recovered());
  killed.write("tagmanifest-sha256.txt", "");
  CHECK(killed.refused() == ErrorKind::not_found);
  std::filesystem::remove_all(killed.original());
  CHECK(killed.refused() == ErrorKind::not_found);
}

TEST_CASE("recover: several files, of which only the last was never finished") {
  const Interrupted killed(6 * 8000 + 7000, std::chrono::seconds(2));
  const auto result = killed.recover();
  CHECK(result.files == 4);
  CHECK(result.frames == 6 * 8000 + block);
  CHECK(killed.sound() == Interrupted::played(0, 6 * 8000 + block));
  CHECK(lines_of(killed.recovered_journal(), "file").size() == 4);
  CHECK(killed.recovered_file("data/audio-002.flac") == killed.read("data/audio-002.flac"));
}

TEST_CASE("recover: a file that the journal never knew begins where its own tags say") {
  const Interrupted killed(6 * 8000 + 7000, std::chrono::seconds(2));
  auto lines = killed.journal();
  const auto second = std::find_if(lines.begin(), lines.end(), [](const auto& l) {
    return l["event"] == "file" && l["file"] == "data/audio-002.flac";
  });
  lines.erase(second - 1, lines.end());  // its break too: the disk of the journal was full
  killed.write_journal(lines);
  const auto result = killed.recover();
  CHECK(result.files == 4);
  CHECK(killed.sound() == Interrupted::played(0, 6 * 8000 + block));
  const auto files = lines_of(killed.recovered_journal(), "file");
  REQUIRE(files.size() == 4);
  CHECK(files[3]["first_frame_utc"].as_string().size() == 30);
  CHECK(files[3]["first_frame_mono"].is_null());
  CHECK(lines_of(killed.recovered_journal(), "break").size() == 3);
}

TEST_CASE("recover: without a journal that can be followed a new one begins, of what the files say") {
  for (const char* journal : {"", "{\"seq\":0", "not a journal\n"}) {
    const Interrupted killed(length);
    killed.write("data/journal.jsonl", journal);
    const auto result = killed.recover();
    CHECK(result.recording == Interrupted::uuid);
    CHECK(killed.sound() == Interrupted::played(0, 5 * block));
    CHECK(result.losses.size() == 1);
    CHECK(contains(killed.recovered_file("data/notes.jsonl"), "A title"));
  }
  const Interrupted killed(length);
  killed.remove("data/journal.jsonl");
  killed.remove("data/notes.jsonl");
  killed.remove("data/levels.jsonl");
  CHECK(killed.recover().frames == 5 * block);
}

TEST_CASE("recover: a journal cut at any length, with the notes and levels, is gone on with from its whole lines") {
  const Interrupted whole(length);
  const auto journal = whole.read("data/journal.jsonl");
  for (std::size_t cut = 0; cut < journal.size(); cut += 173) {
    CAPTURE(cut);
    const Interrupted killed(length);
    const auto own = killed.read("data/journal.jsonl");
    const auto kept = own.substr(0, std::min(cut, own.size()));
    killed.write("data/journal.jsonl", kept);
    const auto notes = killed.read("data/notes.jsonl");
    killed.write("data/notes.jsonl", notes.substr(0, cut % notes.size()));
    const auto levels = killed.read("data/levels.jsonl");
    killed.write("data/levels.jsonl", levels.substr(0, cut % levels.size()));
    const auto result = killed.recover();
    REQUIRE(killed.sound() == Interrupted::played(0, 5 * block));
    const auto whole_lines =
        kept.rfind('\n') == std::string::npos ? std::string() : kept.substr(0, kept.rfind('\n') + 1);
    REQUIRE(killed.recovered_file("data/journal.jsonl").starts_with(whole_lines));
  }
}

TEST_CASE("recover: a line that contradicts those before it ends the journal that is kept") {
  const Interrupted killed(length);
  auto lines = killed.journal();
  auto line = lines.back();
  REQUIRE(line["event"] == "audio");
  lines.push_back(line);  // the same second twice
  auto note = lines_of(lines, "note").front();
  note["mono"] = line["mono"];
  lines.push_back(note);
  killed.write_journal(lines);
  const auto result = killed.recover();
  CHECK(killed.sound() == Interrupted::played(0, 5 * block));
  CHECK(result.losses.size() == 1);
}

TEST_CASE("recover: an impossible time in what came to be the journal's last line ends what is kept, too") {
  const Interrupted killed(length);
  auto lines = killed.journal();
  const auto line = lines.back();
  REQUIRE(line["event"] == "audio");
  auto utc = line["utc"].as_string();
  utc[3] = utc[3] == '1' ? '2' : '1';  // another year
  lines.back()["utc"] = utc;
  lines.push_back(line);  // the same second twice: it can't be kept, and the line before it is the last one now
  killed.write_journal(lines);
  const auto result = killed.recover();
  CHECK(killed.sound() == Interrupted::played(0, 5 * block));
  CHECK(result.losses.size() == 1);
  CHECK(result.unjournaled_seconds == test::Approx((5 * block - 8'000) / 8000.0));
}

TEST_CASE("recover: a file begins when the journal says so, whatever its tags were garbled into") {
  const Interrupted killed(length);
  auto sound = killed.read("data/audio-001.flac");
  const auto date = sound.find("date=20");
  REQUIRE(date != std::string::npos);
  sound[date + 7] = sound[date + 7] == '1' ? '2' : '1';  // another ten years
  killed.write("data/audio-001.flac", sound);
  (void)killed.recover();
  const auto told = line_of(killed.recovered_journal(), "file")["first_frame_utc"].as_string();
  CHECK(contains(killed.recovered_file("bag-info.txt"), "Earwitness-Started: " + told));
  killed.write("data/journal.jsonl", "");  // then nothing else is known
  std::filesystem::remove_all(killed.recovered());
  (void)killed.recover();
}

TEST_CASE("recover: files that say that they began a century apart: the break says no more than a line can") {
  const Interrupted killed(6 * 8000 + 7000, std::chrono::seconds(2));
  killed.write("data/journal.jsonl", "");  // so nothing else is known
  auto sound = killed.read("data/audio-002.flac");
  const auto date = sound.find("date=20");
  REQUIRE(date != std::string::npos);
  sound[date + 6] = '1';
  killed.write("data/audio-002.flac", sound);
  (void)killed.recover();
  const auto breaks = lines_of(killed.recovered_journal(), "break");
  REQUIRE(breaks.size() == 3);
  CHECK(breaks[0]["lost_frames"] == std::int64_t{1} << 36);
}

TEST_CASE("recover: a journal of another version is not touched") {
  const Interrupted killed(length);
  auto lines = killed.journal();
  lines[0]["format"] = journal::newest_format + 1;
  killed.write_journal(lines);
  CHECK(killed.refused() == ErrorKind::unknown_format);
}

TEST_CASE("recover: lines whose audio a power cut took are told, and not held against what is left") {
  const Interrupted killed(length);
  const auto sound = killed.read("data/audio-001.flac");
  killed.write("data/audio-001.flac", sound.substr(0, sound.size() / 2));
  const auto result = killed.recover();
  CHECK(result.frames == 2 * block);
  CHECK(killed.sound() == Interrupted::played(0, 2 * block));
  const auto lines = killed.recovered_journal();
  const auto recovered = line_of(lines, "recovered");
  const auto from = recovered["unsupported_from"].as_unsigned();
  CHECK(lines[from]["event"] == "audio");
  CHECK(lines[from]["from"] == 8000);
  CHECK(line_of(lines, "close")["lost_frames"] == 16'000 - 2 * block);
  CHECK(result.losses.size() == 2);  // a torn block, and what the journal has beyond it
}

TEST_CASE("recover: a power cut that took a whole file leaves the ones before it") {
  const Interrupted killed(4 * 8000 + 7000, std::chrono::seconds(2));
  killed.write("data/audio-002.flac", std::string(5000, '\0'));
  killed.remove("data/audio-003.flac");
  const auto result = killed.recover();
  CHECK(result.files == 1);
  CHECK(killed.sound() == Interrupted::played(0, 16'000));
  CHECK(line_of(killed.recovered_journal(), "close")["lost_frames"] == 16'000);
}

TEST_CASE("recover: a file that is gone from between two others costs no other") {
  const Interrupted killed(6 * 8000 + 7000, std::chrono::seconds(2));
  killed.remove("data/audio-002.flac");
  const auto result = killed.recover();
  CHECK(result.files == 3);
  auto expected = Interrupted::played(0, 16'000);
  const auto rest = Interrupted::played(32'000, 16'000 + block);
  expected.insert(expected.end(), rest.begin(), rest.end());
  CHECK(killed.sound() == expected);
}

TEST_CASE("recover: garbled sound is silent and listed as a gap, what follows it keeps its place") {
  for (const bool in_journaled_part : {true, false}) {
    const Interrupted killed(10 * block + 500);
    auto sound = killed.read("data/audio-001.flac");
    const auto at = in_journaled_part ? sound.size() / 3 : sound.size() * 9 / 10;
    for (std::size_t i = at; i < at + 100; ++i) sound[i] = static_cast<char>(i);
    killed.write("data/audio-001.flac", sound);
    const auto result = killed.recover();
    CHECK(result.frames == 10 * block);
    const auto lines = killed.recovered_journal();
    const auto gap = line_of(lines, "gap");
    CHECK(gap["cause"] == "damaged");
    CHECK(line_of(lines, "recovered")["unsupported_from"].is_null() != in_journaled_part);
    const auto from = gap["from"].as_integer();
    const auto end = from + gap["frames"].as_integer();
    auto expected = Interrupted::played(0, 10 * block);
    std::fill(expected.begin() + 2 * from, expected.begin() + 2 * end, std::byte{0});
    CHECK(killed.sound() == expected);
    CHECK(killed.verified().declared.size() == 1);
  }
}

TEST_CASE("recover: a gap that is not silent is void, and what else is true after it is said again") {
  const auto first_second = Interrupted::played(0, 8000);
  Frames silent = 100;
  const auto byte_at = [&](Frames at) { return first_second[static_cast<std::size_t>(at)]; };
  while (byte_at(2 * silent) != std::byte{0} || byte_at(2 * silent + 1) != std::byte{0}) {
    REQUIRE(++silent < 8000);
  }
  const Interrupted killed(length);
  auto lines = killed.journal();
  const auto audio = std::find_if(lines.begin(), lines.end(), [](const auto& l) { return l["event"] == "audio"; });
  REQUIRE(audio != lines.end());
  const auto gap = [&, at = *audio](Frames from, Frames frames) -> Value {
    return {{"utc", at["utc"]}, {"mono", at["mono"]}, {"event", "gap"},   {"file", "data/audio-001.flac"},
            {"from", from},     {"frames", frames},   {"cause", "stall"}, {"estimated", false}};
  };
  const auto loud_line = static_cast<std::size_t>(audio - lines.begin()) + 1;
  lines.insert(audio + 1, {gap(10, 20), gap(silent, 1)});
  killed.write_journal(lines);
  const auto result = killed.recover();
  CHECK(killed.sound() == Interrupted::played(0, 5 * block));
  REQUIRE(result.losses.size() == 1);
  CHECK(contains(result.losses.front(), "not silent"));
  const auto recovered = killed.recovered_journal();
  CHECK(line_of(recovered, "recovered")["unsupported_from"] == loud_line);
  const auto gaps = lines_of(recovered, "gap");
  REQUIRE(gaps.size() == 3);  // the two that are void now, and the one that is true
  CHECK(gaps[2]["from"] == silent);
  CHECK(gaps[2]["frames"] == 1);
  CHECK(gaps[2]["cause"] == "stall");
  CHECK(line_of(recovered, "close")["lost_frames"] == 1);
  CHECK(killed.verified().declared.size() == 1);
}

TEST_CASE("recover: a recording that was stopped and never sealed is whole") {
  const Interrupted killed(length);
  auto lines = killed.journal();
  lines.push_back({{"utc", lines.back()["utc"]},
                   {"mono", lines.back()["mono"]},
                   {"event", "close"},
                   {"reason", "stopped"},
                   {"files", 1},
                   {"frames", 16'000},
                   {"lost_frames", 0},
                   {"ring_high_water_frames", 0}});
  killed.write_journal(lines);
  SECTION("before any of the seal was made") {}
  SECTION("while the seal was made") {
    killed.write("bagit.txt", "BagIt-Version: 1.0\n");
    killed.write("manifest-sha256.txt", "");
    killed.write("tagmanifest-sha256.txt.new", "half of");
    CHECK(killed.verified().findings.empty());
  }
  CHECK(killed.recover().frames == 5 * block);
  const auto closes = lines_of(killed.recovered_journal(), "close");
  CHECK(closes.size() == 2);
}

TEST_CASE("recover: a note whose line was never written is kept, and one whose text is gone is told") {
  const Interrupted killed(length);
  const auto notes = killed.read("data/notes.jsonl");
  auto orphan = test::parse_json(notes.substr(0, notes.find('\n')));
  orphan["note"] = 7;
  orphan["text"] = "written just before";
  killed.write("data/notes.jsonl", orphan.dump() + "\n{\"note\":8,\"salt\"");
  const auto result = killed.recover();
  const auto lines = killed.recovered_journal();
  CHECK(line_of(lines, "recovered")["missing_notes"] == Value(json::Array{1}));
  CHECK(line_of(lines, "note")["note"] == 7);
  CHECK(contains(killed.recovered_file("data/notes.jsonl"), "written just before"));
  CHECK(result.losses.size() == 1);
}

TEST_CASE("recover: what has the name of something unfinished may be anyone's, and stays") {
  const Interrupted killed(length);
  std::filesystem::create_directories(killed.folder() / "recovered.new" / "data");
  os::write_new(fs(), killed.folder() / "recovered.new" / "data" / "audio-001.flac", "half of");
  os::write_new(fs(), killed.folder() / "recovered.new" / "tagmanifest-sha256.txt", "half of");
  CHECK(killed.recover().frames == 5 * block);
  CHECK(os::read_all(fs(), killed.folder() / "recovered.new" / "data" / "audio-001.flac", 10) == "half of");
}

TEST_CASE("recover: the room that was set aside for the recording's end is given back") {
  const Interrupted killed(length);
  os::write_new(fs(), killed.folder() / ".reserve", std::string(100'000, '\0'));
  CHECK(killed.recover().frames == 5 * block);
  CHECK_FALSE(fs().status(killed.folder() / ".reserve"));
}

TEST_CASE("recover: a file that somebody called like the room that was set aside stays") {
  const Interrupted killed(length);
  os::write_new(fs(), killed.folder() / ".reserve", std::string(100'000, '\0') + "words");
  CHECK(killed.recover().frames == 5 * block);
  CHECK(fs().status(killed.folder() / ".reserve"));
}

TEST_CASE("recover: what no recording can hold is told, and not read to its end") {
  const Interrupted killed(length);
  killed.write("data/audio-002.flac", "");
  std::filesystem::resize_file(killed.original() / "data" / "audio-002.flac", std::uintmax_t{1} << 40U);
  killed.write("more", "");
  std::filesystem::resize_file(killed.original() / "more", std::uintmax_t{1} << 40U);
  const auto begun = std::chrono::steady_clock::now();
  const auto result = recover(fs(), os::posix_clock(), killed.folder());  // and nobody hashes the original before it
  CHECK(std::chrono::steady_clock::now() - begun < std::chrono::minutes(1));
  CHECK(result.files == 1);
  CHECK(result.losses.size() == 2);
}

TEST_CASE("recover: what lies in the place of the room that was set aside is left, unless it is a file") {
  const Interrupted killed(length);
  os::write_new(fs(), killed.folder() / "secret", "of somebody else");
  std::filesystem::create_symlink(killed.folder() / "secret", killed.folder() / ".reserve");
  CHECK(killed.recover().files == 1);
  CHECK(fs().status(killed.folder() / ".reserve")->kind == os::EntryKind::link);
  CHECK(os::read_all(fs(), killed.folder() / "secret", 100) == "of somebody else");
}

TEST_CASE("recover: nothing in a hostile folder is followed") {
  const Interrupted killed(length);
  os::write_new(fs(), killed.folder() / "secret", "of somebody else");
  std::filesystem::create_symlink("../../secret", killed.original() / "data" / "audio-002.flac");
  std::filesystem::create_symlink("/etc", killed.original() / "etc");
  REQUIRE(std::system(("mkfifo '" + (killed.original() / "data" / "audio-003.flac").string() + "'").c_str()) == 0);
  killed.write("data/sub/audio-004.flac", killed.read("data/audio-001.flac"));
  killed.write("beside", "unlisted");
  std::filesystem::create_symlink(killed.folder() / "secret", killed.folder() / "recovered.new");
  const auto result = killed.recover();
  CHECK(result.files == 1);
  CHECK(result.losses.size() == 3);
  CHECK(os::read_all(fs(), killed.folder() / "secret", 100) == "of somebody else");
  const auto recovered = line_of(killed.recovered_journal(), "recovered");
  CHECK(recovered["original"].size() == 7);
}

TEST_CASE("recover: a link in the place of the recording or of its journal is not followed") {
  const Interrupted killed(length);
  const Interrupted other(length);
  killed.remove("data/journal.jsonl");
  std::filesystem::create_symlink(other.original() / "data/journal.jsonl", killed.original() / "data/journal.jsonl");
  const auto result = killed.recover();
  REQUIRE(result.losses.size() == 2);  // and that there is a link
  CHECK(contains(result.losses.front(), "no journal"));
  std::filesystem::remove_all(killed.recovered());
  std::filesystem::remove_all(killed.original());
  std::filesystem::create_directory_symlink(other.original(), killed.original());
  CHECK(killed.refused() == ErrorKind::not_found);
}

TEST_CASE("recover: sound of another recording is left out") {
  const Interrupted killed(length);
  auto stranger = killed.read("data/audio-001.flac");
  stranger[stranger.find(Interrupted::uuid)] = '9';
  killed.write("data/audio-002.flac", stranger);
  const auto result = killed.recover();
  CHECK(result.files == 1);
  REQUIRE(result.losses.size() == 1);
  CHECK(contains(result.losses.front(), "another recording"));
}
