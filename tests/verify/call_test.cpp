// SPDX-License-Identifier: MIT
//
// A call: two tracks in one journal, each counted by itself. What a forger does to tracks and salts, every hash made
// anew, is altered; and the salts of format 2, of which an excerpt has those alone of what it discloses.
#include <algorithm>
#include <filesystem>

#include "earwitness/verify.hpp"
#include "flac/writer.hpp"
#include "json/value.hpp"
#include "tests/catch.hpp"
#include "tests/json_text.hpp"
#include "tests/verify/findings.hpp"
#include "tests/verify/sealed_recording.hpp"

using namespace earwitness;
using test::fails;
using test::names;
using test::SealedRecording;
using Lines = std::vector<json::Value>;

namespace {

constexpr const char* near_file = "data/near-001.flac";
constexpr const char* far_file = "data/far-001.flac";
constexpr const char* salts_file = "data/salts.jsonl";

const SealedRecording::Call call;

Verification changed_call(const SealedRecording& recording, const Lines& lines) {
  recording.write_journal(lines);
  recording.reseal();
  return verify(recording.bag());
}

/// Verifies the call with its journal's lines as `change` leaves them, every hash made anew.
template <typename Change>
Verification with_lines(Change change) {
  const SealedRecording recording(call);
  auto lines = recording.journal();
  change(lines);
  return changed_call(recording, lines);
}

json::Value& line_of_track(Lines& lines, const char* event, const char* track) {
  const auto found = std::find_if(lines.begin(), lines.end(), [&](const json::Value& line) {
    return line.at("event") == event && line.contains("track") && line.at("track") == track;
  });
  REQUIRE(found != lines.end());
  return *found;
}

std::vector<std::string> salt_lines(const SealedRecording& recording) {
  std::vector<std::string> lines;
  const auto text = recording.read(salts_file);
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
    lines.push_back(text.substr(at, text.find('\n', at) + 1 - at));
  }
  return lines;
}

void exchange_files(const SealedRecording& recording, const char* one, const char* other) {
  const auto first = recording.read(one);
  recording.write(one, recording.read(other));
  recording.write(other, first);
}

}  // namespace

TEST_CASE("call: both tracks verify, each with its own files, seconds and losses") {
  const SealedRecording recording(call);
  const auto result = verify(recording.bag());
  for (const auto& finding : result.findings) INFO(finding.file << ": " << finding.detail);
  CHECK(result.findings.empty());
  CHECK(result.unchanged);
  CHECK(result.format == 2);
  CHECK(result.source == SoundSource::call);
  CHECK(result.seconds == 4.5);
  REQUIRE(result.tracks.size() == 2);
  CHECK(result.tracks[0].track == Track::near);
  CHECK(result.tracks[0].files == 2);
  CHECK(result.tracks[0].seconds == 4.5);
  CHECK(result.tracks[1].track == Track::far);
  CHECK(result.tracks[1].files == 2);
  CHECK(result.tracks[1].seconds == 3);
  CHECK(test::result_of(result, "salts") == CheckResult::pass);
  REQUIRE(result.declared.size() == 3);
  CHECK(std::count_if(result.declared.begin(), result.declared.end(),
                      [](const Declared& loss) { return loss.track == Track::far; }) == 2);
}

TEST_CASE("call: a second that is changed is named with its track's file and its own length") {
  const SealedRecording recording(call);
  auto flac = recording.read(far_file);
  flac[flac.size() - 40] = static_cast<char>(flac[flac.size() - 40] ^ 1);
  recording.write(far_file, flac);
  recording.reseal();
  const auto result = verify(recording.bag());
  CHECK(test::names_second(result, far_file, 1));
  CHECK_FALSE(names(result, near_file));
}

