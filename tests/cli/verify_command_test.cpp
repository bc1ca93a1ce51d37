// SPDX-License-Identifier: MIT
//
// What `verify` answers with its exit code, on the recording of format version 1: not signed, not dated, whole.
#include "earwitness/verify.hpp"
#include "tests/cli/world.hpp"

using namespace earwitness;
using terminal::ExitCode;

namespace {

const std::string recording = EARWITNESS_TEST_DATA "/format-1/recording";
const std::string some_key(64, 'a');

// Of RFC 8410, 10.3.
constexpr const char* public_key =
    "-----BEGIN PUBLIC KEY-----\n"
    "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n"
    "-----END PUBLIC KEY-----\n";

}  // namespace

TEST_CASE("verify command: what was required and could not be confirmed is exit 3") {
  test::World world;
  CHECK(world.run({"verify", recording}) == ExitCode::done);
  CHECK(world.run({"verify", recording, "--require-complete"}) == ExitCode::done);
  CHECK(world.run({"verify", recording, "--require-time"}) == ExitCode::unconfirmed);
  CHECK(world.run({"verify", recording, "--require-key", some_key}) == ExitCode::unconfirmed);
  CHECK(world.run({"verify", "--json", "--require-key", some_key, recording}) == ExitCode::unconfirmed);
  world.write(world.folder / "key.pem", public_key);
  const auto file = (world.folder / "key.pem").string();
  CHECK(world.run({"verify", recording, "--key", file}) == ExitCode::unconfirmed);
  CHECK(world.run({"verify", "--key", file, recording}) == ExitCode::unconfirmed);
}

TEST_CASE("verify command: a key that is none is a usage error, whatever the recording") {
  test::World world;
  CHECK(world.error({"verify", recording, "--require-key", "nonsense"}).kind() == ErrorKind::usage);
  CHECK(world.error({"verify", recording, "--require-key", some_key + "a"}).kind() == ErrorKind::usage);
  world.write(world.folder / "key.pem", "not a key");
  CHECK(world.error({"verify", recording, "--key", (world.folder / "key.pem").string()}).kind() == ErrorKind::usage);
  CHECK(world.error({"verify", recording, "--key", "/nowhere"}).kind() == ErrorKind::surroundings);
}

TEST_CASE("verify command: known keys that can't be read are not passed over, and can be gone without") {
  test::World world;
  world.write(world.folder / "config" / "earwitness" / "known-keys", "nonsense\n");
  CHECK(world.error({"verify", recording}).kind() == ErrorKind::usage);
  CHECK(world.run({"verify", "--no-config", recording}) == ExitCode::done);
}
