// SPDX-License-Identifier: MIT
#include "results/verification.hpp"

#include <string_view>

#include "base/translate.hpp"
#include "tests/catch.hpp"

using namespace earwitness;

namespace {

Verification unchanged() {
  Verification found;
  found.bag = "/a/b/recording";
  found.sealed = true;
  found.unchanged = true;
  found.kind = RecordingKind::microphone;
  found.seconds = 12.5;
  found.checks = {{CheckName::payload, CheckResult::pass, "2 files"},
                  {CheckName::time_stamps, CheckResult::not_checked, "there is none"}};
  return found;
}

Verification altered() {
  auto found = unchanged();
  found.unchanged = false;
  found.checks.push_back({CheckName::seconds, CheckResult::fail, "1 of 12"});
  found.findings = {{Finding::What::altered, "data/audio-001.flac", 3.0, 4.0, 7, "another hash"},
                    {Finding::What::missing, "data/notes.jsonl", {}, {}, {}, ""}};
  found.declared = {{false, "stall", "data/audio-001.flac", 5, 0.5, true}, {true, "split", "", 0, 0.1, false}};
  return found;
}

}  // namespace

TEST_CASE("verification: the exit code tells unchanged, altered and not sealed apart") {
  auto found = unchanged();
  CHECK(results::exit_code(found) == terminal::ExitCode::done);
  CHECK(results::exit_code(altered()) == terminal::ExitCode::altered);
  found.sealed = found.unchanged = false;
  CHECK(results::exit_code(found) == terminal::ExitCode::unconfirmed);
  found.checks.push_back({CheckName::journal_chain, CheckResult::fail, ""});
  CHECK(results::exit_code(found) == terminal::ExitCode::altered);
}

TEST_CASE("verification: what is required and not confirmed is exit 3, and never hides what is altered") {
  auto found = unchanged();
  Requirements required;
  required.time = true;
  CHECK(results::exit_code(found, required) == terminal::ExitCode::unconfirmed);
  CHECK(results::to_json(found, required)["unconfirmed"].size() == 1);
  CHECK(results::to_json(found)["unconfirmed"].empty());
  CHECK(results::exit_code(altered(), required) == terminal::ExitCode::altered);
}

TEST_CASE("verification: the document says kind, source, signature, end, and what is not proven") {
  auto found = unchanged();
  found.kind = RecordingKind::recovered;
  found.source = SoundSource::microphone;
  found.ended = EndReason::recovered;
  auto document = results::to_json(found);
  CHECK(document["kind"] == "recovered");
  CHECK(document["source"] == "microphone");
  CHECK(document["ended"] == "recovered");
  CHECK(document["complete"] == false);
  CHECK(document["signature"].is_null());
  CHECK(document["not_proven"].size() >= 4);
  found.signature = Signature{"abc", true, "A. Name"};
  document = results::to_json(found);
  CHECK(document["signature"]["key"] == "abc");
  CHECK(document["signature"]["known"] == true);
  CHECK(document["signature"]["known_as"] == "A. Name");
}

TEST_CASE("verification: the document names each check, file, second and line") {
  const auto document = results::to_json(altered());
  CHECK(document["path"] == "/a/b/recording");
  CHECK(document["unchanged"] == false);
  CHECK(document["verdict"] == "ALTERED OR MISSING");
  CHECK(document["checks"][0]["result"] == "pass");
  CHECK(document["checks"][1]["result"] == "not checked");
  CHECK(document["checks"][2]["result"] == "fail");
  CHECK(document["findings"][0]["what"] == "altered");
  CHECK(document["findings"][0]["file"] == "data/audio-001.flac");
  CHECK(document["findings"][0]["from_seconds"] == 3.0);
  CHECK(document["findings"][0]["line"] == 7);
  CHECK(document["findings"][1]["what"] == "missing");
  CHECK(document["findings"][1]["from_seconds"].is_null());
  CHECK(document["declared"][0]["what"] == "gap");
  CHECK(document["declared"][0]["estimated"] == true);
  CHECK(document["declared"][1]["what"] == "break");
  CHECK(results::to_json(unchanged())["verdict"] == "UNCHANGED");
}

TEST_CASE("verification: what is found has its English word in the document, whatever language is spoken") {
  base::set_language(base::Language::dutch);
  const auto document = results::to_json(altered());
  base::set_language(base::Language::english);
  CHECK(document["findings"][0]["what"] == "altered");
  CHECK(document["findings"][1]["what"] == "missing");
  CHECK(std::string_view(to_string(LedgerFinding::What::reordered)) == "reordered");
}