TEST_CASE("call: tracks that are exchanged are altered") {
  const SealedRecording files(call);
  exchange_files(files, near_file, far_file);
  files.reseal();
  CHECK(fails(verify(files.bag()), "audio seconds"));

  // The near side sealed as the far one: file and lines together, though every hash fits.
  const auto sealed_as = [](bool with_open) {
    const SealedRecording recording(call);
    exchange_files(recording, near_file, far_file);
    exchange_files(recording, "data/near-002.flac", "data/far-002.flac");
    auto lines = recording.journal();
    const auto other = [](const json::Value& text, const char* one, const char* another) {
      auto word = text.as_string();
      const auto at = word.find(one);
      const bool is_one = at != std::string::npos;
      const auto place = is_one ? at : word.find(another);
      return place == std::string::npos
                 ? word
                 : word.replace(place, std::string_view(is_one ? one : another).size(), is_one ? another : one);
    };
    for (auto& line : lines) {
      for (const char* name : {"track", "file"}) {
        if (line.contains(name) && line.at(name).is_string()) line[name] = other(line.at(name), "near", "far");
      }
    }
    const auto exchange_tracks = [](json::Value& line) {
      std::swap(line["tracks"][0], line["tracks"][1]);
      line["tracks"][0]["track"] = "near";
      line["tracks"][1]["track"] = "far";
    };
    if (with_open) exchange_tracks(lines.front());
    if (with_open) exchange_tracks(lines.back());
    return changed_call(recording, lines);
  };
  CHECK_FALSE(sealed_as(false).unchanged);
  CHECK(fails(sealed_as(true), "FLAC tags"));
}

TEST_CASE("call: a track that is missing, or of another call, is altered") {
  const SealedRecording gone(call);
  gone.remove(far_file);
  gone.reseal();
  CHECK(names(verify(gone.bag()), far_file));

  const auto without_far = [](Lines& lines) {
    std::erase_if(lines, [](const json::Value& l) { return l.contains("track") && l.at("track") == "far"; });
  };
  CHECK(fails(with_lines(without_far), "journal content"));

  // Its totals are changed, too: then it is told that the track holds nothing.
  const SealedRecording left_out(call);
  auto lines = left_out.journal();
  without_far(lines);
  auto& close = lines.back();
  close["files"] = 2;
  close["frames"] = close["tracks"][0].at("frames");
  close["lost_frames"] = close["tracks"][0].at("lost_frames");
  for (const char* name : {"files", "frames", "lost_frames"}) close["tracks"][1][name] = 0;
  left_out.remove(far_file);
  left_out.remove("data/far-002.flac");
  const auto told = changed_call(left_out, lines);
  CHECK(std::any_of(told.remarks.begin(), told.remarks.end(),
                    [](const std::string& remark) { return remark.find("far") != std::string::npos; }));

  // The same track of another call, by its name and its sound.
  const SealedRecording mixed(call);
  auto sound = mixed.sound(far_file);
  sound[0] ^= std::byte{1};
  mixed.remove(far_file);
  flac::Writer writer(os::posix_file_system().create(mixed.bag() / far_file), {16000, 2, 16},
                      {"unknown", "1b7e0c3e-0000-4000-8000-000000000000", "earwitness/test", Track::far,
                       "00000000000000000000000000000000"});
  writer.write(sound);
  writer.close();
  mixed.reseal();
  const auto of_another = verify(mixed.bag());
  CHECK(fails(of_another, "audio seconds"));
  CHECK(fails(of_another, "FLAC tags"));
}

