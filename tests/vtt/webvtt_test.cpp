// SPDX-License-Identifier: MIT
#include "vtt/webvtt.hpp"

#include <fmt/format.h>

#include "tests/catch.hpp"
#include "vtt/limits.hpp"

using namespace earwitness;
using vtt::Cue;

namespace {

/// The only problem of a text; its line.
std::uint64_t only_problem(std::string_view text) {
  const auto reading = vtt::read_vtt(text);
  for (const auto& problem : reading.problems) INFO(problem.line << ": " << problem.sentence);
  REQUIRE(reading.problems.size() == 1);
  return reading.problems.front().line;
}

}  // namespace

TEST_CASE("cues come with their times, who speaks, and plain words") {
  const auto cues = vtt::parse_vtt(
      "\xEF\xBB\xBFWEBVTT - talk\n\nNOTE he was angry\nand it shows\n\n"
      "NOTE\nand again\n\nfirst\n00:01.500 --> 01:00:02.000 align:start position:10%\n"
      "<v.loud  A. &amp; B. ><i>No</i>, 3 &lt; 4 &amp; 5<00:00:02.000>!\nnever\n\n"
      "01:00:02.000-->01:00:03.000\nWho said that?\n");
  REQUIRE(cues.size() == 2);
  CHECK(cues[0] == Cue{1500, 3'602'000, "A. & B.", "No, 3 < 4 & 5!\nnever", 10});
  CHECK(cues[1] == Cue{3'602'000, 3'603'000, "", "Who said that?", 14});
}

TEST_CASE("line ends of Windows and of old Macs are line ends") {
  for (const char* end : {"\n", "\r\n", "\r"}) {
    const auto text =
        fmt::format("WEBVTT{0}{0}00:00.000 --> 00:01.000{0}One{0}two{0}{0}00:01.000 --> 00:02.000{0}Three", end);
    const auto cues = vtt::parse_vtt(text);
    REQUIRE(cues.size() == 2);
    CHECK(cues[0].text == "One\ntwo");
    CHECK(cues[1].line == 7);
  }
}

TEST_CASE("two who speak in one cue are two, with the same times") {
  const auto cues = vtt::parse_vtt("WEBVTT\n\n00:00.000 --> 00:04.000\n<v A>Yes.</v>\n<v B>No.\nNever.</v>\n");
  REQUIRE(cues.size() == 2);
  CHECK(cues[0] == Cue{0, 4000, "A", "Yes.", 3});
  CHECK(cues[1] == Cue{0, 4000, "B", "No.\nNever.", 3});
}

TEST_CASE("a cue that nobody filled in is no problem, and says nothing") {
  const std::string text = "WEBVTT\n\n00:00.000 --> 00:01.000\n\n00:01.000 --> 00:02.000\n<v A>\n";
  CHECK(vtt::read_vtt(text).problems.empty());
  CHECK(vtt::read_vtt(text).cues.size() == 2);
  CHECK(vtt::parse_vtt(text).empty());
}

TEST_CASE("what stands in no cue is told with its line, also where a browser only takes its looks from it") {
  const std::string cue = "00:00.000 --> 00:01.000\nOne\n";
  CHECK(only_problem("WEBVTT\nKind: captions\n\n" + cue) == 2);
  CHECK(only_problem("WEBVTT\n\nSTYLE\n::cue { color: transparent }\n\n" + cue) == 3);
  CHECK(only_problem("WEBVTT\n\nREGION\nid:x\n\n" + cue) == 3);
  CHECK(only_problem("WEBVTT\n\n00:00.000 --> 00:01.000 HE CONFESSES\nOne\n") == 3);
  CHECK(only_problem("WEBVTT\n\n00:00.000 --> 00:01.000 region:x\nOne\n") == 3);
  CHECK(only_problem("WEBVTT\n\n00:00.000 --> 00:01.000 size:\nOne\n") == 3);
  CHECK(vtt::read_vtt("WEBVTT he said\n\n00:00.000 --> 00:01.000 align:start size:50% \nOne\n").problems.empty());
  // What was read stays there for whoever mends it.
  CHECK(vtt::read_vtt("WEBVTT\nKind: captions\n\nSTYLE\nx\n\n" + cue).cues.size() == 1);
}

