// SPDX-License-Identifier: MIT
#include "cli/checks.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/output.hpp"

namespace earwitness::cli {

namespace {

const char* word(CheckResult result) noexcept {
  switch (result) {
    case CheckResult::pass:
      return "pass";
    case CheckResult::fail:
      return "fail";
    case CheckResult::not_checked:
      return "not checked";
  }
  return "";
}

}  // namespace

nlohmann::ordered_json to_json(const Check& check) {
  return {{"check", check.name}, {"result", word(check.result)}, {"detail", check.detail}};
}

void print_checks(const std::vector<Check>& checks) {
  std::size_t width = 0;
  for (const auto& check : checks) width = std::max(width, check.name.size());
  for (const auto& check : checks) {
    const auto* result = check.result == CheckResult::fail ? "FAIL" : word(check.result);
    print_line(fmt::format("  {:<11}  {:<{}}  {}", result, check.name, width, check.detail));
  }
}

}  // namespace earwitness::cli
