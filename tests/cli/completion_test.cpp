// SPDX-License-Identifier: MIT
#include "grammar/completion.hpp"

#include <algorithm>
#include <filesystem>

#include "base/translate.hpp"
#include "cli/answer_shell.hpp"
#include "cli/commands/commands.hpp"
#include "tests/cli/world.hpp"

using namespace earwitness;
using namespace earwitness::cli;
using namespace earwitness::grammar;

namespace {

using Words = std::vector<std::string>;

struct Tab : test::World {
  std::unique_ptr<Command> program = make_grammar(context);
  Globals asked_with;
  Words recordings{"2026-11-24_07-58-56_review", "2026-11-23_10-00-00_talk $(touch x)"};

  Words in_bin{"2026-11-20_10-00-00_gone"};
  Words devices{"alsa_input.usb", "test-signal"};

  Completion at(const Words& words) {
    return complete(*program, words, [this](Named what, const Globals& globals) {
      asked_with = globals;
      return what == Named::devices ? devices : what == Named::in_bin ? in_bin : recordings;
    });
  }

  Words words(const Words& typed) {
    Words found;
    for (const auto& candidate : at(typed).candidates) found.push_back(candidate.word);
    return found;
  }
};

bool has(const Words& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

TEST_CASE("completion: every command is offered, with what its help says of it") {
  Tab tab;
  const auto all = tab.at({""}).candidates;
  const auto& commands = tab.program->commands();
  REQUIRE(all.size() == commands.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    CHECK(all[i].word == commands[i]->name());
    CHECK(all[i].meaning == commands[i]->what());
  }
  CHECK(tab.words({"sta"}) == Words{"start", "status"});
  CHECK(tab.words({"--archive", "/x", "sto"}) == Words{"stop"});
  CHECK(tab.words({"keys", "pro"}) == Words{"protect"});
  CHECK(tab.at({}).candidates.empty());
}

TEST_CASE("completion: every option that a command's help lists is offered, but none that stands there already") {
  Tab tab;
  for (const auto& command : tab.program->commands()) {
    const auto offered = tab.words({command->name(), "--"});
    for (const auto* option : command->named_options()) {
      INFO(command->name() << " " << option->name);
      CHECK(has(offered, option->name));
    }
  }
  CHECK(tab.words({"start", "--ti"}) == Words{"--title"});
  CHECK_FALSE(has(tab.words({"start", "--title", "x", "--"}), "--title"));
  CHECK(has(tab.words({"excerpt", "--from", "0:00", "--"}), "--from"));
  CHECK(has(tab.words({"stop", ""}), "--json"));
  CHECK(tab.words({"verify", "--", "--"}).empty());
}

TEST_CASE("completion: an option whose values are a set offers them, in either way to write it") {
  Tab tab;
  CHECK(tab.words({"list", "--lang", ""}) == Words{"en", "nl"});
  CHECK(tab.words({"list", "--lang=n"}) == Words{"--lang=nl"});
  CHECK(tab.words({"setup", "--stamps", "d"}) == Words{"during"});
  CHECK(tab.words({"export", "x", "--listening-copy", ""}) == Words{"mp3", "wav"});
  CHECK(tab.words({"start", "--bits", ""}) == Words{"16", "24"});
  CHECK(tab.words({"completion", ""}) == Words{"bash", "zsh", "fish"});
  CHECK(tab.words({"start", "--title", ""}).empty());
  CHECK(tab.words({"start", "--no-such", "--titl"}) == Words{"--title"});
}

TEST_CASE("completion: paths are the shell's to complete") {
  Tab tab;
  CHECK(tab.at({"import", ""}).kind == Completes::files);
  CHECK(tab.at({"verify", "--key", "x"}).kind == Completes::files);
  CHECK(tab.at({"--archive", ""}).kind == Completes::folders);
  CHECK(tab.at({"list", "--archive=/t"}).kind == Completes::folders);
  CHECK(tab.at({"backup", ""}).kind == Completes::folders);
  CHECK(tab.at({"verify", "/tmp/"}).kind == Completes::recordings);
  CHECK(tab.words({"verify", "/tmp/"}).empty());
}

TEST_CASE("completion: recordings are offered where a command takes one, by their beginning or by the only part") {
  Tab tab;
  CHECK(tab.words({"verify", ""}) == tab.recordings);
  CHECK(tab.words({"verify", "x", "2026-11-24"}) == Words{tab.recordings[0]});
  CHECK(tab.words({"play", "review"}) == Words{tab.recordings[0]});
  CHECK(tab.words({"play", "26-11"}).empty());
  CHECK(tab.words({"rename", "x", "2026"}).empty());
  CHECK(tab.words({"play", "--archive", "/a", "--no-config", "--config=/c", ""}).size() == 2);
  CHECK(tab.asked_with.archive == "/a");
  CHECK(tab.asked_with.config == "/c");
  CHECK(tab.asked_with.no_config);
}

TEST_CASE("completion: what a shell reads is a line each, in the language of the help") {
  Completion completion{Completes::recordings, {{"a b", {}}, {"--x", "What it does"}}};
  CHECK(completion_text(completion) == "recordings\na b\n--x\tWhat it does\n");
}

TEST_CASE("completion: names come from the archive's folders, without those that can't be typed") {
  test::World world;
  const auto archive = world.folder / "archive";
  for (const char* name : {"2026-11-24_07-58-56_review", "2026-11-23_10-00-00_$(touch x)", "2026-11-25_a\tb",
                           "2026-11-26_a\nb", "2026-11-27_\xe2\x80\xae", ".discarded-2026-11-22"}) {
    std::filesystem::create_directories(archive / name / "recording");
  }
  std::filesystem::create_directories(archive / "no-recording");
  world.write(archive / "file", "");
  const Words words{"play", "--archive", archive.string(), ""};
  CHECK(answer_shell(words, world.context) ==
        "recordings\n2026-11-24_07-58-56_review\n2026-11-23_10-00-00_$(touch x)\n");
}

TEST_CASE("completion: settings that can't be read, and an archive that is none, offer nothing and fail nothing") {
  test::World world;
  world.write(config_path(world.context), "nonsense\n");
  CHECK(answer_shell(Words{"play", ""}, world.context) == "recordings\n");
  world.write(world.folder / "file", "");
  CHECK(answer_shell(Words{"play", "--archive", (world.folder / "file").string(), ""}, world.context) ==
        "recordings\n");
  CHECK(answer_shell(Words{}, world.context) == "words\n");
}

TEST_CASE("completion: a script for each shell that is named, and no other") {
  test::World world;
  for (const char* shell : {"bash", "zsh", "fish"}) CHECK(world.run({"completion", shell}) == ExitCode::done);
  CHECK(world.error({"completion", "tcsh"}).kind() == ErrorKind::usage);
  CHECK(world.error({"completion"}).kind() == ErrorKind::usage);
}

TEST_CASE("completion: a microphone is offered by the names that `devices` lists, also behind an equals sign") {
  Tab tab;
  CHECK(tab.words({"start", "--device", ""}) == Words{"alsa_input.usb", "test-signal"});
  CHECK(tab.words({"setup", "--device", "alsa"}) == Words{"alsa_input.usb"});
  CHECK(tab.words({"start", "--device=test"}) == Words{"--device=test-signal"});
}

TEST_CASE("completion: what can be brought back is offered from the bin, and from there alone") {
  Tab tab;
  CHECK(tab.words({"undelete", ""}) == Words{"2026-11-20_10-00-00_gone"});
  CHECK(tab.words({"delete", ""}) == tab.recordings);
}
