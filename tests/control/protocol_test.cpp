// SPDX-License-Identifier: MIT
#include "control/protocol.hpp"

#include "base/limits.hpp"
#include "control/json_line.hpp"
#include "tests/catch.hpp"

using namespace earwitness;
using namespace earwitness::control;

TEST_CASE("protocol: each request is read back as it was meant") {
  CHECK(std::holds_alternative<StatusRequest>(parse_request(to_json(StatusRequest{}).dump())));
  CHECK(std::get<StopRequest>(parse_request(to_json(StopRequest{true}).dump())).can_ask);
  CHECK(std::get<StopRequest>(parse_request(to_json(StopRequest{true, base::Language::dutch}).dump())).language ==
        base::Language::dutch);
  CHECK_FALSE(std::get<StopRequest>(parse_request(R"({"command":"stop","language":"xx"})")).language);
  CHECK_FALSE(std::get<StopRequest>(parse_request(R"({"command":"stop"})")).can_ask);
  const auto me = std::get<MeRequest>(parse_request(to_json(MeRequest{"Zoë d'Hondt", true}).dump()));
  CHECK(me.name == "Zoë d'Hondt");
  CHECK(me.statement);
  const auto nobody = std::get<MeRequest>(parse_request(to_json(MeRequest{}).dump()));
  CHECK_FALSE(nobody.name.has_value());
  CHECK_FALSE(nobody.statement);
}

TEST_CASE("protocol: marks, pauses and extensions are read back as they were meant") {
  CHECK(std::get<MarkRequest>(parse_request(to_json(MarkRequest{"hij zéi het"}).dump())).text == "hij zéi het");
  CHECK(std::get<MarkRequest>(parse_request(R"({"command":"mark"})")).text.empty());
  CHECK(std::holds_alternative<PauseRequest>(parse_request(to_json(PauseRequest{}).dump())));
  CHECK(std::holds_alternative<ResumeRequest>(parse_request(to_json(ResumeRequest{}).dump())));
  CHECK(std::get<ExtendRequest>(parse_request(to_json(ExtendRequest{most_extension}).dump())).by == most_extension);
}

TEST_CASE("protocol: an error's fixed sentence is English on its way, and in the language of who gets it") {
  const auto sent = to_json(Error(ErrorKind::surroundings, {}, "nothing is recorded yet", "ask again in a moment"));
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
  const auto got = to_error(to_json(sent));
  CHECK(got.kind() == sent.kind());
  CHECK(got.subject() == sent.subject());
  CHECK(std::string(got.what()) == sent.what());
  CHECK(got.next() == sent.next());
  const auto odd = to_error(*parse_line(R"({"type":"error","kind":[],"message":3})"));
  CHECK(odd.kind() == ErrorKind::surroundings);
  CHECK_FALSE(std::string(odd.what()).empty());
}
