// SPDX-License-Identifier: MIT
//
// Whole files of a signed recording: removed, emptied, cut short, or those of another recording by the same key.
#include <algorithm>
#include <filesystem>

#include "earwitness/verify.hpp"
#include "tests/catch.hpp"
#include "tests/sanitized.hpp"
#include "tests/verify/findings.hpp"
#include "tests/verify/signed_recording.hpp"

using namespace earwitness;
using test::SignedRecording;

namespace {

constexpr std::size_t cuts = test::sanitized_stride == 1 ? 200 : 10;

/// Of the seal's own file, when it is gone, nothing but that can be said.
bool is_found(const Verification& result, const std::string& file) {
  return verdict(result) == Verdict::altered_or_missing && test::names(result, file);
}

}  // namespace

TEST_CASE("tamper files: a file removed or emptied is found by name") {
  const SignedRecording recording;
  for (const auto& file : recording.files()) {
    CAPTURE(file);
    recording.remove(file);
    const auto result = verify(recording.bag());
    CHECK(is_found(result, file));
    CHECK(std::any_of(result.findings.begin(), result.findings.end(),
                      [&](const auto& f) { return f.file == file && f.what == Finding::What::missing; }));
    recording.write(file, "");
    CHECK(is_found(verify(recording.bag()), file));
    recording.restore();
  }
  CHECK(verdict(verify(recording.bag())) == Verdict::unchanged);
}

TEST_CASE("tamper files: a file cut short at 200 places is found at each") {
  const SignedRecording recording;
  for (const auto& file : recording.files()) {
    const auto whole = recording.read(file);
    for (std::size_t i = 0; i < cuts; ++i) {
      const auto length = whole.size() * i / cuts;
      recording.write(file, whole.substr(0, length));
      CAPTURE(file, length);
      CHECK(is_found(verify(recording.bag()), file));
    }
    recording.write(file, whole);
  }
  CHECK(verdict(verify(recording.bag())) == Verdict::unchanged);
}

TEST_CASE("tamper files: a file of another recording is found by name") {
  const SignedRecording recording;
  const SignedRecording other;
  for (const auto& file : recording.files()) {
    CAPTURE(file);
    const auto theirs = other.read(file);
    const bool is_the_same = theirs == recording.read(file);
    recording.write(file, theirs);
    const auto result = verify(recording.bag());
    if (is_the_same) {  // as every bag has it, or the same sound
      CHECK(verdict(result) == Verdict::unchanged);
    } else {
      CHECK(is_found(result, file));
    }
    recording.restore();
  }
}

TEST_CASE("tamper files: a file that became a link or a folder is found by name") {
  const SignedRecording recording;
  for (const auto& file : recording.files()) {
    CAPTURE(file);
    const auto aside = recording.conversation() / "aside";
    std::filesystem::rename(recording.bag() / file, aside);
    std::filesystem::create_symlink(aside, recording.bag() / file);
    CHECK(is_found(verify(recording.bag()), file));
    std::filesystem::remove(recording.bag() / file);
    std::filesystem::create_directory(recording.bag() / file);
    CHECK(is_found(verify(recording.bag()), file));
    std::filesystem::remove(recording.bag() / file);
    std::filesystem::rename(aside, recording.bag() / file);
  }
  CHECK(verdict(verify(recording.bag())) == Verdict::unchanged);
}

TEST_CASE("tamper files: a system's litter is told apart from what somebody put in, and is altered all the same") {
  const SignedRecording recording;
  const auto finding_of = [&](const std::string& file) {
    const auto result = verify(recording.bag());
    CHECK(verdict(result) == Verdict::altered_or_missing);
    const auto found = std::find_if(result.findings.begin(), result.findings.end(),
                                    [&](const Finding& finding) { return finding.file == file; });
    REQUIRE(found != result.findings.end());
    return *found;
  };
  for (const char* file : {".DS_Store", "data/._audio-001.flac", "data/Thumbs.db", "seal/desktop.ini",
                           "data/journal.jsonl:Zone.Identifier"}) {
    CAPTURE(file);
    recording.write(file, "x");
    const auto finding = finding_of(file);
    CHECK(finding.is_litter);
    CHECK(finding.what == Finding::What::unlisted);
    // Where a manifest lists it, it was sealed, and no system did that by itself.
    recording.sign_anew();
    CHECK_FALSE(finding_of(file).is_litter);
    recording.restore();
  }
  for (const char* file : {"data/secret.wav", ".DS_STORE", "notes.txt"}) {
    CAPTURE(file);
    recording.write(file, "x");
    CHECK_FALSE(finding_of(file).is_litter);
    recording.restore();
  }
  CHECK(verdict(verify(recording.bag())) == Verdict::unchanged);
}