TEST_CASE("what nobody sees in a transcript, or what turns its writing round, is told with its line") {
  for (const char* hidden : {"\u202E", "\u202A", "\u2066", "\u2069", "\u200E", "\u200F", "\u061C", "\u2028", "\u2029",
                             "\uFEFF", "\u206A", "\uFFF9", "\U000E0041", "\u0085", "\u009B", "\x7F", "\x01", "\x1B"}) {
    CAPTURE(hidden);
    CHECK(only_problem("WEBVTT\n\n00:00.000 --> 00:01.000\nOne" + std::string(hidden) + "two\n") == 4);
  }
  for (const char* seen :
       {"\t", "\u00A0", "\u05E9\u05DC\u05D5\u05DD", "\u200D", "\U0001F469\u200D\U0001F680", "e\u0301"}) {
    CAPTURE(seen);
    CHECK(vtt::read_vtt("WEBVTT\n\n00:00.000 --> 00:01.000\nOne" + std::string(seen) + "two\n").problems.empty());
  }
}

TEST_CASE("a cue ends after it begins") {
  CHECK(only_problem("WEBVTT\n\n00:01.000 --> 00:01.000\nOne\n") == 3);
  CHECK(only_problem("WEBVTT\n\n00:01.000 --> 00:00.999\nOne\n") == 3);
  CHECK(vtt::read_vtt("WEBVTT\n\n0:00:01.000 --> 0:00:01.001\nOne\n").problems.empty());
}

TEST_CASE("what would be lost is told with its line") {
  CHECK(only_problem("") == 1);
  CHECK(only_problem("WEBVTTX\n") == 1);
  CHECK(only_problem("WEBVTT\n00:00.000 --> 00:01.000\nx\n") == 2);
  CHECK(only_problem("WEBVTT\n\n00:00.000 --> 00:01.000\nOne\n\nmore of it\n") == 6);
  CHECK(only_problem("WEBVTT\n\n00:00 --> 00:01.000\nOne\n") == 3);
  CHECK(only_problem("WEBVTT\n\n00:02.000 --> 00:02.000\nOne\n") == 3);
  CHECK(only_problem("WEBVTT\n\n00:60.000 --> 02:00.000\nOne\n") == 3);
  CHECK(only_problem("WEBVTT\n\n9999:00:00.000 --> 9999:00:01.000\nOne\n") == 3);
  CHECK(only_problem("WEBVTT\n\n00:02.000 --> 00:03.000x\nOne\n") == 3);
  CHECK(only_problem("WEBVTT\n\n00:05.000 --> 00:06.000\nA\n\n00:04.000 --> 00:07.000\nB\n") == 6);
  CHECK(only_problem("WEBVTT\n\n00:05.000 --> 00:06.000\nA\n00:06.000 --> 00:07.000\nB\n") == 5);
  CHECK(only_problem("WEBVTT\n\n00:05.000 --> 00:06.000\nA\n3 < 4\n") == 5);
  CHECK(only_problem("WEBVTT\n\n00:05.000 --> 00:06.000\n<hello> there\n") == 4);
  CHECK(only_problem("WEBVTT\n\nNOTE see\n00:05.000 --> 00:06.000\nA\n") == 4);
  CHECK(only_problem("WEBVTT\n\n00:05.000 --> 00:06.000\nA\x1b[2J\n") == 4);
  CHECK(only_problem("WEBVTT\n\n00:05.000 --> 00:06.000\n\xFF\n") == 4);
  CHECK(only_problem(std::string("WEBVTT\n\n00:05.000 --> 00:06.000\nA") + char(0) + "\n") == 4);
}

TEST_CASE("problems come in the order of their lines, and the words are there all the same") {
  const auto reading = vtt::read_vtt("WEBVTT\n\n00:05.000 --> 00:06.000\n3 < 4\n\nlost\n\n\xFF\n");
  REQUIRE(reading.problems.size() == 4);
  CHECK(reading.problems[0].line == 4);
  CHECK(reading.problems[3].line == 8);
  REQUIRE(reading.cues.size() == 1);
  CHECK(reading.cues[0].text == "3 < 4");
}

TEST_CASE("the first problem is an error with its line") {
  try {
    (void)vtt::parse_vtt("WEBVTT\n\nlost\n");
    FAIL("it was read");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::unknown_format);
    CHECK(std::string(error.what()).starts_with("line 3 of the transcript"));
  }
}

