// SPDX-License-Identifier: MIT
//
// What the format has and no command writes yet: recovered recordings, imports, signatures, excerpts. A reader knows
// all of it from the first version on.
#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "bag/how_to_verify.hpp"
#include "bag/writer.hpp"
#include "crypto/sha256.hpp"
#include "earwitness/verify.hpp"
#include "flac/writer.hpp"
#include "json/fields.hpp"
#include "json/value.hpp"
#include "tests/catch.hpp"
#include "tests/json_text.hpp"
#include "tests/verify/findings.hpp"
#include "tests/verify/sealed_recording.hpp"

using namespace earwitness;
using json::Value;
using test::fails;
using test::names;
using test::result_of;
using test::SealedRecording;
using Lines = std::vector<Value>;

namespace {

Verification result_of_changed(const SealedRecording& recording, const Lines& lines) {
  recording.write_journal(lines);
  recording.reseal();
  const auto result = verify(recording.bag());
  for (const auto& finding : result.findings) UNSCOPED_INFO(finding.file << ": " << finding.detail);
  return result;
}

Value event(const Lines& lines, Value fields) {
  Value line = {{"utc", lines[0]["utc"]}, {"mono", 5}};
  line.update(fields);
  return line;
}

/// The journal as an interruption before its last audio line leaves it, and then what recovery adds.
Lines recovered(const Lines& whole, const Value& unsupported_from, const Lines& before) {
  auto lines = whole;
  auto close = lines.back();
  lines.pop_back();
  auto audio = lines.back();
  lines.pop_back();
  lines.insert(lines.end(), before.begin(), before.end());
  lines.push_back(event(whole, {{"event", "recovered"},
                                {"original", Value::array()},
                                {"key", nullptr},
                                {"boot_id", "another"},
                                {"unjournaled_frames", audio["frames"]},
                                {"unsupported_from", unsupported_from}}));
  audio["mono"] = 6;
  close["mono"] = 7;
  close["reason"] = "recovered";
  lines.push_back(audio);
  lines.push_back(close);
  return lines;
}

int run(const os::Path& folder, const std::string& command) {
  return std::system(("cd '" + folder.string() + "' && " + command).c_str());
}

}  // namespace

TEST_CASE("later: a recovered recording goes on where the interrupted one ended, with a clock that starts anew") {
  const SealedRecording recording;
  recording.set_info("Earwitness-Recovered", "2026-11-23T14:30:05.000000000Z");
  recording.set_info("Earwitness-Recovered-From", std::string("the interrupted recording ") + SealedRecording::uuid);
  const auto result = result_of_changed(recording, recovered(recording.journal(), nullptr, {}));
  CHECK(result.unchanged);
  CHECK(result.kind == "recovered");
  CHECK(result.seconds == test::Approx(3.05));
}

TEST_CASE("later: journal lines whose audio is not there are passed over only where the recovery says so") {
  const SealedRecording recording;
  const auto lines = recording.journal();
  recording.set_info("Earwitness-Recovered", "2026-11-23T14:30:05.000000000Z");
  recording.set_info("Earwitness-Recovered-From", std::string("the interrupted recording ") + SealedRecording::uuid);
  auto lost = lines[lines.size() - 2];  // the last audio line, with a sound that never reached the disk
  lost["sha256"] = std::string(64, 'e');
  CHECK(result_of_changed(recording, recovered(lines, lines.size() - 2, {lost})).unchanged);
  CHECK_FALSE(result_of_changed(recording, recovered(lines, nullptr, {lost})).unchanged);
}

TEST_CASE("later: an imported file is held against its own hash, and its decoded samples against the journal") {
  const SealedRecording recording;
  auto lines = recording.journal();
  recording.write("data/imported/file.m4a", "as it came");
  lines[0]["kind"] = "import";
  lines[0]["bits"] = nullptr;
  lines.back()["reason"] = "imported";
  lines.insert(lines.begin() + 1, Value{{"utc", lines[0]["utc"]},
                                        {"mono", lines[0]["mono"]},
                                        {"event", "import"},
                                        {"file", "data/imported/file.m4a"},
                                        {"bytes", 10},
                                        {"sha256", crypto::sha256_hex("as it came")}});
  recording.set_info("Earwitness-Kind", "import");
  recording.set_info("Earwitness-Started", {});
  recording.write("how-to-verify.txt", bag::how_to_verify({.is_import = true, .is_salted = true}));
  const auto result = result_of_changed(recording, lines);
  CHECK(result.unchanged);
  CHECK(result.kind == "import");
  CHECK(result_of(result, "imported file") == CheckResult::pass);
  recording.write("data/imported/file.m4a", "as it cane");
  recording.reseal();
  const auto other = verify(recording.bag());
  CHECK(fails(other, "imported file"));
  CHECK(names(other, "data/imported/file.m4a"));
}

