// SPDX-License-Identifier: MIT
#include "results/sealed.hpp"

#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;

TEST_CASE("sealed: a recording that can't be found after its seal is not called unchanged") {
  const test::TemporaryFolder folder;
  control::Sealed sealed;
  sealed.path = (folder / "gone").string();
  sealed.seal = "b";
  sealed.seconds = 1;
  const auto document = control::to_json(sealed);
  CHECK(results::print_sealed(sealed, &document) == terminal::ExitCode::not_found);
}
