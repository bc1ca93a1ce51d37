// SPDX-License-Identifier: MIT
//
// docs/format.md shows commands and what they print for a recording kept beside the tests. Both must stay as they are:
// a recording of this format version has to verify for ever, by this program and by hand.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "earwitness/verify.hpp"
#include "tests/catch.hpp"

using namespace earwitness;

namespace {

const std::filesystem::path data = EARWITNESS_TEST_DATA;
const auto recording = data / "format-1" / "recording";

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
  // The page promises bash; its own quotes go through a file.
  const auto script = std::filesystem::temp_directory_path() / "earwitness-format-page.sh";
  std::ofstream(script) << "cd '" << recording.string() << "'\n" << command << "\n";
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(("bash " + script.string() + " 2>&1").c_str(), "r"), &pclose);
  REQUIRE(pipe);
  std::string output;
  for (int c = std::fgetc(pipe.get()); c != EOF; c = std::fgetc(pipe.get())) output += static_cast<char>(c);
  std::filesystem::remove(script);
  return output;
}

}  // namespace

TEST_CASE("format page: every command prints what the page says") {
  const auto all = examples();
  REQUIRE(all.size() >= 10);
  for (const auto& example : all) {
    CAPTURE(example.command);
    CHECK(run(example.command) == example.output);
  }
}

TEST_CASE("format page: the recording of version 1 is unchanged") {
  const auto result = verify(recording);
  for (const auto& finding : result.findings) UNSCOPED_INFO(finding.file << ": " << finding.detail);
  CHECK(result.unchanged);
  CHECK(result.seal == "0744f894550f9d537c6c06f6e34e8cace37fe96d70b899d11c824d3aa3419c95");
  CHECK(result.seconds == test::Approx(3.05025));
}
