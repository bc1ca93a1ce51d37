// SPDX-License-Identifier: MIT
//
// A server that is anyone's: whatever it sends, or does not send, there is a sentence soon and no more memory than an
// answer may take.
#include "tsa/http.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <string>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "tests/catch.hpp"

using namespace earwitness;

namespace {

class HostileServer {
 public:
  explicit HostileServer(const std::string& way)
      : pipe_(
            popen(fmt::format("python3 -B '{}/../tsa/hostile_server.py' {}", EARWITNESS_TEST_DATA, way).c_str(), "r")) {
    REQUIRE(pipe_ != nullptr);
    std::array<char, 16> line{};
    REQUIRE(std::fgets(line.data(), static_cast<int>(line.size()), pipe_) != nullptr);
    port_ = std::stoi(line.data());
  }
  ~HostileServer() { pclose(pipe_); }
  HostileServer(const HostileServer&) = delete;
  HostileServer& operator=(const HostileServer&) = delete;
  [[nodiscard]] std::string url(const std::string& protocol = "http") const {
    return fmt::format("{}://127.0.0.1:{}/tsa", protocol, port_);
  }

 private:
  std::FILE* pipe_;
  int port_ = 0;
};

constexpr tsa::HttpLimits limits_of_test{std::chrono::seconds(10), std::chrono::seconds(20), 1000};
const std::array<std::byte, 3> question{std::byte{'a'}, std::byte{'s'}, std::byte{'k'}};
const std::atomic<bool> nobody_cancels{false};

std::string why_not(const HostileServer& server, tsa::HttpLimits limits = limits_of_test) {
  const auto answer = tsa::fetch({server.url(), "application/timestamp-query", question}, limits, nobody_cancels);
  CHECK(answer.body.empty());
  CHECK(base::printable(answer.why) == answer.why);
  return answer.why;
}

}  // namespace

TEST_CASE("http: headers without end are cut off, also those of interim answers") {
  for (const char* way : {"headers", "interim"}) {
    CAPTURE(way);
    CHECK(why_not(HostileServer(way)) ==
          fmt::format("it sent more than the {} bytes of headers that an answer may have", limits::http_header_bytes));
  }
}

TEST_CASE("http: a body of a gigabyte is cut off at what an answer may have, told or not") {
  for (const char* way : {"body", "unsized"}) {
    CAPTURE(way);
    CHECK(why_not(HostileServer(way)) == "it sent more than the 1000 bytes that an answer may have");
  }
}

TEST_CASE("http: who drips or is silent is waited for as long as was said") {
  for (const char* way : {"drip", "silence"}) {
    CAPTURE(way);
    CHECK(why_not(HostileServer(way), {std::chrono::seconds(10), std::chrono::seconds(1), 1000}) ==
          "it did not answer within 1 seconds");
  }
}

TEST_CASE("http: an answer that is torn, garbled or none is no answer") {
  for (const char* way : {"chunks", "cut", "no_http", "error"}) {
    CAPTURE(way);
    CHECK_FALSE(why_not(HostileServer(way)).empty());
  }
}

TEST_CASE("http: a question is not taken elsewhere, and a file is no place to be sent to") {
  const HostileServer asked("elsewhere");
  CHECK(why_not(asked) == "it answered with HTTP status 302");
  for (const char* way : {"elsewhere", "to_a_file"}) {
    CAPTURE(way);
    const HostileServer server(way);
    const auto answer = tsa::fetch({server.url(), {}, {}}, limits_of_test, nobody_cancels);
    CHECK(answer.body.empty());
    CHECK_FALSE(answer.why.empty());
  }
}

TEST_CASE("http: what is packed stays packed") {
  const HostileServer server("packed");
  const auto answer =
      tsa::fetch({server.url(), "application/timestamp-query", question}, limits_of_test, nobody_cancels);
  CHECK(answer.body.size() == 4);
}

TEST_CASE("http: a server that can't prove who it is over https is not believed") {
  const HostileServer server("no_http");
  const auto answer = tsa::fetch({server.url("https"), {}, {}}, limits_of_test, nobody_cancels);
  CHECK(answer.body.empty());
  CHECK_FALSE(answer.why.empty());
}
