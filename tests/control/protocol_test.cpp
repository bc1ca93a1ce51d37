// SPDX-License-Identifier: MIT
#include "control/protocol.hpp"

#include <cmath>

#include "base/limits.hpp"
#include "tests/catch.hpp"

using namespace earwitness;
using namespace earwitness::control;

namespace {

Reply received(std::string_view line) {
  auto got = parse_reply(line);
  REQUIRE(got.has_value());
  return std::move(got->reply);
}

template <typename T>
T there_and_back(const T& reply) {
  return std::get<T>(received(encode(reply)));
}

ErrorReply arrived(const Error& error) { return there_and_back(to_reply(error)); }

}  // namespace

TEST_CASE("protocol: each request is read back as it was meant") {
  CHECK(std::holds_alternative<StatusRequest>(parse_request(encode(StatusRequest{}))));
  CHECK(std::get<StopRequest>(parse_request(encode(StopRequest{true}))).can_ask);
  CHECK(std::get<StopRequest>(parse_request(encode(StopRequest{true, base::Language::dutch}))).language ==
        base::Language::dutch);
  CHECK_FALSE(std::get<StopRequest>(parse_request(R"({"command":"stop","language":"xx"})")).language);
  CHECK_FALSE(std::get<StopRequest>(parse_request(R"({"command":"stop"})")).can_ask);
  const auto me = std::get<MeRequest>(parse_request(encode(MeRequest{"Zoë d'Hondt", true})));
  CHECK(me.name == "Zoë d'Hondt");
  CHECK(me.statement);
  const auto nobody = std::get<MeRequest>(parse_request(encode(MeRequest{})));
  CHECK_FALSE(nobody.name.has_value());
  CHECK_FALSE(nobody.statement);
}

TEST_CASE("protocol: marks, pauses and extensions are read back as they were meant") {
  CHECK(std::get<MarkRequest>(parse_request(encode(MarkRequest{"hij zéi het"}))).text == "hij zéi het");
  CHECK(std::get<MarkRequest>(parse_request(R"({"command":"mark"})")).text.empty());
  CHECK(std::holds_alternative<PauseRequest>(parse_request(encode(PauseRequest{}))));
  CHECK(std::holds_alternative<ResumeRequest>(parse_request(encode(ResumeRequest{}))));
  CHECK(std::get<ExtendRequest>(parse_request(encode(ExtendRequest{max_extension}))).by == max_extension);
}

TEST_CASE("protocol: an error's fixed sentence is English on its way, and in the language of who gets it") {
  const auto sent = arrived(Error(ErrorKind::surroundings, {}, "nothing is recorded yet", "ask again in a moment"));
  CHECK(to_error(sent).what() == std::string("nothing is recorded yet"));
  base::set_language(base::Language::dutch);
  const auto shown = to_error(sent);
  base::set_language(base::Language::english);
  CHECK(shown.what() == std::string("er wordt nog niets opgenomen"));
  CHECK(shown.next() != "ask again in a moment");
}

TEST_CASE("protocol: a request may hold fields that this version does not know") {
  CHECK_NOTHROW(parse_request(R"({"command":"status","later":{"a":[1]}})"));
}

TEST_CASE("protocol: what is no request is refused, whatever it is") {
  const std::string long_name(limits::name_bytes + 1, 'x');
  for (const std::string& line :
       {std::string(),
        std::string("\0", 1),
        std::string("rubbish"),
        std::string("\xff\xfe"),
        std::string("null"),
        std::string("[]"),
        std::string("{}"),
        std::string(R"({"command":1})"),
        std::string(R"({"command":"dance"})"),
        std::string(R"({"command":"status"}{"command":"status"})"),
        std::string(R"({"command":"stop","can_ask":1})"),
        std::string(R"({"command":"status","n":1e999999})"),
        std::string(R"({"command":"mark","text":7})"),
        std::string(R"({"command":"mark","text":"a\u001bb"})"),
        R"({"command":"mark","text":")" + std::string(mark_bytes + 1, 'x') + R"("})",
        std::string(R"({"command":"extend"})"),
        std::string(R"({"command":"extend","seconds":0})"),
        std::string(R"({"command":"extend","seconds":1.5})"),
        std::string(R"({"command":"extend","seconds":86401})"),
        std::string(R"({"command":"extend","seconds":18446744073709551615})"),
        std::string(R"({"command":"me","name":7})"),
        std::string(R"({"command":"me","name":""})"),
        std::string(R"({"command":"me","name":"a\u001bb"})"),
        std::string(R"({"command":"me","name":"a\nb"})"),
        std::string(R"({"command":"me","name":"\ud800"})"),
        std::string("{\"command\":\"me\",\"name\":\"\xff\"}"),
        R"({"command":"me","name":")" + long_name + R"("})",
        R"({"command":")" + std::string(limits::control_message_bytes, 'x') + R"("})",
        R"({"command":"status","deep":)" + std::string(30000, '[') + std::string(30000, ']') + "}",
        R"({"command":"status","deep":)" + std::string(30000, '[')}) {
    INFO(line.substr(0, 80));
    CHECK_THROWS_AS(parse_request(line), Error);
  }
}