TEST_CASE("later: a signature holds for its key and its seal alone") {
  const SealedRecording recording;
  const auto at = recording.conversation();
  std::filesystem::create_directory(recording.bag() / "seal");
  REQUIRE(run(at,
              "openssl genpkey -algorithm ed25519 -out key.pem 2>/dev/null && openssl pkey -in key.pem -pubout -out "
              "recording/seal/public-key.pem && openssl pkey -in key.pem -pubout -outform DER | sha256sum | cut -c1-64 "
              "> fingerprint") == 0);
  const auto sign = [&] {
    return run(at,
               "openssl pkeyutl -sign -inkey key.pem -rawin -in recording/tagmanifest-sha256.txt -out "
               "recording/seal/signature.ed25519");
  };
  auto lines = recording.journal();
  lines[0]["key"] = recording.read("../fingerprint").substr(0, 64);
  CHECK(fails(result_of_changed(recording, lines), "signature"));  // a key, and no signature
  REQUIRE(sign() == 0);
  const auto result = verify(recording.bag());
  CHECK(result.unchanged);
  CHECK(result_of(result, "signature") == CheckResult::pass);

  recording.set_info("Contact-Name", "Somebody else");
  recording.reseal();  // all hashes fit, and the signature is of another seal
  const auto other = verify(recording.bag());
  CHECK(fails(other, "signature"));
  CHECK(names(other, "seal/signature.ed25519"));
  REQUIRE(sign() == 0);
  CHECK(verify(recording.bag()).unchanged);

  lines[0]["key"] = std::string(64, 'a');
  recording.write_journal(lines);
  recording.reseal();
  REQUIRE(sign() == 0);
  CHECK(fails(verify(recording.bag()), "signature"));  // another key than the journal's
  lines[0]["key"] = nullptr;
  recording.write_journal(lines);
  recording.reseal();
  REQUIRE(sign() == 0);
  CHECK(fails(verify(recording.bag()), "signature"));  // a key that the journal does not name
}

