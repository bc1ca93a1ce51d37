// SPDX-License-Identifier: MIT
//
// What a line of each event looks like on disk never changes: whoever wrote the hash of one down finds it again.
#include "journal/events.hpp"

#include <fstream>
#include <string>
#include <vector>

#include "json/fields.hpp"
#include "json/reader.hpp"
#include "tests/catch.hpp"

using namespace earwitness;
using namespace earwitness::journal;

namespace {

crypto::Digest digest() {
  crypto::Digest digest{};
  digest.front() = std::byte{0xAB};
  digest.back() = std::byte{0x01};
  return digest;
}

const std::string hex = "ab" + std::string(60, '0') + "01";

template <typename EventLine>
std::string text(const EventLine& line) {
  const auto encoded = encode(line);
  return std::string(encoded.event) + " " + encoded.fields.dump();
}

/// The fields that are the event's own, as they stand in the file.
std::string own_fields(const std::string& line, const std::string& event) {
  const auto at = line.find("\"event\":\"" + event + "\",");
  return at == std::string::npos ? std::string() : "{" + line.substr(at + event.size() + 11);
}

std::string again(const std::string& event, json::Fields& fields) {
  if (event == "file") return encode(decode_file(fields)).fields.dump();
  if (event == "audio") return encode(decode_audio(fields)).fields.dump();
  if (event == "gap") return encode(decode_gap(fields)).fields.dump();
  if (event == "break") return encode(decode_break(fields)).fields.dump();
  if (event == "note") return encode(decode_note(fields)).fields.dump();
  if (event == "close") return encode(decode_close(fields)).fields.dump();
  return {};
}

}  // namespace

TEST_CASE("journal events: each has its fields in the order that the format has them") {
  CHECK(text(FileLine{"data/audio-001.flac", "2026-11-24T07:55:57Z", 12}) ==
        R"(file {"file":"data/audio-001.flac","first_frame_utc":"2026-11-24T07:55:57Z","first_frame_mono":12})");
  CHECK(text(FileLine{"a"}) == R"(file {"file":"a","first_frame_utc":null,"first_frame_mono":null})");
  CHECK(text(AudioLine{"a", 8000, 4000, 5, digest()}) ==
        R"(audio {"file":"a","from":8000,"frames":4000,"captured_mono":5,"sha256":")" + hex + "\"}");
  CHECK(text(AudioLine{"a", 0, 1, {}, digest()}) ==
        R"(audio {"file":"a","from":0,"frames":1,"captured_mono":null,"sha256":")" + hex + "\"}");
  CHECK(text(GapLine{"a", 1, 2, "stall", true}) ==
        R"(gap {"file":"a","from":1,"frames":2,"cause":"stall","estimated":true})");
  CHECK(text(BreakLine{"pause", 3.077, 0}) == R"(break {"cause":"pause","seconds":3.077,"lost_frames":0})");
  CHECK(text(BreakLine{"split", 0, 0}) == R"(break {"cause":"split","seconds":0.0,"lost_frames":0})");
  CHECK(text(NoteLine{1, "title", digest()}) == R"(note {"note":1,"kind":"title","sha256":")" + hex + "\"}");
  CHECK(text(NoteLine{2, "mark", digest(), "a", 7}) ==
        R"(note {"note":2,"kind":"mark","sha256":")" + hex + R"(","file":"a","from":7})");
  CHECK(text(SourceLine{3, std::nullopt, 0}) == R"(source {"note":3,"file":null,"from":0})");
  CHECK(text(SourceLine{3, "a", 9}) == R"(source {"note":3,"file":"a","from":9})");
  CHECK(text(CheckLine{-6.5, std::nullopt, true, false, std::nullopt}) ==
        R"(check {"peak_dbfs":-6.5,"disk_hours":null,"on_battery":true,"sleep_inhibited":false,)"
        R"("processed_source":null})");
  CHECK(text(ClockLine{-5, true}) == R"(clock {"step_ns":-5,"synchronised":true})");
  CHECK(text(ScreenLine{"lock"}) == R"(screen {"what":"lock"})");
  CHECK(text(ScreenLine{"slate", {"able", "zoo"}}) == R"(screen {"what":"slate","slate":["able","zoo"]})");
  CHECK(text(ScreenLine{"extended", {}, 600}) == R"(screen {"what":"extended","extended":600})");
  CHECK(text(TimeStampLine{4, "https://tsa.example", {std::byte{0x30}}}) ==
        R"(timestamp {"covers":4,"tsa":"https://tsa.example","token":"MA=="})");
  CHECK(text(ImportLine{"data/imported/file.m4a", 5, digest()}) ==
        R"(import {"file":"data/imported/file.m4a","bytes":5,"sha256":")" + hex + R"(","decoded":null})");
  CHECK(text(ImportLine{"f", 5, digest(), ImportLine::Decoded{"lib", true}}) ==
        R"(import {"file":"f","bytes":5,"sha256":")" + hex + R"(","decoded":{"by":"lib","whole":true}})");
  CHECK(text(CloseLine{"stopped", 1, 2, 3, 4}) ==
        R"(close {"reason":"stopped","files":1,"frames":2,"lost_frames":3,"ring_high_water_frames":4})");
  CHECK(text(CloseLine{"imported", 0, 0, 0}) ==
        R"(close {"reason":"imported","files":0,"frames":0,"lost_frames":0,"ring_high_water_frames":null})");
}

