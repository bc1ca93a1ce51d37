// SPDX-License-Identifier: MIT
//
// Verifying only reads, and only in the bag: over a disk on which every other call fails the test.
#include "tests/catch.hpp"
#include "tests/verify/findings.hpp"
#include "tests/verify/read_only_disk.hpp"
#include "tests/verify/signed_recording.hpp"
#include "verify/verify.hpp"

using namespace earwitness;
using test::Lines;
using test::ReadOnlyDisk;
using test::SignedRecording;
using test::Value;

TEST_CASE("reading: a recording is verified on a disk that is never written to, and nothing outside it is looked at") {
  const SignedRecording recording;
  ReadOnlyDisk disk;
  CHECK(verdict(verify(disk, recording.bag())) == Verdict::unchanged);
  CHECK(disk.writes == 0);
  CHECK(disk.outside(recording.bag()).empty());
  CHECK(verdict(verify(disk, recording.conversation())) == Verdict::unchanged);
  CHECK(disk.writes == 0);
  CHECK(disk.outside(recording.conversation()).empty());
}

TEST_CASE("reading: whatever path a recording names, nothing outside the bag is opened") {
  const SignedRecording recording;
  for (const char* path : {"/etc/passwd", "../elsewhere", "data/../../elsewhere", "data/./../../x", "data//x", "",
                           "data/", ".", "..", "data/audio-001.flac/../../../x"}) {
    CAPTURE(path);
    recording.restore();
    auto lines = recording.journal();
    for (auto& line : lines) {
      if (line.contains("file")) line["file"] = path;
    }
    lines.insert(lines.begin() + 1, Value{{"utc", lines[0]["utc"]},
                                          {"mono", lines[0]["mono"]},
                                          {"event", "import"},
                                          {"file", path},
                                          {"bytes", 1},
                                          {"sha256", std::string(64, '0')}});
    recording.write_journal(lines);
    recording.sign_anew();
    for (const char* manifest : {"manifest-sha256.txt", "tagmanifest-sha256.txt"}) {
      recording.write(manifest, recording.read(manifest) + std::string(64, '0') + "  " + path + "\n");
    }
    ReadOnlyDisk disk;
    CHECK(verdict(verify(disk, recording.bag())) == Verdict::altered_or_missing);
    CHECK(disk.writes == 0);
    CHECK(disk.outside(recording.bag()).empty());
  }
}
