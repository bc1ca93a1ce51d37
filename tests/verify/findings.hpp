// SPDX-License-Identifier: MIT
//
// Questions that tests ask of a verification.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>

#include "earwitness/verify.hpp"

namespace earwitness::test {

inline bool names(const Verification& result, const std::string& file) {
  return std::any_of(result.findings.begin(), result.findings.end(), [&](const auto& f) { return f.file == file; });
}

inline bool names_second(const Verification& result, const std::string& file, double from) {
  return std::any_of(result.findings.begin(), result.findings.end(), [&](const auto& f) {
    return f.file == file && f.from_seconds && std::abs(*f.from_seconds - from) < 0.01;
  });
}

inline std::optional<CheckResult> result_of(const Verification& result, const std::string& check) {
  for (const auto& c : result.checks) {
    if (to_string(c.name) == check) return c.result;
  }
  return std::nullopt;
}

inline bool fails(const Verification& result, const std::string& check) {
  return result_of(result, check) == CheckResult::fail;
}

}  // namespace earwitness::test