TEST_CASE("journal events: open says null for what is not known") {
  OpenLine line;
  line.recording = "id";
  line.kind = "unknown";
  auto fields = encode(line).fields;
  CHECK(fields.at("nonce").as_string().size() == 64);
  fields["nonce"] = "n";
  fields["software"] = "s";
  CHECK(fields.dump() ==
        R"({"format":1,"software":"s","recording":"id","nonce":"n","kind":"unknown","sample_rate":null,)"
        R"("channels":null,"bits":null,"host_api":null,"clock":{"synchronised":false,"max_error_us":0},)"
        R"("key":null,"tsa":false,"ledger":null,"started_from":null,"boot_id":null})");
}

TEST_CASE("journal events: which channel of how many is told only where one was chosen, and both or neither") {
  OpenLine line;
  line.recording = "id";
  line.kind = "microphone";
  line.audio = earwitness::AudioFormat{};
  CHECK(encode(line).fields.find("channel") == nullptr);
  line.channel = ChannelOf{3, 12};
  auto fields = encode(line).fields;
  const auto read = [&] {
    const auto line_read = json::parse_object(fields.dump(), json::journal_line);
    REQUIRE(line_read);
    json::Fields of(*line_read);
    (void)decode_open(of);
    return of.missing();
  };
  {
    json::Fields of(fields);
    const auto back = decode_open(of);
    REQUIRE(back.channel.has_value());
    CHECK(back.channel->channel == 3);
    CHECK(back.channel->inputs == 12);
  }
  CHECK(read().empty());
  fields["channel"] = 13;
  CHECK(read() == "channel");
  fields["channel"] = json::Value();
  CHECK(read() == "channel");
  fields["channel"] = 3;
  fields["inputs"] = 0;
  CHECK(read() == "inputs");
  fields["inputs"] = "12";
  CHECK(read() == "inputs");
}

TEST_CASE("journal events: recovered lists as many files as a line has room for") {
  RecoveredLine line;
  line.original.push_back({"data/journal.jsonl", 7, digest()});
  line.boot_id = "b";
  line.unjournaled_frames = 9;
  CHECK(text(line) == R"(recovered {"original":[{"file":"data/journal.jsonl","bytes":7,"sha256":")" + hex +
                          R"("}],"key":null,"boot_id":"b","unjournaled_frames":9,"unsupported_from":null})");
  line.key = "k";
  line.unsupported_from = 5;
  line.missing_notes = {2};
  CHECK(text(line) == R"(recovered {"original":[{"file":"data/journal.jsonl","bytes":7,"sha256":")" + hex +
                          R"("}],"key":"k","boot_id":"b","unjournaled_frames":9,"unsupported_from":5,)"
                          R"("missing_notes":[2]})");
  line.original.assign(3000, {"data/audio-001.flac", 1, digest()});
  const auto many = encode(line).fields;
  CHECK(many.dump().size() < 256 * 1024);
  CHECK(many.at("original").size() + many.at("original_left_out").as_unsigned() == 3000);
}

TEST_CASE("journal events: every line of a recording that lies here since the first version is written as it was") {
  const std::string journal = EARWITNESS_TEST_DATA "/format-1/recording/data/journal.jsonl";
  std::ifstream in(journal);
  REQUIRE(in);
  std::size_t checked = 0;
  for (std::string line; std::getline(in, line);) {
    const auto object = json::parse_object(line, json::journal_line);
    REQUIRE(object);
    const auto event = json::text_in(*object, "event");
    json::Fields fields(*object);
    const auto written = again(event, fields);
    if (written.empty()) continue;
    CAPTURE(line);
    CHECK(fields.missing().empty());
    CHECK(written == own_fields(line, event));
    ++checked;
  }
  CHECK(checked >= 8);
}
