// SPDX-License-Identifier: MIT
//
// Rules that are not of one file alone: what the bag says of its size, what a recovered one was made of, whose key it
// names, and whose archive it lies in.
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "bag/writer.hpp"
#include "earwitness/verify.hpp"
#include "json/value.hpp"
#include "tests/catch.hpp"
#include "tests/verify/findings.hpp"
#include "tests/verify/sealed_recording.hpp"

using namespace earwitness;
using json::Value;
using test::fails;
using test::names;
using test::result_of;
using test::SealedRecording;

namespace {

constexpr const char* moment = "2026-11-24T10:00:00.000000000Z";

void unseal(const SealedRecording& recording) {
  for (const char* file :
       {"bagit.txt", "bag-info.txt", "how-to-verify.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"}) {
    recording.remove(file);
  }
}

/// Makes of the sealed bag what a recovery leaves: `recovered/`, which lists its original, and that beside it.
void recover_by_hand(const SealedRecording& recording) {
  auto lines = recording.journal();
  auto close = lines.back();
  lines.pop_back();
  Value list = Value::array();
  for (const auto& path : recording.files()) {
    if (!path.starts_with("data/")) continue;
    const auto content = recording.read(path);
    list.push_back({{"file", path}, {"bytes", content.size()}, {"sha256", crypto::sha256_hex(content)}});
  }
  lines.push_back({{"utc", close["utc"]},
                   {"mono", 1},
                   {"event", "recovered"},
                   {"original", list},
                   {"key", nullptr},
                   {"boot_id", "b"},
                   {"unjournaled_frames", 0},
                   {"unsupported_from", nullptr}});
  close["mono"] = 2;
  close["reason"] = "recovered";
  lines.push_back(close);
  const auto recovered = recording.conversation() / "recovered";
  std::filesystem::copy(recording.bag(), recovered, std::filesystem::copy_options::recursive);
  unseal(recording);
  const auto original = recording.conversation() / "kept";
  std::filesystem::rename(recording.bag(), original);
  std::filesystem::rename(recovered, recording.bag());
  recording.write_journal(lines);
  recording.set_info("Earwitness-Recovered", "2026-11-23T14:30:05.000000000Z");
  recording.set_info("Earwitness-Recovered-From", std::string("the interrupted recording ") + SealedRecording::uuid);
  recording.reseal();
  std::filesystem::rename(recording.bag(), recovered);
  std::filesystem::rename(original, recording.bag());
}

}  // namespace

TEST_CASE("rules: a payload of another size or count than bag-info.txt says is found, though all hashes fit") {
  const SealedRecording recording;
  const auto info = recording.read("bag-info.txt");
  const auto with = [&](const std::string& oxum) {
    const auto at = info.find("Payload-Oxum: ");
    auto changed = info;
    changed.replace(at, changed.find('\n', at) + 1 - at, oxum);
    recording.write("bag-info.txt", changed);
    auto tags = recording.read("tagmanifest-sha256.txt");
    tags.replace(0, 64, crypto::sha256_hex(changed));
    recording.write("tagmanifest-sha256.txt", tags);
    return verify(recording.bag());
  };
  for (const char* wrong : {"Payload-Oxum: 1.5\n", "Payload-Oxum: x\n", "payload-oxum: 1.1\n"}) {
    const auto result = with(wrong);
    CHECK(fails(result, "payload size"));
    CHECK(names(result, "bag-info.txt"));
    CHECK_FALSE(fails(result, "tag file hashes"));
  }
  const auto without = with("");
  CHECK_FALSE(without.unchanged);
  CHECK(result_of(without, "payload size") == CheckResult::not_checked);
  CHECK(fails(without, "bag information"));
}

