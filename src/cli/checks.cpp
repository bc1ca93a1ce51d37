// SPDX-License-Identifier: MIT
#include "cli/checks.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/translate.hpp"
#include "cli/output.hpp"

namespace earwitness::cli {

namespace {

const char* word(CheckResult result) noexcept {
  switch (result) {
    case CheckResult::pass:
      return _("pass");
    case CheckResult::fail:
      return _("fail");
    case CheckResult::not_checked:
      return _("not checked");
  }
  return "";
}

}  // namespace

nlohmann::ordered_json to_json(const Check& check) {
  return {{"check", check.name}, {"result", word(check.result)}, {"detail", check.detail}};
}

void print_checks(const std::vector<Check>& checks) {
  std::size_t width = 0;
  for (const auto& check : checks) width = std::max(width, std::string_view(_(check.name.c_str())).size());
  for (const auto& check : checks) {
    const std::string_view name = _(check.name.c_str());
    const auto* result = check.result == CheckResult::fail ? _("FAIL") : word(check.result);
    print_line(fmt::format("  {:<11}  {:<{}}  {}", result, name, width, check.detail));
  }
}

}  // namespace earwitness::cli
