// SPDX-License-Identifier: MIT
//
// An export of a real sealed recording: what is in it, byte for byte, and that nothing stays behind of one that fails.
#include "handover/export.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include "crypto/sha256.hpp"
#include "derive/excerpt.hpp"
#include "handover/zip.hpp"
#include "tests/catch.hpp"
#include "tests/verify/sealed_recording.hpp"
#include "timeline/playing.hpp"

using namespace earwitness;
using namespace std::chrono_literals;
using handover::ExportRequest;
using test::SealedRecording;

namespace {

ExportRequest request_for(const SealedRecording& recording, const test::TemporaryFolder& to) {
  ExportRequest request;
  request.recording = recording.conversation();
  request.to = to.path();
  return request;
}

handover::Export make(const ExportRequest& request) {
  return handover::make_export(os::posix_file_system(), os::posix_clock(), request);
}

std::map<std::string, crypto::Digest> read_zip(const os::Path& path, const std::optional<std::string>& passphrase) {
  std::map<std::string, crypto::Digest> found;
  handover::read_zip(
      os::posix_file_system(), path, passphrase,
      [&](const std::string& name, std::uint64_t, const crypto::Digest& sha256) { found[name] = sha256; });
  return found;
}

std::size_t entries_of(const os::Path& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

}  // namespace

TEST_CASE("export: a folder holds the bag byte for byte, and says its seal and how to check it") {
  const SealedRecording recording;
  const test::TemporaryFolder to;
  const auto made = make(request_for(recording, to));
  CHECK(made.path.parent_path() == to.path());
  const auto copied = verify(made.path / "recording");
  CHECK(copied.unchanged);
  CHECK(copied.seal == verify(recording.bag()).seal);
  const auto text = os::read_all(os::posix_file_system(), made.path / "how-to-verify.txt", 1 << 20);
  CHECK(text.find(copied.seal) != std::string::npos);
  CHECK(text.find(" het ") != std::string::npos);
  CHECK(made.contents.bags.size() == 1);
  CHECK(made.files == recording.files().size() + 1);
}

TEST_CASE("export: its name is neutral, and one that was asked for is taken") {
  const SealedRecording recording;
  const test::TemporaryFolder to;
  auto request = request_for(recording, to);
  CHECK(make(request).path.filename().string().find("title") == std::string::npos);
  request.name = "for my lawyer";
  CHECK(make(request).path == to / "for my lawyer");
  CHECK_THROWS_AS(make(request), FileError);  // it is there already
  for (const char* name : {"../up", ".hidden", "a/b", "\xff"}) {
    request.name = name;
    CHECK_THROWS_AS(make(request), Error);
  }
  CHECK(entries_of(to.path()) == 2);
}

TEST_CASE("export: a zip file holds the same, with and without a passphrase") {
  const SealedRecording recording;
  const test::TemporaryFolder to;
  auto request = request_for(recording, to);
  request.zip = true;
  for (const auto& passphrase : {std::optional<std::string>(), std::optional<std::string>("a long passphrase")}) {
    request.passphrase = passphrase;
    request.name = passphrase ? "closed \xC3\xA9" : "open";
    const auto made = make(request);
    CHECK(made.path == to / (request.name + ".zip"));
    const auto found = read_zip(made.path, passphrase);
    CHECK(found.size() == made.files);
    for (const auto& path : recording.files()) {
      const auto entry = found.find(request.name + "/recording/" + path);
      REQUIRE(entry != found.end());
      CHECK(entry->second == crypto::sha256(std::as_bytes(std::span<const char>(recording.read(path)))));
    }
  }
  CHECK_THROWS_AS(read_zip(to / "closed \xC3\xA9.zip", std::nullopt), FileError);
  CHECK_THROWS_AS(read_zip(to / "closed \xC3\xA9.zip", std::string("another passphrase")), FileError);
  const auto bytes = os::read_all(os::posix_file_system(), to / "closed \xC3\xA9.zip", 1 << 24);
  CHECK(bytes.find("A. Name") == std::string::npos);
  CHECK(bytes.find("\"event\"") == std::string::npos);
}

TEST_CASE("export: excerpts go with their recording, and one goes alone") {
  const SealedRecording recording;
  derive::ExcerptRequest excerpt;
  excerpt.recording = recording.conversation();
  excerpt.selection = {{{0s, 1s}}, {}};
  const auto part = derive::make_excerpt(os::posix_file_system(), os::posix_clock(), excerpt).bag;
  const test::TemporaryFolder to;
  auto request = request_for(recording, to);
  request.name = "all";
  CHECK(make(request).contents.bags.size() == 2);
  CHECK(verify(to / "all" / "excerpt-1").unchanged);
  request.recording = part;
  request.name = "part";
  CHECK(make(request).contents.bags.size() == 1);
  CHECK(verify(to / "part" / "excerpt-1").unchanged);
  CHECK_FALSE(std::filesystem::exists(to / "part" / "recording"));
}

TEST_CASE("export: a copy to listen to has every sample, and lies apart from the bag") {
  const SealedRecording recording;
  const test::TemporaryFolder to;
  auto request = request_for(recording, to);
  request.listening_copy = flac::CopyKind::wav;
  const auto made = make(request);
  const auto wav = os::read_all(os::posix_file_system(), made.path / "listening-copy" / "audio-001.wav", 1 << 24);
  const auto sound = recording.sound("data/audio-001.flac");
  CHECK(wav.starts_with("RIFF"));
  CHECK(wav.find(std::string_view(reinterpret_cast<const char*>(sound.data()), sound.size())) != std::string::npos);
  CHECK(verify(made.path / "recording").unchanged);
  CHECK(entries_of(recording.conversation()) == 1);
}

TEST_CASE("export: a copy to listen to of a call is stereo: near on the left, far on the right, on one clock") {
  const SealedRecording recording{SealedRecording::Call{}};
  const test::TemporaryFolder to;
  auto request = request_for(recording, to);
  request.listening_copy = flac::CopyKind::wav;
  const auto made = make(request);
  CHECK(entries_of(made.path / "listening-copy") == 1);
  const auto wav = os::read_all(os::posix_file_system(), made.path / "listening-copy" / "call-001.wav", 1 << 24);
  const auto call = timeline::read_playlist(os::posix_file_system(), recording.bag());
  const auto frames = timeline::frames_within(call.end, call.format);
  const auto bytes = static_cast<std::size_t>(frames) * 4;
  REQUIRE(wav.size() > bytes);
  REQUIRE(wav.size() < bytes + 1000);
  const auto data = wav.find("data") + 8;
  const auto at = [](std::string_view sound, std::size_t sample) {
    return static_cast<std::int16_t>(static_cast<unsigned char>(sound[2 * sample]) |
                                     static_cast<unsigned char>(sound[2 * sample + 1]) << 8U);
  };
  const auto text_of = [](const std::vector<std::byte>& sound) {
    return std::string(reinterpret_cast<const char*>(sound.data()), sound.size());
  };
  const auto heard = std::string_view(wav).substr(data);
  const auto near = text_of(recording.sound("data/near-001.flac"));
  const auto far = text_of(recording.sound("data/far-001.flac"));
  const auto later = static_cast<std::size_t>(timeline::frames_within(call.far.front().begin, call.format));
  REQUIRE(later > 0);
  for (std::size_t i = 0; i < near.size() / 2; ++i) {
    if (at(heard, 2 * i) != at(near, i)) FAIL("left, frame " << i);
  }
  for (std::size_t i = 0; i < later; ++i) CHECK(at(heard, 2 * i + 1) == 0);
  // Of 16 kHz and two channels: every other frame.
  for (std::size_t i = 0; i < far.size() / 8; ++i) {
    if (at(heard, 2 * (later + i) + 1) != at(far, 4 * i)) FAIL("right, frame " << i);
  }
  const auto text = os::read_all(os::posix_file_system(), made.path / "how-to-verify.txt", 1 << 20);
  CHECK(text.find("near on the left, far on the right") != std::string::npos);
  CHECK(text.find("the same sound as") == std::string::npos);
  CHECK(entries_of(recording.conversation()) == 1);
}

TEST_CASE("export: of what does not verify there is none, and nothing is left behind") {
  const SealedRecording recording;
  recording.write("data/journal.jsonl", recording.read("data/journal.jsonl") + " ");
  const test::TemporaryFolder to;
  auto request = request_for(recording, to);
  CHECK_THROWS_AS(make(request), derive::NotUnchanged);
  CHECK(std::filesystem::is_empty(to.path()));
}

TEST_CASE("export: what has the name of something unfinished may be anyone's, and stays") {
  const SealedRecording recording;
  const test::TemporaryFolder to;
  auto request = request_for(recording, to);
  request.name = "x";
  std::filesystem::create_directory(to / "x.new");
  std::ofstream(to / "x.new" / "half") << "x";
  std::ofstream(to / "x.zip.new") << "x";
  (void)make(request);
  request.zip = true;
  (void)make(request);
  CHECK(entries_of(to.path()) == 4);
  CHECK(os::read_all(os::posix_file_system(), to / "x.new" / "half", 10) == "x");
  CHECK(os::read_all(os::posix_file_system(), to / "x.zip.new", 10) == "x");
}

TEST_CASE("export: a report goes with it where it was asked for, made anew, and never one that lies beside the bag") {
  const SealedRecording recording;
  std::ofstream(recording.conversation() / "report.html") << "an old one";
  const test::TemporaryFolder to;
  auto request = request_for(recording, to);
  request.name = "without";
  CHECK_FALSE(std::filesystem::exists(make(request).path / "report.html"));
  request.name = "with";
  request.report = true;
  const auto made = make(request);
  const auto page = os::read_all(os::posix_file_system(), made.path / "report.html", 1 << 26);
  CHECK(page.find("UNCHANGED") != std::string::npos);
  CHECK(made.contents.has_report);
  CHECK(entries_of(recording.conversation()) == 2);
}
