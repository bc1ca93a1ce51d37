// SPDX-License-Identifier: MIT
//
// docs/format.md shows commands and what they print for recordings kept beside the tests. All must stay as they are: a
// recording of either format version has to verify for ever, by this program and by hand.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "earwitness/verify.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;

namespace {

const std::filesystem::path data = EARWITNESS_TEST_DATA;
const auto recording = data / "format-2" / "recording";

struct Example {
  std::string command;
  std::string output;
};

/// The `$ ` lines of the page's console blocks, each with what follows it.
std::vector<Example> examples() {
  std::vector<Example> found;
  std::ifstream page(data / ".." / ".." / "docs" / "format.md");
  bool inside = false;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("```")) {
      inside = line == "```console";
    } else if (inside && line.starts_with("$ ")) {
      found.push_back({line.substr(2), {}});
    } else if (inside && !found.empty()) {
      found.back().output += line + "\n";
    }
  }
  return found;
}

std::string run(const std::string& command) {
  // The page promises bash; its own quotes go through a file: of this run's own, as another build's may go on beside
  // it.
  const test::TemporaryFolder folder;
  const auto script = folder / "commands.sh";
  std::ofstream(script) << "cd '" << recording.string() << "'\n" << command << "\n";
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(("bash " + script.string() + " 2>&1").c_str(), "r"), &pclose);
  REQUIRE(pipe);
  std::string output;
  for (int c = std::fgetc(pipe.get()); c != EOF; c = std::fgetc(pipe.get())) output += static_cast<char>(c);
  return output;
}

}  // namespace

TEST_CASE("format page: every command prints what the page says") {
  const auto all = examples();
  REQUIRE(all.size() >= 30);
  for (const auto& example : all) {
    CAPTURE(example.command);
    CHECK(run(example.command) == example.output);
  }
}

TEST_CASE("format page: the recording of version 1 is unchanged") {
  const auto result = verify(data / "format-1" / "recording");
  for (const auto& finding : result.findings) UNSCOPED_INFO(finding.file << ": " << finding.detail);
  CHECK(result.unchanged);
  CHECK(result.seal == "0744f894550f9d537c6c06f6e34e8cace37fe96d70b899d11c824d3aa3419c95");
  CHECK(result.seconds == test::Approx(3.05025));
}

TEST_CASE("format page: the recordings of version 2 are unchanged, one of one track and a call, and their excerpts") {
  struct Golden {
    const char* path;
    const char* seal;
    std::size_t tracks;
  };
  for (const auto& golden :
       {Golden{"recording", "d396ec48b44fd315f9e79f3bee29862955441db17c6d442535688fd407495160", 0},
        Golden{"excerpt-1", "01e295a4ac63a8a33c5f88d51c7e179634711a78abd61a40416780623e939234", 0},
        Golden{"call/recording", "67f23f0fce00d41c2694e02be5b211472c1ec3dc3c418d670114031245cffd8b", 2},
        Golden{"call/excerpt-1", "f4c182fd1cadf803e0226341b339bcbb126d02e4a6370837b7b3cb6ed0bb866b", 2}}) {
    CAPTURE(golden.path);
    const auto result = verify(data / "format-2" / golden.path);
    for (const auto& finding : result.findings) UNSCOPED_INFO(finding.file << ": " << finding.detail);
    CHECK(result.unchanged);
    CHECK(result.format == 2);
    CHECK(result.seal == golden.seal);
    CHECK(result.tracks.size() == golden.tracks);
  }
}

TEST_CASE("format page: the commands of how-to-verify.txt count each second of a recording with salts") {
  const auto counts = [](const char* path, const char* word) {
    std::ifstream text(data / "format-2" / path / "how-to-verify.txt");
    std::string said;
    for (std::string line; std::getline(text, line);) {
      const bool is_command = line.starts_with("    for f in data/") && line.find(word) != std::string::npos;
      if (is_command) said = run("cd '" + (data / "format-2" / path).string() + "'\n" + line);
    }
    return said;
  };
  CHECK(counts("recording", "echo yes") == "      4 yes\n");
  CHECK(counts("recording", "echo ja") == "      4 ja\n");
  CHECK(counts("excerpt-1", "echo yes") == "      3 no salt\n      1 yes\n");
  CHECK(counts("call/recording", "echo yes") == "      8 yes\n");
  CHECK(counts("call/excerpt-1", "echo ja") == "      4 geen salt\n      4 ja\n");
}
