// SPDX-License-Identifier: MIT
#include "results/shown_time.hpp"

#include <fmt/format.h>

#include "base/time.hpp"
#include "os/local_time.hpp"

namespace earwitness::results {

std::string shown_time(const std::string& rfc3339) {
  const auto time = base::parse_rfc3339(rfc3339);
  return time ? os::local_date_and_clock(*time) : rfc3339;
}

std::string with_shown_times(const std::string& sentence) {
  constexpr std::size_t length = 30;  // of what base::rfc3339 writes
  std::string text;
  std::size_t at = 0;
  while (at < sentence.size()) {
    const auto exact = sentence.substr(at, length);
    const auto time = exact.size() == length && exact[4] == '-' ? base::parse_rfc3339(exact) : std::nullopt;
    if (time) {
      text += fmt::format("{} ({})", os::local_date_and_clock(*time), exact);
      at += length;
    } else {
      text += sentence[at++];
    }
  }
  return text;
}

}  // namespace earwitness::results