TEST_CASE("rules: a recovered bag is held against the interrupted recording that still lies beside it") {
  const SealedRecording recording;
  recover_by_hand(recording);
  const auto check = [&] { return verify(recording.conversation()); };
  auto result = check();
  for (const auto& finding : result.findings) UNSCOPED_INFO(finding.file << ": " << finding.detail);
  CHECK(result.unchanged);
  CHECK(result.kind == "recovered");
  CHECK(result.ended == "recovered");
  CHECK(result_of(result, "original's hashes") == CheckResult::pass);

  const std::string file = "data/levels.jsonl";
  const auto whole = recording.read(file);
  recording.write(file, whole.substr(1));
  result = check();
  CHECK_FALSE(result.unchanged);
  CHECK(fails(result, "original's hashes"));
  CHECK(names(result, "../recording/data/levels.jsonl"));
  recording.remove(file);
  result = check();
  CHECK(names(result, "../recording/data/levels.jsonl"));
  std::filesystem::create_symlink("/etc/passwd", recording.bag() / file);
  CHECK(names(check(), "../recording/data/levels.jsonl"));
  recording.write(file, whole);
  CHECK(check().unchanged);

  std::filesystem::rename(recording.bag(), recording.conversation() / "elsewhere");
  result = check();
  CHECK(result.unchanged);
  CHECK(result_of(result, "original's hashes") == CheckResult::not_checked);
  CHECK(std::any_of(result.checks.begin(), result.checks.end(),
                    [](const auto& c) { return c.detail.find("not beside it") != std::string::npos; }));
}

TEST_CASE("rules: a journal that names a key and has no seal is unfinished in the own archive, altered elsewhere") {
  const SealedRecording recording;
  auto lines = recording.journal();
  lines[0]["key"] = std::string(64, 'a');
  recording.write_journal(lines);
  unseal(recording);
  const auto archive = recording.conversation().parent_path();
  const auto own = verify(recording.bag(), {{}, archive});
  CHECK(verdict(own) == Verdict::not_sealed);
  CHECK(own.findings.empty());
  for (const auto& other : {std::filesystem::path(), archive / "other", recording.bag() / "data"}) {
    const auto result = verify(recording.bag(), {{}, other});
    CHECK(verdict(result) == Verdict::altered_or_missing);
    CHECK(fails(result, "signature"));
    CHECK(names(result, "seal/signature.ed25519"));
  }
}

TEST_CASE("rules: every check is listed once, also where there is nothing to check") {
  const std::vector<std::string> all{
      "bag declaration", "payload hashes",  "payload size",       "tag file hashes", "files outside the seal",
      "roles of files",  "bag information", "check instructions", "journal chain",   "journal content",
      "notes",           "levels",          "audio seconds",      "frame counts",    "FLAC checksum",
      "FLAC tags",       "signature",       "time stamps"};
  const SealedRecording recording;
  const auto listed = [&] {
    const auto result = verify(recording.bag());
    for (const auto& name : all) {
      CAPTURE(name);
      CHECK(std::count_if(result.checks.begin(), result.checks.end(),
                          [&](const auto& c) { return to_string(c.name) == std::string_view(name); }) == 1);
    }
  };
  listed();
  recording.remove("data/levels.jsonl");
  listed();
  recording.remove("data/journal.jsonl");
  listed();
  recording.remove("bag-info.txt");
  listed();
  recording.remove("tagmanifest-sha256.txt");
  listed();
  recording.remove("manifest-sha256.txt");
  listed();
}

namespace {

/// Makes a transcript of the bag, whose seal was `of`.
void make_transcript(const SealedRecording& recording, const Value& transcript, const std::string& of) {
  std::filesystem::remove_all(recording.bag() / "data");
  for (const char* file :
       {"bagit.txt", "bag-info.txt", "how-to-verify.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"}) {
    recording.remove(file);
  }
  recording.write("data/transcript.json", transcript.dump());
  recording.write("data/transcript.vtt", "WEBVTT\n");
  (void)bag::seal(os::posix_file_system(), recording.bag(),
                  {{"Bag-Software-Agent", "earwitness/0.1.0"},
                   {"External-Identifier", SealedRecording::uuid},
                   {"Earwitness-Kind", "transcript"},
                   {"Earwitness-Transcript-Of", of}},
                  "2026-11-24");
}

Value transcript_of(const std::string& seal) {
  return {{"format", 1},        {"original", seal}, {"previous", nullptr}, {"key", nullptr},
          {"made_utc", moment}, {"by", "person"},   {"draft", nullptr}};
}

}  // namespace

