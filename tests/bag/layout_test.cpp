// SPDX-License-Identifier: MIT
#include "bag/layout.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <string>
#include <utility>

#include "tests/catch.hpp"

using namespace earwitness;

TEST_CASE("layout: a transcript has its number, and no other name has one") {
  CHECK(bag::transcript_number("transcript-1") == 1);
  CHECK(bag::transcript_number("transcript-999999") == 999'999);
  for (const auto* name : {"", "transcript", "transcript-", "transcript-1x", "transcript-x1", "transcript--1",
                           "transcript-+1", "transcript- 1", "transcript-1000000", "excerpt-1", "transcript-0"}) {
    CAPTURE(name);
    CHECK(bag::transcript_number(name) == 0);
  }
}

TEST_CASE("layout: excerpts and transcripts are, the recording is not") {
  for (const auto* name : {"excerpt-1", "transcript-2"}) CHECK(bag::is_later_bag(name));
  for (const auto* name : {"recording", "recovered", "label.json", "my-excerpt-1"})
    CHECK_FALSE(bag::is_later_bag(name));
}

TEST_CASE("layout: each file of a recording has its role") {
  using bag::FileRole;
  const std::pair<const char*, FileRole> roles[] = {
      {"bagit.txt", FileRole::declaration},
      {"bag-info.txt", FileRole::info},
      {"how-to-verify.txt", FileRole::how_to_verify},
      {"manifest-sha256.txt", FileRole::list_of_payload},
      {"tagmanifest-sha256.txt", FileRole::list_of_tags},
      {"tagmanifest-sha256.txt.new", FileRole::unfinished_list_of_tags},
      {"seal/public-key.pem", FileRole::public_key},
      {"seal/signature.ed25519", FileRole::signature},
      {"seal/timestamp-1.tsr", FileRole::time_stamp},
      {"seal/timestamp-9999.pem", FileRole::time_stamp_chain},
      {"data/journal.jsonl", FileRole::journal},
      {"data/notes.jsonl", FileRole::notes},
      {"data/levels.jsonl", FileRole::levels},
      {"data/audio-001.flac", FileRole::audio},
      {"data/audio-123456789.flac", FileRole::audio},
      {"data/excerpt.json", FileRole::excerpt},
      {"data/excerpt-001.flac", FileRole::excerpt_audio},
      {"data/imported/file.m4a", FileRole::imported},
      {"data/imported/file", FileRole::imported},
      {"data/imported/file-2", FileRole::imported},
      {"data/imported/file-999.m4a", FileRole::imported},
      {"data/original/tagmanifest-sha256.txt", FileRole::original},
      {"data/original/seal/timestamp-2.pem", FileRole::original},
      {"data/audio-010.flac", FileRole::audio},
      {"data/audio-1000.flac", FileRole::audio},
      {"data/original/seal/signature.ed25519", FileRole::original},
      {"data/transcript.vtt", FileRole::transcript_text},
      {"data/transcript.json", FileRole::transcript},
  };
  for (const auto& [path, role] : roles) {
    CAPTURE(path);
    CHECK(bag::role_of(path) == role);
  }
}

TEST_CASE("layout: a name that is nearly one of a recording's has no role") {
  for (const auto* path : {"",
                           "data",
                           "data/",
                           "data/Journal.jsonl",
                           "Data/journal.jsonl",
                           "./data/journal.jsonl",
                           "data//journal.jsonl",
                           "data/journal.jsonl ",
                           "journal.jsonl",
                           "data/audio-01.flac",
                           "data/audio-1234567890.flac",
                           "data/audio-.flac",
                           "data/audio-00a.flac",
                           "data/audio-001.FLAC",
                           "data/x/audio-001.flac",
                           "seal/timestamp-.tsr",
                           "seal/timestamp-12345.tsr",
                           "seal/timestamp-1.TSR",
                           "seal/timestamp--1.tsr",
                           "seal/timestamp-1",
                           "data/imported/",
                           "data/original/",
                           "data/original/bag-info.txt",
                           "data/original/data/journal.jsonl",
                           "data/original/original/seal/signature.ed25519",
                           "data/imported/File.m4a",
                           "data/imported/file.M4A",
                           "data/imported/file.",
                           "data/imported/file-.m4a",
                           "data/imported/file-1.m4a",
                           "data/imported/file-02.m4a",
                           "data/imported/file-x.m4a",
                           "data/imported/file-10000.m4a",
                           "data/imported/file-2-3.m4a",
                           "data/imported/file.123456789",
                           "data/imported/file.tar.gz",
                           "data/imported/x/file.m4a",
                           "data/imported/phone.m4a",
                           "data/audio-000.flac",
                           "data/audio-0001.flac",
                           "seal/timestamp-0.tsr",
                           "seal/timestamp-01.pem",
                           "seal/",
                           "manifest-sha512.txt",
                           "fetch.txt"}) {
    CAPTURE(path);
    CHECK(bag::role_of(path) == bag::FileRole::none);
  }
}

TEST_CASE("layout: no two roles have names that fall together where case counts for nothing") {
  std::set<std::string> folded;
  for (const char* path :
       {bag::declaration_path, bag::info_path, bag::how_to_verify_path, bag::payload_manifest, bag::tag_manifest,
        bag::unnamed_tag_manifest, bag::public_key_path, bag::signature_path, bag::journal_path, bag::notes_path,
        bag::levels_path, bag::excerpt_path, bag::transcript_path, bag::transcript_text_path, "data/audio-001.flac",
        "data/excerpt-001.flac", "data/imported/file", "seal/timestamp-1.tsr", "seal/timestamp-1.pem"}) {
    std::string lower = path;
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
    CHECK(folded.insert(lower).second);
    CHECK(std::all_of(lower.begin(), lower.end(), [](unsigned char c) { return c > 0x20 && c < 0x7F; }));
    CHECK_FALSE(lower.ends_with('.'));
  }
}

TEST_CASE("layout: a kind of bag has its own files and folders, and no others") {
  using bag::BagKind;
  using bag::FileRole;
  constexpr std::array kinds{BagKind::recording, BagKind::import, BagKind::excerpt, BagKind::transcript};
  for (const auto kind : kinds) {
    CHECK(bag::may_have(kind, FileRole::info));
    CHECK(bag::may_have_folder(kind, "data"));
    CHECK(bag::may_have_folder(kind, "seal"));
    CHECK_FALSE(bag::may_have(kind, FileRole::none));
    CHECK_FALSE(bag::may_have(kind, FileRole::unfinished_list_of_tags));
    for (const char* folder : {"", "dat", "data/", "data/sub", "seal/x", "Data", "data/original/data"})
      CHECK_FALSE(bag::may_have_folder(kind, folder));
    const bool is_import = kind == BagKind::import;
    const bool is_excerpt = kind == BagKind::excerpt;
    const bool is_transcript = kind == BagKind::transcript;
    CHECK(bag::may_have(kind, FileRole::imported) == is_import);
    CHECK(bag::may_have_folder(kind, "data/imported") == is_import);
    CHECK(bag::may_have(kind, FileRole::original) == is_excerpt);
    CHECK(bag::may_have_folder(kind, "data/original") == is_excerpt);
    CHECK(bag::may_have_folder(kind, "data/original/seal") == is_excerpt);
    CHECK(bag::may_have(kind, FileRole::excerpt_audio) == is_excerpt);
    CHECK(bag::may_have(kind, FileRole::journal) == !is_transcript);
    CHECK(bag::may_have(kind, FileRole::audio) == (!is_excerpt && !is_transcript));
    CHECK(bag::may_have(kind, FileRole::notes) == (!is_excerpt && !is_transcript));
    CHECK(bag::may_have(kind, FileRole::transcript_text) == is_transcript);
  }
}

TEST_CASE("layout: what is numbered is made as it is read") {
  CHECK(bag::audio_path(1) == "data/audio-001.flac");
  CHECK(bag::audio_path(1000) == "data/audio-1000.flac");
  CHECK(bag::role_of(bag::audio_path(999'999'999)) == bag::FileRole::audio);
  CHECK(bag::excerpt_audio_path(bag::audio_path(2)) == "data/excerpt-002.flac");
  CHECK(bag::excerpt_audio_path("data/file.flac").empty());
  CHECK(bag::time_stamp_path(3) == "seal/timestamp-3.tsr");
  CHECK(bag::time_stamp_chain_path(3) == "seal/timestamp-3.pem");
  CHECK(bag::role_of(bag::time_stamp_path(1)) == bag::FileRole::time_stamp);
  CHECK(bag::excerpt_folder(2) == "excerpt-2");
  CHECK(bag::transcript_number(bag::transcript_folder(12)) == 12);
  CHECK(bag::name_in_payload(bag::journal_path) == "journal.jsonl");
  CHECK(bag::name_in_payload("bagit.txt") == "bagit.txt");
}
