// SPDX-License-Identifier: MIT
#include "derive/recognised.hpp"

#include "tests/catch.hpp"

using namespace earwitness;
using derive::recognised;
using vtt::Cue;

TEST_CASE("timed words become cues that end at a pause, at the end of an utterance and after ten seconds") {
  const auto cues = recognised(
      "INFO: something\nhello world\n<s> 0.110 0.150 0.9\nhello 0.160 0.500 0.98\nworld(2) 0.510 0.900 0.7\n"
      "<sil> 0.900 1.000 1.0\nagain 1.100 1.500 0.9\n</s> 1.500 1.600 1.0\nnext 1.700 2.000 0.9\nlate 2.900 3.100 "
      "0.9\n",
      5000);
  REQUIRE(cues.size() == 3);
  CHECK(cues[0] == Cue{160, 1500, "", "hello world again", 0});
  CHECK(cues[1] == Cue{1700, 2000, "", "next", 0});
  CHECK(cues[2].begin_ms == 2900);
  std::string long_talk;
  for (int i = 0; i < 24; ++i) long_talk += "word " + std::to_string(i) + ".0 " + std::to_string(i + 1) + ".0 1.0\n";
  for (const auto& cue : recognised(long_talk, 24'000)) CHECK(cue.end_ms - cue.begin_ms <= 10'000);
  CHECK(recognised(long_talk, 24'000).size() == 3);
}

TEST_CASE("what a recogniser writes as WebVTT or SubRip is taken, with its small faults") {
  const auto vtt = recognised("WEBVTT\n\n00:00.000 --> 00:02.000\n Hello.\n\n00:02.000 --> 00:02.000\n Bye.\n", 3000);
  REQUIRE(vtt.size() == 2);
  CHECK(vtt[0].text == "Hello.");
  CHECK(vtt[1].end_ms > vtt[1].begin_ms);
  const auto srt = recognised("2\n00:00:03,000 --> 00:00:04,000\nB\n\n1\n00:00:01,000 --> 00:00:02,000\nA\n", 3000);
  REQUIRE(srt.size() == 2);
  CHECK(srt[0].text == "A");
}

TEST_CASE("plain words have no times: they are one cue as long as the sound") {
  const auto cues = recognised("hello you\n\nand you\n", 7500);
  REQUIRE(cues.size() == 1);
  CHECK(cues[0] == Cue{0, 7500, "", "hello you\nand you", 0});
  CHECK(recognised("\n \n", 7500).empty());
  CHECK(recognised("", 0).empty());
}

TEST_CASE("SubRip with fewer digits of a second, or with none, is read") {
  const auto whole = recognised("1\n00:00:01 --> 00:00:02\nOne.\n\n2\n00:00:02,5 --> 00:00:03,25\nTwo.\n", 5000);
  REQUIRE(whole.size() == 2);
  CHECK(whole[0].begin_ms == 1000);
  CHECK(whole[0].end_ms == 2000);
  CHECK(whole[1].begin_ms == 2500);
  CHECK(whole[1].end_ms == 3250);
}

TEST_CASE("times that can't be read are refused with their line: the words would be lost") {
  const auto refused = [](const char* output) {
    try {
      (void)recognised(output, 5000);
      return std::string();
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::surroundings);
      return std::string(error.what());
    }
  };
  CHECK(refused("WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nOne.\n\n0:00:xx.000 --> 00:00:03.000\nTwo.\n")
            .find("line 6 ") != std::string::npos);
  CHECK(refused("1\n00:00:1 --> 00:00:02\nOne.\n").find("line 2 ") != std::string::npos);
  CHECK(refused("1\n00:00:01,000-->00:00:02,00x\nOne.\n").find("line 2 ") != std::string::npos);
}
