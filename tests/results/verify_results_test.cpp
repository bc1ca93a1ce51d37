// SPDX-License-Identifier: MIT
//
// What `verify --json` answers of many: counted in bytes, not in time.
#include "results/verify_results.hpp"

#include <filesystem>

#include "json/reader.hpp"
#include "json/writer.hpp"
#include "os/file_system.hpp"
#include "tests/catch.hpp"
#include "tests/os/output_to_file.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;

namespace {

Verification unchanged_bag() {
  Verification found;
  found.bag = "/a/b/recording";
  found.sealed = true;
  found.unchanged = true;
  found.kind = RecordingKind::microphone;
  found.checks = {{CheckName::payload, CheckResult::pass, "2 files"}};
  return found;
}

}  // namespace

TEST_CASE("verify results: the document of many is written as they are checked, and whole at the end") {
  constexpr std::size_t bags = 1000;
  const test::TemporaryFolder folder;
  const auto path = folder / "answer";
  std::uintmax_t before_the_end = 0;
  {
    const test::OutputToFile redirected(path);
    results::VerifyResults results({true, false});
    for (std::size_t i = 0; i < bags; ++i) results.add({"recording"}, unchanged_bag(), {});
    before_the_end = std::filesystem::file_size(path);
    static_cast<void>(results.finish());
  }
  const auto text = os::read_all(os::posix_file_system(), path, 64U << 20);
  CHECK(text.size() > 4 * json::Writer::chunk_bytes);
  CHECK(text.size() - before_the_end < 2 * json::Writer::chunk_bytes);  // what was ever in memory of it
  const auto parsed = json::parse_object(text, json::document);
  REQUIRE(parsed);
  const auto& document = *parsed;
  CHECK(document["type"] == "verification");
  CHECK(document["schema"] == 1);
  CHECK(document["recordings"].size() == bags);
  CHECK_FALSE(document.contains("ledger"));
}

TEST_CASE("verify results: of nothing at all there is no document") {
  const test::TemporaryFolder folder;
  const auto path = folder / "answer";
  {
    const test::OutputToFile redirected(path);
    results::VerifyResults results({true, false});
    static_cast<void>(results.finish());
  }
  CHECK(std::filesystem::file_size(path) == 0);
}
