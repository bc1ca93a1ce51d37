// SPDX-License-Identifier: MIT
#include "context/known_keys.hpp"

#include <filesystem>

#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;

namespace {

const std::string key_a(64, 'a');
const std::string key_b = std::string(63, '0') + "b";

struct Beside {
  test::TemporaryFolder folder;
  context::Context context{os::posix_file_system(), os::posix_clock(), {}};
  Beside() { context.globals.config = (folder.path() / "settings" / "config.toml").string(); }
  [[nodiscard]] os::Path store() const { return folder.path() / "settings" / "known-keys"; }
  void write(const std::string& text) {
    std::filesystem::create_directories(store().parent_path());
    std::filesystem::remove(store());
    os::write_new(context.fs, store(), text);
  }
};

}  // namespace

TEST_CASE("known keys: what was kept is read back, by its owner alone") {
  Beside beside;
  CHECK(context::load_known_keys(beside.context).empty());
  context::save_known_keys(beside.context, {{key_a, "A. Jansen"}, {key_b, ""}});
  const auto keys = context::load_known_keys(beside.context);
  REQUIRE(keys.size() == 2);
  CHECK(keys[0].fingerprint == key_a);
  CHECK(keys[0].name == "A. Jansen");
  CHECK(keys[1].name.empty());
  const auto mode = std::filesystem::status(beside.store()).permissions();
  CHECK((mode & std::filesystem::perms(077)) == std::filesystem::perms::none);
  beside.context.globals.no_config = true;
  CHECK(context::load_known_keys(beside.context).empty());
}

TEST_CASE("known keys: a store that is not one is refused, never half believed") {
  Beside beside;
  for (const std::string& text : {std::string("nonsense\n"), key_a + "x\n", key_a + "\n" + key_a + "  twice\n",
                                  key_a + "  \x1b[31m\n", key_a + "  \"quoted\"\n", key_a.substr(1) + "\n",
                                  key_a + "  " + std::string(300, 'n') + "\n", key_a + "  \xff\n"}) {
    CAPTURE(text);
    beside.write(text);
    try {
      (void)context::load_known_keys(beside.context);
      FAIL("believed");
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::usage);
      CHECK(std::string(error.what()).find("line") != std::string::npos);
    }
  }
  beside.write(key_a + "\n");
  CHECK(context::load_known_keys(beside.context).size() == 1);
  std::filesystem::permissions(beside.store(), std::filesystem::perms(0666));
  CHECK(context::load_known_keys(beside.context).empty());  // others could have written it
  beside.write(std::string(5 * 1024 * 1024, '#'));
  CHECK_THROWS_AS(context::load_known_keys(beside.context), Error);
  std::string many;
  for (int i = 0; i < 10'001; ++i) many += std::string(59, '0') + std::to_string(10'000 + i) + "\n";
  beside.write(many);
  CHECK_THROWS_AS(context::load_known_keys(beside.context), Error);
  std::filesystem::rename(beside.store(), beside.folder.path() / "elsewhere");
  std::filesystem::create_symlink(beside.folder.path() / "elsewhere", beside.store());
  CHECK_THROWS_AS(context::load_known_keys(beside.context), Error);
}

TEST_CASE("known keys: a fingerprint may be typed as it was read out") {
  CHECK(context::parse_fingerprint(std::string(64, 'A')) == key_a);
  std::string with_colons;
  for (int i = 0; i < 32; ++i) with_colons += i == 0 ? "aa" : ":aa";
  CHECK(context::parse_fingerprint(with_colons) == key_a);
  for (const std::string& text : {std::string(), key_a + "a", key_a.substr(1), std::string(64, 'g')}) {
    CHECK_FALSE(context::parse_fingerprint(text));
    CHECK_THROWS_AS(context::require_fingerprint(text), Error);
  }
}