TEST_CASE("rules: a transcript has no sound, and its verdict says what it is not") {
  const SealedRecording recording;
  const auto seal = verify(recording.bag()).seal;
  make_transcript(recording, transcript_of(seal), seal);
  auto result = verify(recording.bag());
  for (const auto& finding : result.findings) UNSCOPED_INFO(finding.file << ": " << finding.detail);
  CHECK(verdict(result) == Verdict::unchanged);
  CHECK(result.kind == "transcript");
  recording.write("data/audio-001.flac", "sound");
  recording.reseal();
  result = verify(recording.bag());
  CHECK_FALSE(result.unchanged);
  CHECK(names(result, "data/audio-001.flac"));
  recording.remove("data/audio-001.flac");
  for (const char* text : {"", "7", "{}", R"({"format":1,"original":"x"})", R"({"format":-1,"original":""})"}) {
    recording.write("data/transcript.json", text);
    recording.reseal();
    CHECK(names(verify(recording.bag()), "data/transcript.json"));
  }
  recording.write("data/transcript.json", Value{{"format", 2}, {"original", 7}}.dump());
  CHECK(names(verify(recording.bag()), "data/transcript.json"));  // not as it was sealed: altered, whatever it says
  recording.reseal();
  CHECK_THROWS_AS(verify(recording.bag()), Error);
}

TEST_CASE("rules: each field of transcript.json must be there, and be what it must be") {
  const SealedRecording recording;
  const auto seal = verify(recording.bag()).seal;
  const auto whole = transcript_of(seal);
  make_transcript(recording, whole, seal);
  const auto is_unchanged = [&](const std::string& text) {
    recording.write("data/transcript.json", text);
    recording.reseal();
    return verify(recording.bag()).unchanged;
  };
  const auto with = [&](const char* field, const Value& value) {
    auto changed = whole;
    changed[field] = value;
    return changed.dump();
  };
  CHECK(is_unchanged(whole.dump() + "\n"));
  CHECK(is_unchanged(with("draft", Value{{"name", "hears"}, {"version", "1"}})));
  auto machine = whole;
  machine["by"] = "machine";
  CHECK_FALSE(is_unchanged(machine.dump()));  // it names none
  machine["draft"] = Value{{"name", "hears"}, {"version", "1"}};
  CHECK(is_unchanged(machine.dump()));
  for (const auto& member : whole.members()) {
    Value without = Value::object();
    for (const auto& other : whole.members()) {
      if (other.name != member.name) without[other.name] = other.value;
    }
    CAPTURE(member.name);
    CHECK_FALSE(is_unchanged(without.dump()));
  }
  std::string upper = seal;
  for (auto& c : upper) c = c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
  for (const auto& wrong :
       {with("original", upper), with("original", nullptr), with("previous", 7), with("previous", upper),
        with("key", "x"), with("made_utc", nullptr), with("made_utc", 1), with("made_utc", "2026-11-24T10:00:00Z"),
        with("by", json::Array{}), with("by", "a judge"), with("draft", true), with("draft", Value::object()),
        with("draft", Value{{"name", "x"}, {"version", "1"}, {"says", "y"}}), with("note", "he confesses"),
        " " + whole.dump(), whole.dump() + " ", whole.dump() + "\n\n", whole.dump() + "\r\n"}) {
    CAPTURE(wrong);
    CHECK_FALSE(is_unchanged(wrong));
  }
}