TEST_CASE("protocol: an error arrives as the error that was sent, and an odd one as some error") {
  const Error sent(ErrorKind::not_found, "a word", "there is no such thing", "look elsewhere");
  const auto got = to_error(arrived(sent));
  CHECK(got.kind() == sent.kind());
  CHECK(got.subject() == sent.subject());
  CHECK(std::string(got.what()) == sent.what());
  CHECK(got.next() == sent.next());
  const auto odd = to_error(std::get<ErrorReply>(received(R"({"type":"error","kind":[],"message":3})")));
  CHECK(odd.kind() == ErrorKind::surroundings);
  CHECK_FALSE(std::string(odd.what()).empty());
}

TEST_CASE("protocol: each reply has its fields in the order that scripts know, and is read back as it was meant") {
  CHECK(encode(Started{"/a/b", "u-u", 7}) == R"({"type":"started","schema":1,"path":"/a/b","recording":"u-u","pid":7})"
                                             "\n");
  CHECK(there_and_back(Started{"/a/b", "u-u", 7}).pid == 7);
  CHECK(encode(Status{false}) == "{\"type\":\"status\",\"schema\":1,\"running\":false}\n");
  CHECK_FALSE(there_and_back(Status{false}).running);
  Status status{true,  7,     "/a/b", "u-u", 1.5, 2.5, true, 1,   7197.5, 3,
                72000, 71000, 12,     -20.5, -9,  4,   3600, 480, true,   {}};
  status.warnings = {{"disk_low", 0.5, "little room"}};
  const auto line = encode(status);
  CHECK(line ==
        R"({"type":"status","schema":1,"running":true,"pid":7,"path":"/a/b","recording":"u-u","seconds":1.5,)"
        R"("elapsed_seconds":2.5,"paused":true,"paused_seconds":1.0,"left_seconds":7197.5,"marks":3,"frames":72000,)"
        R"("frames_on_disk":71000,"lost_frames":12,"level_dbfs":-20.5,"peak_dbfs":-9.0,"clipped":4,)"
        R"("disk_left_seconds":3600.0,"ring_high_water_frames":480,"microphone_lost":true,)"
        R"("warnings":[{"warning":"disk_low","seconds":0.5,"text":"little room"}]})"
        "\n");
  CHECK(encode(there_and_back(status)) == line);
  CHECK(there_and_back(Closed{true, 12.5}).ask);
  CHECK(there_and_back(Closed{true, 12.5}).seconds == 12.5);
  CHECK(encode(Marked{12.5}) == "{\"type\":\"marked\",\"schema\":1,\"seconds\":12.5}\n");
  CHECK(there_and_back(Marked{12.5}).seconds == 12.5);
  CHECK(encode(Paused{3, true}) == "{\"type\":\"paused\",\"schema\":1,\"seconds\":3.0,\"changed\":true}\n");
  CHECK(there_and_back(Paused{3, true}).changed);
  CHECK(encode(Resumed{9, true, 6, true}) ==
        R"({"type":"resumed","schema":1,"seconds":9.0,"changed":true,"paused_seconds":6.0,"microphone_lost":true})"
        "\n");
  CHECK(there_and_back(Resumed{9, true, 6, true}).paused_seconds == 6);
  CHECK(there_and_back(Resumed{9, true, 6, true}).microphone_lost);
  CHECK(encode(Extended{9, 60}) == "{\"type\":\"extended\",\"schema\":1,\"seconds\":9.0,\"left_seconds\":60.0}\n");
  CHECK(there_and_back(Extended{9, 60}).left_seconds == 60);
}

TEST_CASE("protocol: the last word is read back whole, whatever became of ledger and time stamp") {
  Sealed sealed{"/a/b", "u-u", "5e41", true, 480000, 10, 12, "stopped", {{"disk_low", 0.5, "little room"}}, {}};
  CHECK(encode(sealed) ==
        R"({"type":"sealed","schema":1,"path":"/a/b","recording":"u-u","seal":"5e41","in_ledger":true,)"
        R"("frames":480000,"seconds":10.0,"lost_frames":12,"reason":"stopped",)"
        R"("warnings":[{"warning":"disk_low","seconds":0.5,"text":"little room"}]})"
        "\n");
  using State = SealStamp::State;
  const std::vector<std::optional<SealStamp>> stamps{
      std::nullopt, SealStamp{}, SealStamp{State::pending, "no network", {}, {}, {}},
      SealStamp{State::stamped, {}, "2026-11-23T15:30:00Z", "An authority", "http://a"}};
  for (const auto& stamp : stamps) {
    for (const auto in_ledger : {std::optional<bool>(), std::optional(true), std::optional(false)}) {
      sealed.time_stamp = stamp;
      sealed.in_ledger = in_ledger;
      const auto got = there_and_back(sealed);
      CHECK(encode(got) == encode(sealed));
      CHECK(got.in_ledger == in_ledger);
      CHECK(got.time_stamp.has_value() == stamp.has_value());
    }
  }
}

