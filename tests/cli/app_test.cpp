// SPDX-License-Identifier: MIT
#include "cli/app.hpp"

#include <algorithm>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "base/translate.hpp"
#include "cli/commands/commands.hpp"
#include "cli/version.hpp"
#include "earwitness/language.hpp"
#include "grammar/help.hpp"
#include "grammar/parser.hpp"
#include "results/failure.hpp"
#include "terminal/columns.hpp"
#include "tests/cli/world.hpp"
#include "tests/contains.hpp"

using namespace earwitness;
using namespace earwitness::cli;
using namespace earwitness::grammar;
using namespace earwitness::terminal;
using test::contains;

TEST_CASE("app: a mistyped command or option is answered with the one that was meant") {
  test::World world;
  const auto command = world.error({"strat", "--title", "x"});
  CHECK(command.kind() == ErrorKind::usage);
  CHECK(contains(command.what(), "did you mean start?"));
  const auto option = world.error({"start", "--titel", "x"});
  CHECK(option.kind() == ErrorKind::usage);
  CHECK(contains(option.what(), "did you mean --title?"));
  CHECK(option.next() == "earwitness start --help");
  CHECK(contains(world.error({"list", "--jsno=1"}).what(), "--json"));
  CHECK(contains(world.error({"--arhcive", "x", "list"}).what(), "--archive"));
}

TEST_CASE("app: what resembles nothing is refused without a guess, and never shown raw") {
  test::World world;
  const auto odd = world.error({"\x1b[31mxyzzy\n"});
  CHECK(odd.kind() == ErrorKind::usage);
  CHECK_FALSE(contains(odd.what(), "did you mean"));
  CHECK_FALSE(contains(odd.what(), "\x1b"));
  CHECK_FALSE(contains(odd.what(), "\n"));
}

TEST_CASE("app: words too many, values missing and values of another kind are usage errors") {
  test::World world;
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{{"stop", "now"},
                                                                                     {"stop", "list"},
                                                                                     {"list", "--archive"},
                                                                                     {"start", "--rate", "fast"},
                                                                                     {"start", "--channels", "-1"},
                                                                                     {"status", "--json=maybe"},
                                                                                     {"verify"},
                                                                                     {"verify", "--all", "name"}}) {
    INFO(words[0]);
    CHECK(world.error(words).kind() == ErrorKind::usage);
  }
}

TEST_CASE("app: no command is a usage error that shows the help") {
  test::World world;
  CHECK(world.run({}) == ExitCode::usage);
}

TEST_CASE("app: a command's name may be a recording's name for verify") {
  test::World world;
  CHECK(world.error({"verify", "list"}).kind() == ErrorKind::not_found);
}

TEST_CASE("app: every command's help ends with an example of it") {
  test::World world;
  const auto program = make_grammar(world.context);
  CHECK(program->commands().size() == 30);
  for (const auto& command : program->commands()) {
    const auto help = help_text(*command, 80);
    INFO(help);
    const auto example = help.rfind("Example:\n  earwitness " + command->name());
    REQUIRE(example != std::string::npos);
    CHECK_FALSE(contains(help.substr(example), "--help"));
    CHECK(contains(help, "--archive DIR"));
    CHECK(contains(help, "--no-config"));
  }
}

TEST_CASE("app: help stays within the width, whatever it is, and breaks at words") {
  test::World world;
  const std::size_t narrow = 40;
  for (const auto language : {Language::english, Language::dutch}) {
    const InLanguage in(language);
    const auto program = make_grammar(world.context);
    std::vector<const Command*> commands{program.get()};
    for (const auto& command : program->commands()) commands.push_back(command.get());
    for (const auto* command : commands) {
      for (const std::size_t columns : {narrow, std::size_t{80}}) {
        std::istringstream lines(help_text(*command, columns));
        for (std::string line; std::getline(lines, line);) {
          INFO(line);
          const bool is_one_word = line.find(' ', line.find_first_not_of(' ')) == std::string::npos;
          const bool is_typed = line.starts_with("  earwitness ");  // an example stays in one line
          CHECK((columns_of(line) <= columns || is_one_word || is_typed));
          CHECK_FALSE(line.ends_with(' '));
        }
      }
    }
  }
}

TEST_CASE("app: the program's help is one screen, and names every command once") {
  test::World world;
  constexpr int screen = 24;
  for (const auto language : {Language::english, Language::dutch}) {
    const InLanguage in(language);
    const auto program = make_grammar(world.context);
    const auto help = help_text(*program, 80);
    INFO(help);
    CHECK(std::count(help.begin(), help.end(), '\n') < screen);  // the prompt has the last line
    for (const auto& command : program->commands()) {
      CHECK((contains(help, " " + command->name() + " ") || contains(help, " " + command->name() + ",") ||
             contains(help, " " + command->name() + "\n")));
    }
  }
}

TEST_CASE("app: what people type for a command is understood, and no word stands for two") {
  test::World world;
  const auto program = make_grammar(world.context);
  std::set<std::string> words;
  for (const auto& command : program->commands()) {
    CHECK(words.insert(command->name()).second);
    for (const auto& other : command->aliases()) {
      INFO(other);
      CHECK(words.insert(other).second);
      CHECK(program->find_command(other) == command.get());
    }
  }
  CHECK(world.run({"ls"}) == ExitCode::done);
  CHECK(world.run({"help"}) == ExitCode::done);
  CHECK(world.run({"--lang", "nl", "help", "rm"}) == ExitCode::done);
  CHECK(world.error({"rm", "no-such-recording"}).kind() == ErrorKind::not_found);
  CHECK(contains(world.error({"stat"}).what(), "did you mean status?"));
  CHECK(contains(world.error({"recrod"}).what(), "did you mean start?"));
  CHECK(contains(world.error({"help", "xyzzy"}).what(), "there is no command xyzzy"));
}