TEST_CASE("call: what a journal says of tracks must fit") {
  CHECK(fails(with_lines([](Lines& l) { line_of_track(l, "audio", "far")["track"] = "near"; }), "journal content"));
  CHECK(fails(with_lines([](Lines& l) { line_of_track(l, "audio", "far").erase("track"); }), "journal content"));
  CHECK(fails(with_lines([](Lines& l) { line_of_track(l, "break", "far")["track"] = "both"; }), "journal content"));
  CHECK(fails(with_lines([](Lines& l) { line_of_track(l, "file", "far")["file"] = "data/near-003.flac"; }),
              "journal content"));
  CHECK(fails(with_lines([](Lines& l) { l.front().erase("tracks"); }), "journal content"));
  CHECK(fails(with_lines([](Lines& l) { l.front()["tracks"][1]["track"] = "near"; }), "journal content"));
  CHECK(fails(with_lines([](Lines& l) { l.front()["tracks"][1]["bits"] = 20; }), "journal content"));
  CHECK(fails(with_lines([](Lines& l) { l.front()["tracks"][1]["sample_rate"] = 8000; }), "journal content"));
  CHECK(fails(with_lines([](Lines& l) { l.back()["tracks"][0]["frames"] = 1; }), "journal content"));
  CHECK(fails(with_lines([](Lines& l) { l.back()["tracks"][1]["lost_frames"] = 0; }), "journal content"));
  CHECK(fails(with_lines([](Lines& l) { l.back().erase("tracks"); }), "journal content"));
  CHECK(fails(with_lines([](Lines& l) { l.back()["files"] = 2; }), "journal content"));
}

TEST_CASE("call: each track's times are held against the clock by themselves") {
  const auto later = [](const char* track, std::int64_t by) {
    return with_lines([&](Lines& lines) {
      auto& line = line_of_track(lines, "file", track);
      line["first_frame_mono"] = line.at("first_frame_mono").as_integer() + by;
    });
  };
  CHECK(later("far", 0).unchanged);
  CHECK(fails(later("far", 3'000'000'000), "journal content"));  // later than its own line
  CHECK(fails(later("near", 3'000'000'000), "journal content"));
}

TEST_CASE("salts: one for each second, in order, and no other") {
  const SealedRecording recording(call);
  const auto lines = salt_lines(recording);
  REQUIRE(lines.size() == 8);
  const auto of = [](auto change) {
    const SealedRecording forged(call);
    auto text = salt_lines(forged);
    change(text);
    std::string joined;
    for (const auto& line : text) joined += line;
    forged.write(salts_file, joined);
    forged.reseal();
    return verify(forged.bag());
  };
  using Text = std::vector<std::string>;
  CHECK(of([](Text&) {}).unchanged);
  CHECK(fails(of([](Text& t) { t.pop_back(); }), "salts"));
  CHECK(fails(of([](Text& t) { t.erase(t.begin()); }), "salts"));
  CHECK(fails(of([](Text& t) { t.push_back(t.back()); }), "salts"));
  CHECK(fails(of([](Text& t) { std::swap(t[0], t[1]); }), "salts"));
  CHECK(fails(of([](Text& t) { t[0].insert(0, " "); }), "salts"));
  CHECK(fails(of([](Text& t) { t[0].replace(t[0].find("seq"), 3, "sex"); }), "salts"));
  CHECK(fails(of([](Text& t) { t.back().pop_back(); }), "salts"));
  // Two seconds' salts exchanged: both lines are there, and neither fits.
  const auto exchanged = of([](Text& t) {
    const auto salt_of = [](const std::string& line) { return line.substr(line.find("\"salt\"")); };
    const auto seq_of = [](const std::string& line) { return line.substr(0, line.find("\"salt\"")); };
    const auto first = seq_of(t[0]) + salt_of(t[1]);
    t[1] = seq_of(t[1]) + salt_of(t[0]);
    t[0] = first;
  });
  CHECK(fails(exchanged, "audio seconds"));
  CHECK_FALSE(fails(exchanged, "salts"));
  // Without any nothing can be held against a hash, and no second is called altered because of that.
  const SealedRecording without(call);
  without.remove(salts_file);
  without.reseal();
  const auto result = verify(without.bag());
  CHECK(names(result, salts_file));
  CHECK_FALSE(names(result, near_file));
  CHECK(test::result_of(result, "audio seconds") == CheckResult::not_checked);
}

TEST_CASE("salts: a recording of format 1 has none") {
  const SealedRecording recording;
  recording.write(salts_file, "{\"seq\":3,\"salt\":\"00000000000000000000000000000000\"}\n");
  recording.reseal();
  CHECK(names(verify(recording.bag()), salts_file));
}
