// SPDX-License-Identifier: MIT
//
// Which salts belong to a journal's seconds, where a recovery took some of these back.
#include "journal/salts.hpp"

#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;
using journal::SaltsOf;

namespace {

/// Of a journal whose line 3 is an `audio` line that a recovery took back, and whose lines 6 and 7 are others.
std::vector<journal::Problem> problems_of(const std::string& salts, SaltsOf expected) {
  auto& fs = os::posix_file_system();
  const test::TemporaryFolder folder;
  os::write_new(fs, folder / "salts.jsonl", salts);
  journal::JournalContent content;
  content.format = journal::salted_format;
  content.void_seconds = {3};
  journal::AudioFile file;
  file.seconds = {{0, 8000, {}, 6, true}, {8000, 8000, {}, 7, true}};
  content.files.push_back(file);
  return journal::add_salts(content, *fs.open(folder / "salts.jsonl"), expected);
}

std::string line(int seq, char digit) {
  return R"({"seq":)" + std::to_string(seq) + R"(,"salt":")" + std::string(32, digit) + "\"}\n";
}

}  // namespace

TEST_CASE("salts: a second that is said again behind a recovery has the salt of its void line") {
  CHECK(problems_of(line(2, 'a') + line(5, 'a') + line(6, 'b'), SaltsOf::every_second).empty());
  CHECK(problems_of(line(5, 'a') + line(6, 'b'), SaltsOf::every_second).empty());
}

TEST_CASE("salts: an excerpt has none of a void line, as the second behind the recovery may be withheld") {
  CHECK(problems_of(line(6, 'b'), SaltsOf::some_seconds).empty());
  const auto found = problems_of(line(2, 'a') + line(6, 'b'), SaltsOf::some_seconds);
  REQUIRE(found.size() == 1);
  CHECK(found.front().line == 1);
}

TEST_CASE("salts: two seconds have two of them") {
  for (const auto expected : {SaltsOf::every_second, SaltsOf::some_seconds}) {
    const auto found = problems_of(line(5, 'a') + line(6, 'a'), expected);
    REQUIRE(found.size() == 1);
    CHECK(found.front().line == 2);
  }
}