TEST_CASE("protocol: a last word that is none is an error, whatever stands in it") {
  for (const auto* fields :
       {R"("seal":"b","seconds":1)", R"("path":"/a","seal":"b")", R"("path":1,"seal":"b","seconds":1)",
        R"("path":"/a","seal":[],"seconds":1)", R"("path":"/a","seal":"b","seconds":"1")",
        R"("path":"/a","seal":"b","seconds":-1)", R"("path":"/a","seal":"b","seconds":1e300)",
        R"("path":"/a","seal":"b","seconds":1,"warnings":[{}])",
        R"("path":"/a","seal":"b","seconds":1,"time_stamp":"stamped")",
        R"("path":"/a","seal":"b","seconds":1,"time_stamp":"pending")"}) {
    INFO(fields);
    CHECK_THROWS_AS(parse_reply(std::string(R"({"type":"sealed",)") + fields + "}"), Error);
  }
  const auto odd = std::get<Sealed>(
      received(R"({"type":"sealed","path":"/a","seal":"b","seconds":1,"warnings":[7],"in_ledger":7,"time_stamp":7})"));
  CHECK(odd.warnings.empty());
  CHECK(odd.in_ledger == false);
  CHECK_FALSE(odd.time_stamp);
}

TEST_CASE("protocol: what makes no sense in a reply is 0 or empty, and what a later version adds is kept for scripts") {
  for (const auto* nonsense : {"null", "[]", "\"1\"", "1e300", "-1e300", "18446744073709551615"}) {
    INFO(nonsense);
    const auto status =
        std::get<Status>(received(R"({"type":"status","frames":)" + std::string(nonsense) + R"(,"elapsed_seconds":)" +
                                  nonsense + R"(,"paused":)" + nonsense + R"(,"path":7,"warnings":{"a":1}})"));
    CHECK(status.frames == 0);
    CHECK(std::abs(status.elapsed_seconds) <= 9e9);
    CHECK_FALSE(status.paused);
    CHECK(status.path.empty());
    CHECK(status.warnings.empty());
    const auto marked = std::get<Marked>(received(R"({"type":"marked","seconds":)" + std::string(nonsense) + "}"));
    CHECK(marked.seconds == 0);
  }
  const auto later = parse_reply(R"({"type":"marked","schema":2,"seconds":1,"loudness":[1]})");
  REQUIRE(later.has_value());
  CHECK(std::get<Marked>(later->reply).seconds == 1);
  CHECK(later->document.dump() == R"({"type":"marked","schema":2,"seconds":1,"loudness":[1]})");
  CHECK(std::holds_alternative<UnknownReply>(received(R"({"type":"danced"})")));
  CHECK(std::holds_alternative<UnknownReply>(received("{}")));
}

TEST_CASE("protocol: a length that is shown as a clock fits one, whatever is sent") {
  for (const auto* huge : {"1e11", "-1e11", "1e300", "-1e300", "18446744073709551615"}) {
    INFO(huge);
    const auto status = std::get<Status>(received(R"({"type":"status","elapsed_seconds":)" + std::string(huge) +
                                                  R"(,"paused_seconds":)" + huge + R"(,"left_seconds":)" + huge +
                                                  R"(,"disk_left_seconds":)" + huge + "}"));
    // Else its nanoseconds would not fit 63 bits.
    CHECK(std::abs(status.elapsed_seconds) < 9.2e9);
    CHECK(std::abs(status.paused_seconds) < 9.2e9);
    CHECK(std::abs(status.left_seconds) < 9.2e9);
    CHECK(std::abs(status.disk_left_seconds) < 9.2e9);
  }
  const auto large = std::get<Status>(received(R"({"type":"status","disk_left_seconds":2e9})"));
  CHECK(large.disk_left_seconds == 2e9);
}

TEST_CASE("protocol: a line is popped when it is whole") {
  std::string text = "a\n\nb";
  CHECK(pop_line(text) == "a");
  CHECK(pop_line(text) == "");
  CHECK_FALSE(pop_line(text));
  CHECK(text == "b");
}
