// SPDX-License-Identifier: MIT
//
// One question over http or https to a server that may be anyone's, asked by a process of its own. For this module's
// sources alone; any thread, and it waits there: for two seconds longer than the limits say at the most.
//
// No other protocol, no proxy's or user's name, no cookies; what goes wrong is a sentence, never an exception.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace earwitness::tsa {

struct HttpLimits {
  std::chrono::milliseconds connect{5'000};
  std::chrono::milliseconds whole{15'000};
  std::size_t answer_bytes = 0;
};

struct HttpAnswer {
  std::vector<std::byte> body;
  std::string why;  ///< why there is none, such as "did not answer in time"; empty: there is one
};

/// Two media types; POST where there is a body, else GET, which follows three redirections at most.
struct HttpQuestion {
  std::string url;
  std::string content_type;
  std::span<const std::byte> body;
};

/// Ends soon after `cancelled` turns true.
[[nodiscard]] HttpAnswer fetch(const HttpQuestion& question, const HttpLimits& limits,
                               const std::atomic<bool>& cancelled);

/// `http://` or `https://` and a host; no name or password in it, no control characters or blanks.
[[nodiscard]] bool is_web_address(std::string_view url) noexcept;

}  // namespace earwitness::tsa
