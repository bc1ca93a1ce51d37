// SPDX-License-Identifier: MIT
//
// The words of a list against those of the whole reading of a journal: one rule, by two ways.
#include "journal/heard_kind.hpp"

#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;

namespace {

std::string note(int number, const char* kind) {
  return R"({"event":"note","note":)" + std::to_string(number) + R"(,"kind":")" + kind + "\"}\n";
}

std::string source(int number) { return R"({"event":"source","note":)" + std::to_string(number) + "}\n"; }

std::string heard(const std::string& kind, const std::string& lines, std::uint64_t notes) {
  auto& fs = os::posix_file_system();
  const test::TemporaryFolder folder;
  os::write_new(fs, folder / "journal.jsonl",
                R"({"event":"open"})"
                "\n" +
                    lines +
                    R"({"event":"close"})"
                    "\n");
  return journal::heard_kind(*fs.open(folder / "journal.jsonl"), kind, notes);
}

std::string side(const std::string& line, const char* track) {
  return line.substr(0, line.rfind('}')) + R"(,"track":")" + track + "\"}\n";
}

std::vector<std::string> sides(const std::string& lines, std::uint64_t notes) {
  auto& fs = os::posix_file_system();
  const test::TemporaryFolder folder;
  os::write_new(fs, folder / "journal.jsonl",
                R"({"event":"open","kind":"call","tracks":[{"track":"near","kind":"microphone"},)"
                R"({"track":"far","kind":"monitor"}]})"
                "\n" +
                    lines);
  return journal::heard_sides(*fs.open(folder / "journal.jsonl"), notes);
}

}  // namespace

TEST_CASE("heard kind: of a call each side is what its own notes and moves say") {
  using Sides = std::vector<std::string>;
  const auto both = side(note(1, "device"), "near") + side(note(2, "monitor"), "far");
  CHECK(sides(both, 2) == Sides{"microphone", "monitor"});
  CHECK(sides(both + note(3, "mark"), 3) == Sides{"microphone", "monitor"});
  CHECK(sides(both + side(note(3, "monitor"), "far") + side(source(3), "far"), 3) == Sides{"microphone", "monitor"});
  CHECK(sides(both + side(note(3, "monitor"), "near") + side(source(3), "near"), 3) ==
        Sides{"partly-monitor", "monitor"});
  CHECK(sides(both + side(note(3, "device"), "far") + side(source(3), "far"), 3) ==
        Sides{"microphone", "partly-monitor"});
  CHECK(sides(side(note(1, "monitor"), "near") + side(note(2, "monitor"), "far"), 2) == Sides{"monitor", "monitor"});
  auto& fs = os::posix_file_system();
  const test::TemporaryFolder folder;
  os::write_new(fs, folder / "journal.jsonl", R"({"event":"open","kind":"call"})");
  CHECK(journal::heard_sides(*fs.open(folder / "journal.jsonl"), 0).empty());
}

TEST_CASE("heard kind: a recording that is in part of a monitor is so, whichever came first") {
  CHECK(heard("microphone", note(1, "title") + note(2, "device"), 2) == "microphone");
  CHECK(heard("microphone", "", 0) == "microphone");
  CHECK(heard("monitor", note(1, "monitor"), 1) == "monitor");
  CHECK(heard("microphone", note(1, "device") + note(2, "monitor") + source(2), 2) == "partly-monitor");
  CHECK(heard("microphone", note(1, "device") + note(2, "monitor") + source(2) + source(1), 2) == "partly-monitor");
  CHECK(heard("microphone", note(1, "device") + note(2, "device") + source(2), 2) == "microphone");
  CHECK(heard("monitor", note(1, "monitor") + note(2, "device") + source(2), 2) == "partly-monitor");
  CHECK(heard("microphone", note(1, "monitor"), 1) == "monitor");
  CHECK(heard("microphone", note(1, "monitor") + note(2, "device") + source(2), 2) == "partly-monitor");
  CHECK(heard("microphone", note(1, "device") + note(2, "mark") + note(3, "monitor") + source(3), 3) ==
        "partly-monitor");
}

TEST_CASE("heard kind: a move far behind the first lines is found, whatever lies between") {
  const std::string second = R"({"event":"audio","file":"data/audio-001.flac"})"
                             "\n";
  std::string many;
  for (int i = 0; i < 20'000; ++i) many += second;  // more than is searched at once
  CHECK(heard("microphone", note(1, "device") + many + note(2, "mark"), 2) == "microphone");
  CHECK(heard("microphone", note(1, "device") + many + note(2, "monitor") + source(2) + many, 2) == "partly-monitor");
  CHECK(heard("monitor", note(1, "monitor") + many + note(2, "mark"), 2) == "monitor");
  CHECK(heard("monitor", note(1, "monitor") + many + note(2, "device") + source(2), 2) == "partly-monitor");
}

TEST_CASE("heard kind: other kinds, torn lines and numbers that are none change nothing") {
  CHECK(heard("import", note(1, "monitor") + source(1), 1) == "import");
  CHECK(heard("test-signal", note(1, "monitor"), 1) == "test-signal");
  CHECK(heard("microphone",
              R"({"event":"note","note":-1,"kind":"monitor"})"
              "\n" +
                  source(9),
              2) == "microphone");
  CHECK(heard("microphone", R"({"event":"note","note":1,"kind":"monitor")", 1) == "microphone");
}
