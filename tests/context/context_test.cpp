// SPDX-License-Identifier: MIT
#include "context/context.hpp"

#include "context/conversation.hpp"
#include "tests/catch.hpp"
#include "tests/context/home.hpp"

using namespace earwitness;
using namespace earwitness::context;

TEST_CASE("context: the archive is what was typed, else the environment's, else the config's, else at home") {
  test::Home world;
  auto& context = world.context;
  CHECK(archive_path(context) == world.folder / "home" / "earwitness");
  world.write(config_path(context), "archive = \"/from/config\"\n");
  CHECK(archive_path(context) == "/from/config");
  world.write(config_path(context), "archive = \"~/rec\"\n");
  CHECK(archive_path(context) == world.folder / "home" / "rec");
  os::set_environment("EARWITNESS_ARCHIVE", "/from/environment");
  CHECK(archive_path(context) == "/from/environment");
  context.globals.archive = "/typed/./here";
  CHECK(archive_path(context) == "/typed/here");
  context.globals.archive = "relative";
  CHECK(archive_path(context).is_absolute());
}

TEST_CASE("context: a config that can't be read hinders only who needs it") {
  test::Home world;
  world.write(config_path(world.context), "nonsense\n");
  CHECK_THROWS_AS(load_config(world.context), Error);
  CHECK_THROWS_AS(archive_path(world.context), Error);
  world.context.globals.archive = "/typed";
  CHECK(archive_path(world.context) == "/typed");
  world.context.globals = {};
  world.context.globals.no_config = true;
  CHECK(load_config(world.context) == settings::Config{});
  CHECK(archive_path(world.context) == world.folder / "home" / "earwitness");
}

TEST_CASE("context: a config that was named must be there") {
  test::Home world;
  world.context.globals.config = (world.folder / "missing.toml").string();
  CHECK_THROWS_AS(load_config(world.context), Error);
  world.write(world.folder / "mine.toml", "name = \"Me\"\n");
  world.context.globals.config = (world.folder / "mine.toml").string();
  CHECK(load_config(world.context).name == "Me");
}

TEST_CASE("context: of a recording that is gone, the words that meant it mean it still") {
  test::Home world;
  const auto archive = world.folder / "archive";
  const auto meant = [&](const std::string& word, const std::string& name = "2026-11-23_15-30-05_review-with-my-boss") {
    return was_meant(world.context, archive, name, word);
  };
  std::filesystem::create_directories(archive);
  for (const auto& word :
       {"Review with my boss", "review-with-my-boss", "with my", "review", "15-30-05",
        "2026-11-23_15-30-05_review-with-my-boss", "elsewhere/2026-11-23_15-30-05_review-with-my-boss/"}) {
    CAPTURE(word);
    CHECK(meant(word));
  }
  for (const auto& word : {"", "Review with her", "elsewhere/review", "Bezwaar"}) CHECK_FALSE(meant(word));
  world.write(archive / "2026-11-24_09-00-00_review-with-my-boss-2" / "recording" / "data" / "journal.jsonl", "");
  CHECK(meant("Review with my boss"));  // all of its title, which is not all of the other one's
  CHECK_FALSE(meant("Review with"));
  CHECK_FALSE(meant("Review with my boss 2"));
  world.write(archive / "2026-11-25_09-00-00_review-with-my-boss" / "recording" / "data" / "journal.jsonl", "");
  CHECK_FALSE(meant("Review with my boss"));
}

TEST_CASE("context: an archive has one socket, whatever it is called, and no two share one") {
  test::Home world;
  std::filesystem::create_directory(world.folder / "archive");
  std::filesystem::create_symlink(world.folder / "archive", world.folder / "link");
  CHECK(socket_path(world.folder / "archive") == socket_path(world.folder / "link"));
  CHECK(socket_path(world.folder / "archive") != socket_path(world.folder / "other"));
  CHECK(socket_path(world.folder / "archive").parent_path() == world.folder / "runtime" / "earwitness");
  os::set_environment("XDG_RUNTIME_DIR", "");
  CHECK(socket_path(world.folder / "archive").parent_path() == world.folder / "archive" / ".control");
}
