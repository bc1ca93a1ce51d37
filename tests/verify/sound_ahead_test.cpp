// SPDX-License-Identifier: MIT
//
// A long recording's sound is looked at while its files are hashed: what is found, and in which order it is told, is
// what one thing after the other finds. The recording is a short one; a large file in its bag makes it count as long.
#include "verify/sound_ahead.hpp"

#include <functional>

#include "bag/contents.hpp"
#include "earwitness/verify.hpp"
#include "tests/catch.hpp"
#include "tests/verify/sealed_recording.hpp"

using namespace earwitness;
using test::journal_file;
using test::SealedRecording;

namespace {

constexpr const char* audio = "data/audio-001.flac";

using Harm = std::function<void(const SealedRecording&)>;

void flip(const SealedRecording& recording, const char* path, std::size_t at) {
  auto bytes = recording.read(path);
  bytes[at % bytes.size()] = static_cast<char>(bytes[at % bytes.size()] ^ 4);
  recording.write(path, bytes);
}

std::string told(const Verification& result) {
  std::string text;
  for (const auto& check : result.checks)
    text += std::string(to_string(check.name)) + " " + std::to_string(static_cast<int>(check.result)) + "\n";
  for (const auto& finding : result.findings) {
    text += finding.file + ": " + finding.detail + " " + std::to_string(finding.from_seconds.value_or(-1)) + "\n";
  }
  const auto bag = result.bag.string();
  for (auto at = text.find(bag); at != std::string::npos; at = text.find(bag)) text.erase(at, bag.size());
  return text;
}

std::string checked(const Harm& harm, bool is_long) {
  const SealedRecording recording;
  if (is_long) recording.make_long();
  harm(recording);
  CHECK(verify_detail::is_long(bag::contents(os::posix_file_system(), recording.bag())) == is_long);
  return told(verify(recording.bag()));
}

}  // namespace

TEST_CASE("sound ahead: a long recording's findings are those of a short one") {
  const std::vector<std::pair<const char*, Harm>> harms{
      {"nothing", [](const auto&) {}},
      {"a bit of the sound", [](const auto& r) { flip(r, audio, 3000); }},
      {"a bit of the sound, sealed anew",
       [](const auto& r) {
         flip(r, audio, 3000);
         r.reseal();
       }},
      {"the sound's own checksum", [](const auto& r) { flip(r, audio, 30); }},
      {"the journal's first line", [](const auto& r) { flip(r, journal_file, 30); }},
      {"the journal's end", [](const auto& r) { r.write(journal_file, r.read(journal_file).substr(0, 900)); }},
      {"the journal gone", [](const auto& r) { r.remove(journal_file); }},
      {"the sound gone", [](const auto& r) { r.remove(audio); }},
      {"no sound in its file", [](const auto& r) { r.write(audio, "fLaC"); }},
      {"the seal gone", [](const auto& r) { r.remove("tagmanifest-sha256.txt"); }},
  };
  for (const auto& [name, harm] : harms) {
    INFO(name);
    const auto at_once = checked(harm, false);
    CHECK(checked(harm, true) == at_once);
    CHECK((at_once.find(": ") == std::string::npos) == (name == std::string("nothing")));
  }
}

TEST_CASE("sound ahead: what is odd is left to be met in its place") {
  const SealedRecording recording;
  auto& fs = os::posix_file_system();
  const auto found = verify_detail::look_ahead(fs, recording.bag(), bag::contents(fs, recording.bag()));
  REQUIRE(found.journal);
  CHECK(found.files.size() == 2);
  recording.write(journal_file, "no journal\n");
  const auto nothing = verify_detail::look_ahead(fs, recording.bag(), bag::contents(fs, recording.bag()));
  CHECK_FALSE(nothing.journal);
  CHECK(nothing.files.empty());
}
