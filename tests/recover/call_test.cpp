// SPDX-License-Identifier: MIT
//
// A call that was killed while both sides went on: each track is recovered by itself, and its salts with the journal.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "earwitness/verify.hpp"
#include "json/value.hpp"
#include "recover/recover.hpp"
#include "tests/catch.hpp"
#include "tests/json_text.hpp"
#include "tests/verify/findings.hpp"
#include "tests/verify/sealed_recording.hpp"

using namespace earwitness;
using test::SealedRecording;
using Lines = std::vector<json::Value>;

namespace {

constexpr const char* salts_file = "data/salts.jsonl";
const SealedRecording::OpenCall killed;

Lines lines_of(const std::filesystem::path& file) {
  Lines lines;
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line);) lines.push_back(test::parse_json(line));
  return lines;
}

std::size_t count(const Lines& lines, const char* event) {
  return static_cast<std::size_t>(
      std::count_if(lines.begin(), lines.end(), [&](const json::Value& l) { return l.at("event") == event; }));
}

struct Recovered {
  Recovery recovery;
  Verification found;
  Lines journal;
  Lines salts;
};

Recovered recover_of(const SealedRecording& call) {
  Recovered made;
  made.recovery = earwitness::recover(call.conversation());
  made.found = verify(made.recovery.bag);
  for (const auto& finding : made.found.findings) UNSCOPED_INFO(finding.file << ": " << finding.detail);
  CHECK(made.found.unchanged);
  made.journal = lines_of(made.recovery.bag / "data" / "journal.jsonl");
  if (std::filesystem::exists(made.recovery.bag / salts_file)) made.salts = lines_of(made.recovery.bag / salts_file);
  return made;
}

void keep_lines(const SealedRecording& call, const std::string& path, std::size_t kept) {
  std::istringstream text(call.read(path));
  std::string rest;
  std::string line;
  for (std::size_t i = 0; i < kept && std::getline(text, line); ++i) rest += line + "\n";
  call.write(path, rest);
}

}  // namespace

TEST_CASE("recover: of a call both tracks, each with what the disk had of it") {
  const SealedRecording call(killed);
  const auto made = recover_of(call);
  CHECK(made.found.format == 2);
  REQUIRE(made.found.tracks.size() == 2);
  CHECK(made.found.tracks[0].seconds > 2.4);
  CHECK(made.found.tracks[0].files == 1);
  CHECK(made.found.tracks[1].seconds > 3.2);
  CHECK(made.found.tracks[1].files == 2);
  CHECK(made.recovery.losses.empty());
  CHECK(made.salts.size() == count(made.journal, "audio"));
  CHECK(made.journal.back()["tracks"][1].at("track") == "far");
  CHECK(made.recovery.seconds == test::Approx(made.found.seconds));
}

TEST_CASE("recover: a salt without its line is left out, and a line without its salt is said anew") {
  const SealedRecording more(killed);
  more.write(salts_file, more.read(salts_file) + "{\"seq\":900,\"salt\":\"00000000000000000000000000000000\"}\n{\"se");
  const auto without_line = recover_of(more);
  CHECK(without_line.recovery.losses.empty());
  CHECK(without_line.salts.size() == count(without_line.journal, "audio"));

  const SealedRecording fewer(killed);
  const auto all = lines_of(fewer.bag() / salts_file).size();
  keep_lines(fewer, salts_file, all - 1);
  const auto without_salt = recover_of(fewer);
  REQUIRE(without_salt.recovery.losses.size() == 1);
  CHECK(without_salt.salts.size() + 1 == count(without_salt.journal, "audio"));
  CHECK(without_salt.found.seconds == test::Approx(recover_of(SealedRecording(killed)).found.seconds));

  const SealedRecording none(killed);
  none.remove(salts_file);
  CHECK(recover_of(none).recovery.losses.size() == 1);
}

TEST_CASE("recover: of a call whose journal is cut, or gone, the sound of both tracks is all there") {
  const auto whole = recover_of(SealedRecording(killed)).found;
  const auto all = SealedRecording(killed).journal().size();
  for (std::size_t kept = 1; kept <= all; ++kept) {
    INFO(kept);
    const SealedRecording call(killed);
    keep_lines(call, "data/journal.jsonl", kept);
    const auto made = recover_of(call);
    REQUIRE(made.found.tracks.size() == 2);
    CHECK(made.found.tracks[0].seconds == whole.tracks[0].seconds);
    CHECK(made.found.tracks[1].seconds == whole.tracks[1].seconds);
  }
  const SealedRecording gone(killed);
  gone.remove("data/journal.jsonl");
  const auto made = recover_of(gone);
  CHECK(made.found.format == 2);
  CHECK(made.found.source == SoundSource::unknown);
  REQUIRE(made.found.tracks.size() == 2);
  CHECK(made.found.tracks[1].seconds == whole.tracks[1].seconds);
}

TEST_CASE("recover: sound of one track that the disk lost takes nothing from the other") {
  const SealedRecording call(killed);
  const auto path = "data/near-001.flac";
  const auto flac = call.read(path);
  call.write(path, flac.substr(0, flac.size() / 2));
  const auto made = recover_of(call);
  const auto whole = recover_of(SealedRecording(killed)).found;
  CHECK(made.found.tracks[0].seconds < whole.tracks[0].seconds);
  CHECK(made.found.tracks[1].seconds == whole.tracks[1].seconds);
  CHECK_FALSE(made.recovery.losses.empty());

  const SealedRecording without(killed);
  without.remove(path);
  const auto far_alone = recover_of(without).found;
  REQUIRE(far_alone.tracks.size() == 2);
  CHECK(far_alone.tracks[0].files == 0);
  CHECK(far_alone.tracks[1].seconds == whole.tracks[1].seconds);
}