TEST_CASE("app: usage lines read as they are typed, and what is missing is called as they call it") {
  test::World world;
  const auto program = make_grammar(world.context);
  CHECK(program->find_command("rename")->usage() == "earwitness rename RECORDING TITLE ... [OPTIONS]");
  CHECK(program->find_command("backup")->usage() == "earwitness backup DIR [OPTIONS]");
  CHECK(program->find_command("completion")->usage() == "earwitness completion bash|zsh|fish [OPTIONS]");
  const auto missing = world.error({"rename"});
  CHECK(std::string(missing.what()) == "RECORDING is missing");
  CHECK(missing.next() == "earwitness rename RECORDING TITLE ... [OPTIONS]");
  CHECK(std::string(world.error({"start", "--title"}).what()) == "--title needs a value: --title TEXT");
  CHECK(std::string(world.error({"start", "--rate", "fast"}).what()) == "--rate fast is not a number that can be used");
  CHECK(std::string(world.error({"play", "x", "--mark", "1", "--from", "5"}).what()) ==
        "--from and --mark can't be used together");
  CHECK(std::string(world.error({"play", "x", "--mark", "0"}).what()) == "--mark needs a number above 0");
  CHECK(std::string(world.error({"stop", "now"}).what()) == "unexpected argument: now");
  CHECK(std::string(world.error({"keys"}).what()) == "COMMAND is missing");
  CHECK(std::string(world.error({"start", "One", "--title", "Two"}).what()) == "the title is given twice");
}

TEST_CASE("app: the version names what is built in and the libraries that are loaded") {
  const auto text = version_text();
  for (const auto* part : {"earwitness ", "libpulse: ", "PortAudio", "libsndfile", "OpenSSL"}) {
    CHECK(contains(text, part));
  }
}

TEST_CASE("app: a command that finds nothing says so by its exit code") {
  test::World world;
  CHECK(world.error({"stop"}).kind() == ErrorKind::not_found);
  CHECK(world.error({"verify", "no-such-recording"}).kind() == ErrorKind::not_found);
  CHECK(world.error({"verify", std::string(300, 'x')}).kind() == ErrorKind::not_found);
  CHECK(world.error({"verify", std::string(5000, 'x')}).kind() == ErrorKind::not_found);
  CHECK(world.error({"verify", ""}).kind() == ErrorKind::not_found);
  CHECK(world.error({"verify", "--all"}).kind() == ErrorKind::not_found);
  CHECK(world.error({"verify", world.folder.path().string()}).kind() == ErrorKind::not_found);
  CHECK(world.run({"status"}) == ExitCode::done);
  CHECK(world.run({"list"}) == ExitCode::done);
}

TEST_CASE("app: a running recording can be looked for though the config can't be read") {
  test::World world;
  world.write(config_path(world.context), "nonsense\n");
  CHECK(world.error({"stop"}).kind() == ErrorKind::not_found);
  CHECK(world.run({"status", "--json"}) == ExitCode::done);
  CHECK(world.error({"list"}).kind() == ErrorKind::usage);
  CHECK(world.run({"list", "--no-config"}) == ExitCode::done);
}

TEST_CASE("app: setup without a terminal asks nothing, and writes what it is told") {
  test::World world;
  CHECK(world.error({"setup", "--name", "A. Name", "--yes"}).kind() == ErrorKind::usage);
  CHECK(world.error({"setup", "--name", "A. \"Name\"", "--yes", "--device", "", "--no-test"}).kind() ==
        ErrorKind::usage);
  CHECK_FALSE(std::filesystem::exists(config_path(world.context)));
  world.write(config_path(world.context), "rate = 44100\nname = \"Before\"\n");
  REQUIRE(world.run({"setup", "--name", "A. Name", "--yes", "--device", "test-signal", "--no-test"}) == ExitCode::done);
  const auto config = load_config(world.context);
  CHECK(config.name == "A. Name");
  CHECK(config.device == "test-signal");
  CHECK(config.statement_made.has_value());
  CHECK(config.rate == 44100U);
}

TEST_CASE("app: setup mends a config that can't be read") {
  test::World world;
  world.write(config_path(world.context), "nonsense\n");
  CHECK(world.run({"setup", "--name", "A. Name", "--yes", "--device", "", "--no-test"}) == ExitCode::done);
  CHECK(load_config(world.context).name == "A. Name");
  CHECK_FALSE(load_config(world.context).device.has_value());
}

TEST_CASE("app: each kind of error has its exit code, and anything else is a bug") {
  CHECK(results::report(Error(ErrorKind::usage, {}, "x")) == ExitCode::usage);
  CHECK(results::report(Error(ErrorKind::not_found, {}, "x")) == ExitCode::not_found);
  CHECK(results::report(Error(ErrorKind::unknown_format, {}, "x")) == ExitCode::not_found);
  CHECK(results::report(DeviceError("m", "x")) == ExitCode::surroundings);
  CHECK(results::report(std::bad_alloc()) == ExitCode::surroundings);
  CHECK(results::report(std::logic_error("x")) == ExitCode::bug);
}

TEST_CASE("app: of several results the worst counts, and altered content is worse than what was not found") {
  CHECK(worse(ExitCode::done, ExitCode::unconfirmed) == ExitCode::unconfirmed);
  CHECK(worse(ExitCode::not_found, ExitCode::unconfirmed) == ExitCode::not_found);
  CHECK(worse(ExitCode::altered, ExitCode::not_found) == ExitCode::altered);
  CHECK(worse(ExitCode::surroundings, ExitCode::altered) == ExitCode::altered);
}