TEST_CASE("a text without end is refused by name of its limit") {
  CHECK(only_problem(std::string(limits::transcript_bytes + 1, 'x')) == 1);
  CHECK(only_problem("WEBVTT\n\n00:00.000 --> 00:01.000\n" + std::string(limits::transcript_line_bytes + 1, 'x')) == 4);
  std::string many = "WEBVTT\n";
  for (std::size_t i = 0; i <= limits::transcript_cues; ++i) many += "\n00:00.000 --> 00:01.000\nx\n";
  CHECK(only_problem(many) == 3 * limits::transcript_cues + 3);
  std::string wrong = "WEBVTT\n";
  for (int i = 0; i < 1000; ++i) wrong += "\nlost\n";
  CHECK(vtt::read_vtt(wrong).problems.size() == limits::transcript_problems);
}

// Each of these took hours where every `<` was looked through to the end of its line.
TEST_CASE("a line of nothing but the beginnings of tags is one problem, however long it is") {
  const std::string cue = "WEBVTT\n\n00:00.000 --> 00:01.000\n";
  const std::string line(limits::transcript_line_bytes - 1, '<');
  CHECK(only_problem(cue + line) == 4);
  CHECK(only_problem(cue + line + '>') == 4);
  const auto rest = limits::transcript_bytes - cue.size() - 1;
  CHECK(vtt::read_vtt(cue + std::string(rest, '<') + '>').problems.size() == 2);  // it is too long as well
  std::string tags = cue;
  while (tags.size() < limits::transcript_bytes - 4) tags += "<<b>";
  CHECK(vtt::read_vtt(tags).problems.size() == 2);
}

TEST_CASE("a name of a tag is looked for no further than names are long") {
  const std::string cue = "WEBVTT\n\n00:00.000 --> 00:01.000\n";
  CHECK(vtt::read_vtt(cue + "<lang en><ruby>a<rt>b</rt></ruby></lang><c.loud.red>c</c>").problems.empty());
  CHECK(only_problem(cue + "<langs>x") == 4);
  CHECK(only_problem(cue + "<rubyx en>x") == 4);
  CHECK(vtt::parse_vtt(cue + "<v A>b</v> > <v C>d").size() == 3);
}

TEST_CASE("SubRip is read with its commas and numbers") {
  const auto reading =
      vtt::read_srt("1\n00:00:01,000 --> 00:00:02,500\n<i>Hello</i>\nyou\n\n2\n00:00:03.000 --> 00:00:04,000\nBye\n");
  CHECK(reading.problems.empty());
  REQUIRE(reading.cues.size() == 2);
  CHECK(reading.cues[0] == Cue{1000, 2500, "", "Hello\nyou", 2});
  CHECK(vtt::read_vtt("WEBVTT\n\n00:00:01,000 --> 00:00:02,000\nx\n").problems.size() == 1);
}

TEST_CASE("what is written reads back, whatever it holds") {
  vtt::Writer writer("talk --> with\nB");
  writer.add_note("mark 1: he --> said\n\nit again\x1b");
  writer.add({1000, 2000, "A <the> boss\n\n", "3 < 4 & 5 --> 6\n\n  \nNOTE that", 0});
  writer.add({500, 400, "", "\n\n", 0});
  writer.add({3'000'000'000'000, 1, "", "late", 0});
  INFO(writer.text());
  const auto reading = vtt::read_vtt(writer.text());
  for (const auto& problem : reading.problems) INFO(problem.line << ": " << problem.sentence);
  CHECK(reading.problems.empty());
  REQUIRE(reading.cues.size() == 3);
  CHECK(reading.cues[0].speaker == "A <the> boss");
  CHECK(reading.cues[0].text == "3 < 4 & 5 --> 6\nNOTE that");
  CHECK(reading.cues[1].begin_ms == 1000);
  CHECK(reading.cues[1].end_ms == 1001);
}

TEST_CASE("a name that ends in dashes makes no arrow of the end of its tag") {
  const auto [name, written] = GENERATE(table<std::string, std::string>(
      {{"--", "-"}, {"A--", "A-"}, {"A -----", "A -"}, {"A-", "A-"}, {"A -- B", "A -- B"}, {"A--:", "A--"}}));
  vtt::Writer writer;
  writer.add({1000, 2000, name, "3", 0});
  INFO(writer.text());
  const auto reading = vtt::read_vtt(writer.text());
  CHECK(reading.problems.empty());
  REQUIRE(reading.cues.size() == 1);
  CHECK(reading.cues[0].speaker == written);
}

TEST_CASE("times are written in hours, minutes, seconds and thousandths") {
  CHECK(vtt::time_text(0) == "00:00:00.000");
  CHECK(vtt::time_text(3'723'004) == "01:02:03.004");
}
