// SPDX-License-Identifier: MIT
#include "verify/seals_beside.hpp"

#include <string>

#include "crypto/sha256.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;

namespace {

struct Conversation {
  /// Returns its seal.
  std::string bag(const std::string& name, const std::string& manifest) {
    os::make_folders(fs, folder / name);
    os::write_new(fs, folder / name / "tagmanifest-sha256.txt", manifest);
    return crypto::sha256_hex(manifest);
  }
  SealsBeside look() {
    SealsBeside beside;
    beside.look_into(fs, folder.path());
    return beside;
  }

  test::TemporaryFolder folder;
  os::FileSystem& fs = os::posix_file_system();
};

}  // namespace

TEST_CASE("seals beside: recordings and transcripts by their seals, and a bag is not beside itself") {
  Conversation conversation;
  const auto recording = conversation.bag("recording", "a");
  const auto first = conversation.bag("transcript-1", "b");
  const auto second = conversation.bag("transcript-2", "c");
  conversation.bag("excerpt-1", "d");
  const auto beside = conversation.look();
  CHECK(beside.has_recording("transcript-1"));
  CHECK(beside.is_recording(recording, "transcript-1"));
  CHECK_FALSE(beside.is_recording(first, "transcript-2"));
  CHECK(beside.is_transcript(first, "transcript-2"));
  CHECK_FALSE(beside.is_transcript(second, "transcript-2"));
  CHECK_FALSE(beside.is_transcript(recording, "transcript-2"));
  CHECK_FALSE(beside.is_transcript(crypto::sha256_hex("d"), "transcript-2"));
  CHECK_FALSE(beside.is_alone("transcript-1"));
  CHECK_FALSE(beside.has_recording("recording"));
  CHECK_FALSE(beside.is_recording(recording, "recording"));
}

TEST_CASE("seals beside: two copies of one transcript lie beside each other") {
  Conversation conversation;
  const auto seal = conversation.bag("transcript-1", "a");
  CHECK(conversation.look().is_alone("transcript-1"));
  conversation.bag("transcript-2", "a");
  CHECK(conversation.look().is_transcript(seal, "transcript-1"));
  CHECK(conversation.look().is_transcript(seal, "transcript-2"));
}

TEST_CASE("seals beside: what was deleted in part still shows the seal that it had") {
  Conversation conversation;
  conversation.bag("recording", "left");
  const auto before = conversation.bag("recording/data/original", "whole");
  CHECK(conversation.look().is_recording(before, "transcript-1"));
}

// Else a folder of N transcripts costs N x N.
TEST_CASE("seals beside: one folder is read once, another one anew") {
  Conversation one;
  Conversation other;
  const auto first = one.bag("transcript-1", "a");
  auto beside = one.look();
  const auto late = one.bag("transcript-2", "b");
  beside.look_into(one.fs, one.folder.path());
  CHECK(beside.is_transcript(first, "x"));
  CHECK_FALSE(beside.is_transcript(late, "x"));
  beside.look_into(other.fs, other.folder.path());
  CHECK(beside.is_alone("x"));
  beside.look_into(one.fs, one.folder.path());
  CHECK(beside.is_transcript(late, "x"));
}
