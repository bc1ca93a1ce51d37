// SPDX-License-Identifier: MIT
#include "cli/sealed.hpp"

#include "tests/cli/world.hpp"

using namespace earwitness;

TEST_CASE("sealed: a last word that is none is an error, whatever stands in it") {
  for (const auto* text : {R"({})", R"({"path":"/a","seal":"b"})", R"({"path":1,"seal":"b","seconds":1})",
                           R"({"path":"/a","seal":[],"seconds":1})", R"({"path":"/a","seal":"b","seconds":"1"})",
                           R"({"path":"/a","seal":"b","seconds":-1})", R"({"path":"/a","seal":"b","seconds":1e300})"}) {
    INFO(text);
    CHECK_THROWS_AS(cli::print_sealed(nlohmann::ordered_json::parse(text), true), Error);
  }
}

TEST_CASE("sealed: a recording that can't be found after its seal is not called unchanged") {
  const test::TemporaryFolder folder;
  nlohmann::ordered_json sealed = {
      {"type", "sealed"}, {"path", (folder / "gone").string()}, {"seal", "b"}, {"seconds", 1}};
  CHECK(cli::print_sealed(sealed, true) == cli::ExitCode::not_found);
}
