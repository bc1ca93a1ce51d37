// SPDX-License-Identifier: MIT
//
// What the recorder and its asker (`earwitness-ask`, src/tsa/ask) say to each other. For this module's sources alone.
//
// A question is the file that is the asker's stdin, an answer what it writes to its stdout; each is one line of JSON
// and then a body, up to its end. A question is ours; the asker hears from anyone, so what it says is checked: a form
// of one kind, and no more bytes than were asked for. Pure functions, any thread; nothing is thrown but for want of
// memory.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "tsa/http.hpp"

namespace earwitness::tsa {

inline constexpr std::int64_t http_good = 200;
/// Room for the line before a body: an address, and variables of the environment.
inline constexpr std::size_t max_head_bytes = std::size_t{64} << 10;
inline constexpr std::size_t max_question_bytes = max_head_bytes + (std::size_t{1} << 20);

struct AskedQuestion {
  std::string url;
  std::string content_type;
  std::vector<std::byte> body;
  HttpLimits limits;
  /// Proxies, certificates that this computer trusts, and how it looks up names: the asker has no environment.
  std::vector<std::pair<std::string, std::string>> environment;
};

enum class HttpEnd : std::uint8_t {
  answered,  ///< with a status, and with a body where that is 200
  too_long,
  headers_too_long,
  timed_out,
  no_host,
  no_connection,
  not_started,
  other,  ///< in libcurl's words
};

struct HttpResult {
  HttpEnd end = HttpEnd::other;
  std::int64_t status = 0;
  std::string words;
  std::vector<std::byte> body;
};

[[nodiscard]] std::vector<std::byte> encode(const AskedQuestion& question);
[[nodiscard]] std::optional<AskedQuestion> read_question(std::span<const std::byte> bytes);
[[nodiscard]] std::vector<std::byte> encode(const HttpResult& result);
/// Nothing where it is none, or its body longer than was asked for.
[[nodiscard]] std::optional<HttpResult> read_result(std::span<const std::byte> bytes, std::size_t max_body_bytes);

}  // namespace earwitness::tsa