namespace {

/// An excerpt of the first second of a recording, as a bag of its own.
class Excerpt {
 public:
  explicit Excerpt(const SealedRecording& recording) : recording_(recording) {
    auto& fs = os::posix_file_system();
    os::make_folders(fs, bag() / "data" / "original");
    for (const char* name : {"manifest-sha256.txt", "tagmanifest-sha256.txt"}) {
      os::write_new(fs, bag() / "data" / "original" / name, recording.read(name));
    }
    os::write_new(fs, bag() / "data" / "journal.jsonl", recording.read("data/journal.jsonl"));
    const auto salts = recording.read("data/salts.jsonl");
    os::write_new(fs, bag() / "data" / "salts.jsonl", salts.substr(0, salts.find('\n') + 1));
    excerpt = {{"format", 2},
               {"original", verify(recording.bag()).seal},
               {"key", nullptr},
               {"ranges", json::Array{Value{{"file", "data/audio-001.flac"}, {"from", 0}, {"frames", 8000}}}},
               {"notes", json::Array{test::parse_json(recording.read("data/notes.jsonl"))}}};
    const auto journal = recording.read("data/journal.jsonl");
    begun =
        json::text_in(test::parse_json(journal.substr(0, journal.find('\n'))), "utc");  // as the sound's tags have it
    sound = recording.sound("data/audio-001.flac");
    std::fill(sound.begin() + 16'000, sound.end(), std::byte{0});
    silence = std::vector<std::byte>(recording.sound("data/audio-002.flac").size());
  }
  [[nodiscard]] os::Path bag() const { return recording_.conversation() / "excerpt-1"; }
  /// Seals it as it now is, and checks it.
  [[nodiscard]] Verification check() const {
    auto& fs = os::posix_file_system();
    for (const char* name :
         {"bagit.txt", "bag-info.txt", "how-to-verify.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt",
          "data/excerpt.json", "data/excerpt-001.flac", "data/excerpt-002.flac"}) {
      std::filesystem::remove(bag() / name);
    }
    os::write_new(fs, bag() / "data" / "excerpt.json", excerpt.dump());
    encode("excerpt-001.flac", sound);
    encode("excerpt-002.flac", silence);
    const auto& of = excerpt["original"];
    (void)bag::seal(fs, bag(),
                    {{"Bag-Software-Agent", "earwitness/0.1.0"},
                     {"External-Identifier", SealedRecording::uuid},
                     {"Earwitness-Kind", "excerpt"},
                     {"Earwitness-Excerpt-Of", of.is_string() ? of.as_string() : std::string()}},
                    "2026-11-23");
    const auto result = verify(bag());
    for (const auto& finding : result.findings) UNSCOPED_INFO(finding.file << ": " << finding.detail);
    return result;
  }

  Value excerpt;
  std::string uuid = SealedRecording::uuid;
  std::string begun;
  std::vector<std::byte> sound;
  std::vector<std::byte> silence;

 private:
  void encode(const char* name, const std::vector<std::byte>& samples) const {
    flac::Writer writer(os::posix_file_system().create(bag() / "data" / name), {8000, 1, 16},
                        {begun, uuid, "earwitness/test"});
    writer.write(samples);
    writer.close();
  }
  const SealedRecording& recording_;
};

}  // namespace

TEST_CASE("later: an excerpt fits the sealed recording that it is of") {
  const SealedRecording recording;
  const Excerpt excerpt(recording);
  const auto result = excerpt.check();
  CHECK(result.unchanged);
  CHECK(result.kind == "excerpt");
  CHECK(result.seconds == test::Approx(3.05));
  for (const char* check : {"original's hashes", "disclosed ranges", "audio seconds", "notes"}) {
    CHECK(result_of(result, check) == CheckResult::pass);
  }
}

TEST_CASE("later: an excerpt with a disclosed second altered, or a withheld one heard, is altered") {
  const SealedRecording recording;
  Excerpt excerpt(recording);
  excerpt.sound[10] ^= std::byte{1};
  auto result = excerpt.check();
  CHECK(test::names_second(result, "data/excerpt-001.flac", 0));
  CHECK_FALSE(test::names_second(result, "data/excerpt-001.flac", 1));
  excerpt.sound[10] ^= std::byte{1};
  excerpt.sound[16'001] = std::byte{1};
  result = excerpt.check();
  CHECK_FALSE(test::names_second(result, "data/excerpt-001.flac", 0));
  CHECK(test::names_second(result, "data/excerpt-001.flac", 1));
  excerpt.sound[16'001] = std::byte{0};
  excerpt.silence.pop_back();
  excerpt.silence.pop_back();
  CHECK(names(excerpt.check(), "data/excerpt-002.flac"));
}

TEST_CASE("later: an excerpt of a later format, as it was sealed, gets no verdict at all") {
  const SealedRecording recording;
  Excerpt excerpt(recording);
  excerpt.excerpt["format"] = 3;
  try {
    (void)excerpt.check();
    FAIL("it was checked by rules of another format");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::unknown_format);
  }
  // Where the number itself was altered, that is the finding.
  excerpt.excerpt["format"] = 2;
  CHECK(excerpt.check().unchanged);
  auto text = os::read_all(os::posix_file_system(), excerpt.bag() / "data" / "excerpt.json", 1 << 20);
  text.replace(text.find("\"format\":2"), 10, "\"format\":3");
  std::filesystem::remove(excerpt.bag() / "data" / "excerpt.json");
  os::write_new(os::posix_file_system(), excerpt.bag() / "data" / "excerpt.json", text);
  CHECK(names(verify(excerpt.bag()), "data/excerpt.json"));
}

TEST_CASE("later: an excerpt whose tags say another beginning than the journal is altered") {
  const SealedRecording recording;
  Excerpt excerpt(recording);
  for (const char* other : {"2026-11-23T14:30:05.123456788Z", "unknown", "on the morning that he threatened me"}) {
    CAPTURE(other);
    excerpt.begun = other;
    CHECK(fails(excerpt.check(), "FLAC tags"));
  }
}

TEST_CASE("later: an excerpt with the tags of another recording, or with sound beside its own, is altered") {
  const SealedRecording recording;
  Excerpt excerpt(recording);
  excerpt.uuid = "ffffffff-0000-4000-8000-000000000000";
  CHECK(fails(excerpt.check(), "FLAC tags"));
  excerpt.uuid = SealedRecording::uuid;
  os::write_new(os::posix_file_system(), excerpt.bag() / "data" / "excerpt-009.flac", "sound of nobody knows when");
  CHECK(names(excerpt.check(), "data/excerpt-009.flac"));
}

TEST_CASE("later: an excerpt of another recording, of no whole seconds, or with another text is altered") {
  const SealedRecording recording;
  const Excerpt whole(recording);
  const auto check = [&](const char* failing, auto change) {
    Excerpt excerpt(whole);
    change(excerpt.excerpt);
    const auto result = excerpt.check();
    CAPTURE(failing);
    CHECK(fails(result, failing));
    CHECK_FALSE(result.unchanged);
  };
  check("original's hashes", [](Value& e) { e["original"] = std::string(64, '0'); });
  check("disclosed ranges", [](Value& e) { e["ranges"][0]["from"] = 1; });
  check("disclosed ranges", [](Value& e) { e["ranges"][0]["frames"] = 8001; });
  check("disclosed ranges", [](Value& e) { e["ranges"][0]["file"] = "data/audio-007.flac"; });
  check("disclosed ranges", [](Value& e) { e["ranges"] = 7; });
  check("disclosed ranges", [](Value& e) { e["format"] = 0; });
  check("audio seconds", [](Value& e) { e["ranges"] = Value::array(); });  // then the first second must be silent
  check("notes", [](Value& e) { e["notes"][0]["text"] = "B title"; });
  check("notes", [](Value& e) { e["notes"] = 7; });
}
