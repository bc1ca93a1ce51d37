// SPDX-License-Identifier: MIT
#include "derive/transcript_draft.hpp"

#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;

TEST_CASE("the program's own notes leave a text, and a person's stay") {
  CHECK(derive::without_own_notes(
            "WEBVTT\n\nNOTE earwitness: Type\nmore\n\nNOTE he was angry\n\n00:00.000 --> 00:01.000\nx\n") ==
        "WEBVTT\n\nNOTE he was angry\n\n00:00.000 --> 00:01.000\nx\n");
  CHECK(derive::without_own_notes("WEBVTT\r\n\r\nNOTE earwitness: Type\r\n\r\nNOTE b") == "WEBVTT\r\n\r\nNOTE b");
  const std::string said = "WEBVTT\n\n00:00.000 --> 00:01.000\nNOTE earwitness: was said aloud\n";
  CHECK(derive::without_own_notes(said) == said);
}

TEST_CASE("a text that was begun is there until it is removed, with what it began with") {
  const test::TemporaryFolder folder;
  derive::TranscriptDraft typing(os::posix_file_system(), folder.path());
  CHECK_FALSE(typing.is_unfinished());
  typing.begin("WEBVTT\n", derive::Recogniser{"ears", "1.0"});
  derive::TranscriptDraft again(os::posix_file_system(), folder.path());
  CHECK(again.is_unfinished());
  CHECK(again.is_as_prepared());
  REQUIRE(again.recogniser());
  CHECK(again.recogniser()->version == "1.0");
  CHECK_FALSE(os::posix_file_system().status(again.file())->exposed);
  os::replace(os::posix_file_system(), again.file(), "WEBVTT\n\nNOTE x\n");
  CHECK_FALSE(again.is_as_prepared());
  again.remove();
  CHECK_FALSE(typing.is_unfinished());
  CHECK_FALSE(typing.recogniser());
}
